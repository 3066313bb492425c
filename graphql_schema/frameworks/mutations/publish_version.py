"""`publishVersion`: a reviewed version comes into force and never changes again."""

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


@strawberry.input(description="A reviewed version to be published.")
class PublishVersionInput:
    """Which version."""

    version_id: strawberry.ID = strawberry.field(description="Id of the version, in review.")


@strawberry.type(description="The published version, or why it is not published.")
class PublishVersionPayload:
    """The version."""

    version: FrameworkVersion | None = strawberry.field(description="The version as it is now.")
    errors: list[UserError] = strawberry.field(description="Empty when it was published.")


async def publish_version(
    info: Info,
    input: Annotated[
        PublishVersionInput, strawberry.argument(description="A reviewed version to be published.")
    ],
) -> PublishVersionPayload:
    """Publish a version; nothing is written on any error."""
    try:
        version = read_id(input.version_id, "FrameworkVersion", path=("input", "versionId"))
        async with change(info, version) as (actor, session):
            await publication.publish_version(actor, session, version_id=version.key)
    except KinerjaError as error:
        return PublishVersionPayload(version=None, errors=refused(info, error))
    return PublishVersionPayload(
        version=read_one("FrameworkVersion", actor.agency_id, version.key), errors=[]
    )


mutation = strawberry.mutation(
    resolver=publish_version,
    description="Publish a version: IN_REVIEW becomes PUBLISHED, in force for its period,"
    " immutable. A published version of the framework that has no last day ends where this one"
    " begins. For the head of the agency; whoever made or submitted the version"
    " does not publish it.",
)
