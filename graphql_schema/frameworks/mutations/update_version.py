"""`updateVersion`: the terms of a draft: period, scheme, applicability, legal basis."""

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


@strawberry.input(description="New terms of a draft; null keeps what it says.")
class UpdateVersionInput:
    """Which version, and its terms as far as they change."""

    version_id: strawberry.ID = strawberry.field(description="Id of the version, a draft.")
    period_start: date | None = strawberry.field(
        default=None, description="First day in force; gives the period together with `periodEnd`."
    )
    period_end: date | None = strawberry.field(
        default=None,
        description="Last day in force, inclusive; null beside `periodStart` leaves it open.",
    )
    scheme: Scheme | None = strawberry.field(
        default=None, description="How work results and behaviour combine."
    )
    applies_to: list[PositionClass] | None = strawberry.field(
        default=None, description="Position classes that it is limited to; empty: all."
    )
    legal_basis: str | None = strawberry.field(
        default=None, description="Regulation that it rests on."
    )


@strawberry.type(description="The version with its new terms, or why it has none.")
class UpdateVersionPayload:
    """The version."""

    version: FrameworkVersion | None = strawberry.field(description="The version as it is now.")
    errors: list[UserError] = strawberry.field(description="Empty when it was changed.")


async def update_version(
    info: Info,
    input: Annotated[
        UpdateVersionInput,
        strawberry.argument(description="New terms of a draft; null keeps what it says."),
    ],
) -> UpdateVersionPayload:
    """Change the terms of a draft; nothing is written on any error."""
    try:
        version = read_id(input.version_id, "FrameworkVersion", path=("input", "versionId"))
        async with change(info, version) as (actor, session):
            await service.change_terms(
                actor, session, version_id=version.key, change=terms_change(input)
            )
    except KinerjaError as error:
        return UpdateVersionPayload(version=None, errors=refused(info, error))
    return UpdateVersionPayload(
        version=read_one("FrameworkVersion", actor.agency_id, version.key), errors=[]
    )


mutation = strawberry.mutation(
    resolver=update_version,
    description="Change period, scheme, applicability or legal basis of a draft. For the"
    " performance officer of the agency.",
)
