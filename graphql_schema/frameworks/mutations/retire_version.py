"""`retireVersion`: a published version goes out of force."""

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


@strawberry.input(description="A published version to be retired.")
class RetireVersionInput:
    """Which version."""

    version_id: strawberry.ID = strawberry.field(description="Id of the version, published.")


@strawberry.type(description="The retired version, or why it stays published.")
class RetireVersionPayload:
    """The version."""

    version: FrameworkVersion | None = strawberry.field(description="The version as it is now.")
    errors: list[UserError] = strawberry.field(description="Empty when it was retired.")


async def retire_version(
    info: Info,
    input: Annotated[
        RetireVersionInput, strawberry.argument(description="A published version to be retired.")
    ],
) -> RetireVersionPayload:
    """Retire a version; nothing is written on any error."""
    try:
        version = read_id(input.version_id, "FrameworkVersion", path=("input", "versionId"))
        async with change(info, version) as (actor, session):
            await publication.retire_version(actor, session, version_id=version.key)
    except KinerjaError as error:
        return RetireVersionPayload(version=None, errors=refused(info, error))
    return RetireVersionPayload(
        version=read_one("FrameworkVersion", actor.agency_id, version.key), errors=[]
    )


mutation = strawberry.mutation(
    resolver=retire_version,
    description="Retire a version: PUBLISHED becomes RETIRED, and no new cycle uses it. Refused"
    " while a cycle that is not finished uses it. For the head of the agency.",
)
