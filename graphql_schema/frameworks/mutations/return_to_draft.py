"""`returnToDraft`: a version goes back from review."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.frameworks.mutations.answers import refused
from graphql_schema.frameworks.types import FrameworkVersion
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.frameworks import publication
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="A version to return from review.")
class ReturnToDraftInput:
    """Which version, and why."""

    version_id: strawberry.ID = strawberry.field(description="Id of the version, in review.")
    reason: str | None = strawberry.field(
        default=None, description="Why; kept in the audit trail, at most 1000 characters."
    )


@strawberry.type(description="The version as a draft, or why it stays in review.")
class ReturnToDraftPayload:
    """The version."""

    version: FrameworkVersion | None = strawberry.field(description="The version as it is now.")
    errors: list[UserError] = strawberry.field(description="Empty when it was returned.")


async def return_to_draft(
    info: Info,
    input: Annotated[
        ReturnToDraftInput,
        strawberry.argument(description="A version to be taken back from review."),
    ],
) -> ReturnToDraftPayload:
    """Return a version to draft; nothing is written on any error."""
    try:
        version = read_id(input.version_id, "FrameworkVersion", path=("input", "versionId"))
        async with change(info, version) as (actor, session):
            await publication.return_to_draft(
                actor, session, version_id=version.key, reason=input.reason
            )
    except KinerjaError as error:
        return ReturnToDraftPayload(version=None, errors=refused(info, error))
    return ReturnToDraftPayload(
        version=read_one("FrameworkVersion", actor.agency_id, version.key), errors=[]
    )


mutation = strawberry.mutation(
    resolver=return_to_draft,
    description="Send a version back from review: IN_REVIEW becomes DRAFT. For the head of the"
    " agency, who rejects it, and the performance officer, who takes it back.",
)
