"""`setComponents`: a whole new tree for a draft."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.frameworks.inputs import ComponentInput, plain_components
from graphql_schema.frameworks.mutations.answers import refused
from graphql_schema.frameworks.types import FrameworkVersion
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.frameworks import service
from kinerja.domains.frameworks.parsing import parse_components
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The whole tree of a draft.")
class SetComponentsInput:
    """Which version, and its new tree."""

    version_id: strawberry.ID = strawberry.field(description="Id of the version, a draft.")
    components: list[ComponentInput] = strawberry.field(
        description="The roots of the tree, in their order; at most 6 levels and 200 nodes."
    )


@strawberry.type(description="The version with its new tree, or why it keeps the old one.")
class SetComponentsPayload:
    """The version."""

    version: FrameworkVersion | None = strawberry.field(description="The version as it is now.")
    errors: list[UserError] = strawberry.field(
        description="All that is wrong with the tree; empty when it was replaced."
    )


async def set_components(
    info: Info,
    input: Annotated[
        SetComponentsInput, strawberry.argument(description="The whole tree of a draft.")
    ],
) -> SetComponentsPayload:
    """Replace the tree of a draft; nothing is written on any error."""
    try:
        version = read_id(input.version_id, "FrameworkVersion", path=("input", "versionId"))
        async with change(info, version) as (actor, session):
            await service.set_components(
                actor,
                session,
                version_id=version.key,
                components=parse_components(plain_components(input.components)),
            )
    except KinerjaError as error:
        return SetComponentsPayload(version=None, errors=refused(info, error))
    return SetComponentsPayload(
        version=read_one("FrameworkVersion", actor.agency_id, version.key), errors=[]
    )


mutation = strawberry.mutation(
    resolver=set_components,
    description="Replace the whole tree of a draft: all of it, or nothing on any error. Weights"
    " of siblings sum to exactly 100. For the performance officer of the agency.",
)
