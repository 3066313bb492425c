"""`fileObjection`: the ratee contradicts the own result."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.objections.mutations.answers import ObjectionPayload, refused
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.workflows import objecting


@strawberry.input(description="Which result is objected to, and why.")
class FileObjectionInput:
    """What is said."""

    appraisal_id: strawberry.ID = strawberry.field(description="Id of the own `Appraisal`.")
    grounds: str = strawberry.field(description="Why, 10 to 4000 characters.")


@strawberry.type(description="The objection, or why there is none.")
class FileObjectionPayload(ObjectionPayload):
    """The answer."""


async def file_objection(
    info: Info,
    input: Annotated[
        FileObjectionInput, strawberry.argument(description="Which result is objected to, and why.")
    ],
) -> FileObjectionPayload:
    """File an objection; nothing is written on any error."""
    try:
        appraisal = read_id(input.appraisal_id, "Appraisal", path=("appraisalId",))
        async with change(info, appraisal) as (actor, session):
            key = await objecting.file_objection(
                actor, session, appraisal_id=appraisal.key, grounds=input.grounds
            )
    except KinerjaError as error:
        return refused(FileObjectionPayload, info, error)
    changed = read_one("Objection", actor.agency_id, key)
    return FileObjectionPayload(objection=changed, errors=[])


mutation = strawberry.mutation(
    resolver=file_objection,
    description="Object to the own delivered result, within its days (ANSWER_TOO_LATE; PP 30/2019"
    " Pasal 59). The rater has 14 days for a statement, then the superior of the rater decides."
    " For the ratee.",
)
