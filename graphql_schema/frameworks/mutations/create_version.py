"""`createVersion`: the next version of a framework, cloned from an earlier one."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.frameworks.enums import Scheme
from graphql_schema.frameworks.mutations.answers import refused
from graphql_schema.frameworks.mutations.terms import terms_change
from graphql_schema.frameworks.types import FrameworkVersion
from graphql_schema.mutation import change, read_id
from graphql_schema.organisation.enums import PositionClass
from graphql_schema.reading import read_one
from kinerja.domains.frameworks import service
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The next version of a framework.")
class CreateVersionInput:
    """Of which framework, from which version, for which period."""

    framework_id: strawberry.ID = strawberry.field(description="Id of the framework.")
    clone_from: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of the version whose content it starts with, of any framework of the"
        " agency; the latest version of the framework if nothing is said.",
    )
    period_start: date = strawberry.field(description="First day in force.")
    period_end: date | None = strawberry.field(
        default=None, description="Last day in force, inclusive; null leaves it open."
    )
    scheme: Scheme | None = strawberry.field(
        default=None, description="How work results and behaviour combine; null: as before."
    )
    applies_to: list[PositionClass] | None = strawberry.field(
        default=None, description="Position classes that it is limited to; null: as before."
    )
    legal_basis: str | None = strawberry.field(
        default=None, description="Regulation that it rests on; null: as before."
    )


@strawberry.type(description="The new version, or why there is none.")
class CreateVersionPayload:
    """The version, a draft."""

    version: FrameworkVersion | None = strawberry.field(description="The new version, a draft.")
    errors: list[UserError] = strawberry.field(description="Empty when it was created.")


async def create_version(
    info: Info,
    input: Annotated[
        CreateVersionInput, strawberry.argument(description="The next version of a framework.")
    ],
) -> CreateVersionPayload:
    """Clone a version; nothing is written on any error."""
    try:
        framework = read_id(input.framework_id, "Framework", path=("input", "frameworkId"))
        source = input.clone_from and read_id(
            input.clone_from, "FrameworkVersion", path=("input", "cloneFrom")
        )
        async with change(info, framework, source or None) as (actor, session):
            version_id = await service.create_version(
                actor,
                session,
                framework_id=framework.key,
                change=terms_change(input),
                clone_from=source.key if source else None,
            )
    except KinerjaError as error:
        return CreateVersionPayload(version=None, errors=refused(info, error))
    return CreateVersionPayload(
        version=read_one("FrameworkVersion", actor.agency_id, version_id), errors=[]
    )


mutation = strawberry.mutation(
    resolver=create_version,
    description="Create the next version of a framework as a draft, with the content of an"
    " earlier version. Published versions stay as they are. For the performance"
    " officer of the agency.",
)
