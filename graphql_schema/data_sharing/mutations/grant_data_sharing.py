"""`grantDataSharing`: the agency lets an API client read, for a purpose and a time."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.data_sharing.mutations.answers import DataSharingPayload, refused
from graphql_schema.mutation import change
from graphql_schema.reading import read_one
from kinerja.domains.data_sharing import service
from kinerja.domains.data_sharing.terms import NewGrant
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="What an agency lets an API client read.")
class GrantDataSharingInput:
    """Who, what, why, and from when to when."""

    agency_code: str = strawberry.field(description="Code of the agency, such as `DISHUB`.")
    client_name: str = strawberry.field(
        description="Name of the API client, exactly as the operator has registered it."
    )
    scopes: list[str] = strawberry.field(
        description="What it may read, such as `cycle:view`; its token must have the scopes too."
    )
    legal_basis: str = strawberry.field(
        description="Why it may (UU 27/2022 Pasal 20), in 5 to 500 characters."
    )
    purpose: str = strawberry.field(description="What the data is for, in 5 to 500 characters.")
    period_start: date = strawberry.field(description="First day.")
    period_end: date = strawberry.field(
        description="Last day, inclusive: today at the earliest, within five years at the latest."
    )


@strawberry.type(description="The new grant, or why there is none.")
class GrantDataSharingPayload(DataSharingPayload):
    """The answer."""


async def grant_data_sharing(
    info: Info,
    input: Annotated[
        GrantDataSharingInput,
        strawberry.argument(description="What an agency lets an API client read."),
    ],
) -> GrantDataSharingPayload:
    """Make a grant; nothing is written on any error."""
    wish = NewGrant(
        client_name=input.client_name,
        scopes=input.scopes,
        legal_basis=input.legal_basis,
        purpose=input.purpose,
        first_day=input.period_start,
        last_day=input.period_end,
    )
    try:
        async with change(info, agency_code=input.agency_code) as (actor, session):
            key = await service.grant_data(actor, session, wish)
    except KinerjaError as error:
        return refused(GrantDataSharingPayload, info, error)
    made = read_one("DataSharingGrant", actor.agency_id, key)
    return GrantDataSharingPayload(data_sharing_grant=made, errors=[])


mutation = strawberry.mutation(
    resolver=grant_data_sharing,
    description="Let an API client read in the agency what its token and this grant both give. For"
    " the head of the agency.",
)
