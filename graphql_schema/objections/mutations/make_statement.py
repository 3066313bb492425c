"""`makeStatement`: the rater says what there is to say to an objection."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.objections.mutations.answers import ObjectionPayload, refused
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.workflows import objecting


@strawberry.input(description="To which objection, and what.")
class MakeStatementInput:
    """What is said."""

    objection_id: strawberry.ID = strawberry.field(description="Id of the `Objection`.")
    statement: str = strawberry.field(description="What there is to say, 10 to 4000 characters.")


@strawberry.type(description="The objection with the statement, or why it has none.")
class MakeStatementPayload(ObjectionPayload):
    """The answer."""


async def make_statement(
    info: Info,
    input: Annotated[
        MakeStatementInput, strawberry.argument(description="To which objection, and what.")
    ],
) -> MakeStatementPayload:
    """Make a statement; nothing is written on any error."""
    try:
        objection = read_id(input.objection_id, "Objection", path=("objectionId",))
        key = objection.key
        async with change(info, objection) as (actor, session):
            await objecting.make_statement(
                actor, session, objection_id=key, statement=input.statement
            )
    except KinerjaError as error:
        return refused(MakeStatementPayload, info, error)
    changed = read_one("Objection", actor.agency_id, key)
    return MakeStatementPayload(objection=changed, errors=[])


mutation = strawberry.mutation(
    resolver=make_statement,
    description="Make a statement to an objection; later words replace it until it is decided. For"
    " the rater, or whoever rates in the rater's place; who makes it never decides.",
)
