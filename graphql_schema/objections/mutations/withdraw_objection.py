"""`withdrawObjection`: the ratee takes the own objection back."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.objections.mutations.answers import ObjectionPayload, refused
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.workflows import objecting


@strawberry.input(description="Which objection is taken back.")
class WithdrawObjectionInput:
    """What is said."""

    objection_id: strawberry.ID = strawberry.field(description="Id of the own `Objection`.")


@strawberry.type(description="The withdrawn objection, or why it is not.")
class WithdrawObjectionPayload(ObjectionPayload):
    """The answer."""


async def withdraw_objection(
    info: Info,
    input: Annotated[
        WithdrawObjectionInput, strawberry.argument(description="Which objection is taken back.")
    ],
) -> WithdrawObjectionPayload:
    """Withdraw an objection; nothing is written on any error."""
    try:
        objection = read_id(input.objection_id, "Objection", path=("objectionId",))
        key = objection.key
        async with change(info, objection) as (actor, session):
            await objecting.withdraw_objection(actor, session, objection_id=key)
    except KinerjaError as error:
        return refused(WithdrawObjectionPayload, info, error)
    changed = read_one("Objection", actor.agency_id, key)
    return WithdrawObjectionPayload(objection=changed, errors=[])


mutation = strawberry.mutation(
    resolver=withdraw_objection,
    description="Take the own objection back while nobody has decided: the result is what was"
    " delivered. For the ratee.",
)
