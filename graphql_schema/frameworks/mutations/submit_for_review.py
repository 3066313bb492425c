"""`submitForReview`: a complete draft goes to the head of the agency."""

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


@strawberry.input(description="A draft to be reviewed.")
class SubmitForReviewInput:
    """Which version."""

    version_id: strawberry.ID = strawberry.field(description="Id of the version, a draft.")


@strawberry.type(description="The version in review, or why it stays a draft.")
class SubmitForReviewPayload:
    """The version."""

    version: FrameworkVersion | None = strawberry.field(description="The version as it is now.")
    errors: list[UserError] = strawberry.field(description="Empty when it was submitted.")


async def submit_for_review(
    info: Info,
    input: Annotated[
        SubmitForReviewInput, strawberry.argument(description="A draft to be reviewed.")
    ],
) -> SubmitForReviewPayload:
    """Submit a draft; nothing is written on any error."""
    try:
        version = read_id(input.version_id, "FrameworkVersion", path=("input", "versionId"))
        async with change(info, version) as (actor, session):
            await publication.submit_for_review(actor, session, version_id=version.key)
    except KinerjaError as error:
        return SubmitForReviewPayload(version=None, errors=refused(info, error))
    return SubmitForReviewPayload(
        version=read_one("FrameworkVersion", actor.agency_id, version.key), errors=[]
    )


mutation = strawberry.mutation(
    resolver=submit_for_review,
    description="Submit a draft for review: DRAFT becomes IN_REVIEW. It is complete and its"
    " weights are right. For the performance officer of the agency.",
)
