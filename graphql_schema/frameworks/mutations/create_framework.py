"""`createFramework`: a framework with its first draft, empty or from a preset."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.frameworks.enums import Scheme
from graphql_schema.frameworks.mutations.answers import refused
from graphql_schema.frameworks.mutations.terms import terms_change
from graphql_schema.frameworks.types import Framework, FrameworkVersion
from graphql_schema.mutation import change
from graphql_schema.organisation.enums import PositionClass
from graphql_schema.reading import read_one
from kinerja.domains.frameworks import service
from kinerja.domains.frameworks.beginnings import first_content
from kinerja.domains.frameworks.heads import FrameworkHead
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="A new framework of an agency.")
class CreateFrameworkInput:
    """Where, what, and from which preset."""

    agency_code: str = strawberry.field(description="Code of the agency, such as `DISHUB`.")
    code: str = strawberry.field(
        description="Code of the framework, unique in the agency: lower-case letters, digits, `-`."
    )
    name: str = strawberry.field(description="Name of the framework.")
    preset: str | None = strawberry.field(
        default=None,
        description="Start with the content of this preset, such as `dishub-v2`; what is given"
        " beside it replaces what the preset says. Without one the first version is empty.",
    )
    period_start: date | None = strawberry.field(
        default=None, description="First day in force; required without a preset."
    )
    period_end: date | None = strawberry.field(
        default=None, description="Last day in force, inclusive; null leaves it open."
    )
    scheme: Scheme | None = strawberry.field(
        default=None,
        description="How work results and behaviour combine; COMPONENTS if nothing is said.",
    )
    applies_to: list[PositionClass] | None = strawberry.field(
        default=None, description="Position classes that it is limited to; empty: all."
    )
    legal_basis: str | None = strawberry.field(
        default=None, description="Regulation that it rests on."
    )


@strawberry.type(description="The new framework, or why there is none.")
class CreateFrameworkPayload:
    """The framework and its first version."""

    framework: Framework | None = strawberry.field(description="The new framework.")
    version: FrameworkVersion | None = strawberry.field(description="Its first version, a draft.")
    errors: list[UserError] = strawberry.field(description="Empty when it was created.")


async def create_framework(
    info: Info,
    input: Annotated[
        CreateFrameworkInput, strawberry.argument(description="A new framework of an agency.")
    ],
) -> CreateFrameworkPayload:
    """Create a framework; nothing is written on any error."""
    try:
        async with change(info, agency_code=input.agency_code) as (actor, session):
            made = await service.create_framework(
                actor,
                session,
                head=FrameworkHead.parse(input.code, name=input.name),
                content=first_content(terms_change(input), preset=input.preset),
            )
    except KinerjaError as error:
        return CreateFrameworkPayload(framework=None, version=None, errors=refused(info, error))
    return CreateFrameworkPayload(
        framework=read_one("Framework", actor.agency_id, made.framework_id),
        version=read_one("FrameworkVersion", actor.agency_id, made.version_id),
        errors=[],
    )


mutation = strawberry.mutation(
    resolver=create_framework,
    description="Create a framework with a first draft. For the performance officer of the agency.",
)
