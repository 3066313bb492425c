"""`requestCorrection`: what is stored about me is wrong."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change
from graphql_schema.personal_data.mutations.answers import DataRequestPayload, refused_request
from graphql_schema.reading import read_one
from kinerja.domains.personal_data import requests
from kinerja.domains.personal_data.vocabulary import RequestKind
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="What is to be corrected.")
class RequestCorrectionInput:
    """Of which agency, and what."""

    agency_code: str = strawberry.field(
        description="Code of the agency that stores the data: where you serve, or served."
    )
    statement: str = strawberry.field(
        description="What is wrong and what would be right, in 10 to 2,000 characters."
    )


@strawberry.type(description="The request, or why it was not filed.")
class RequestCorrectionPayload(DataRequestPayload):
    """The answer."""


async def request_correction(
    info: Info,
    input: Annotated[
        RequestCorrectionInput, strawberry.argument(description="What is to be corrected.")
    ],
) -> RequestCorrectionPayload:
    """File it; nothing is written on any error."""
    try:
        async with change(info, agency_code=input.agency_code) as (actor, session):
            key = await requests.file_request(
                actor, session, kind=RequestKind.CORRECTION, statement=input.statement
            )
    except KinerjaError as error:
        return refused_request(RequestCorrectionPayload, info, error)
    filed = read_one("DataRequest", actor.agency_id, key)
    return RequestCorrectionPayload(data_request=filed, errors=[])


mutation = strawberry.mutation(
    resolver=request_correction,
    description="Ask an agency to correct the own data (UU 27/2022 Pasal 6). It is decided within"
    " 3 x 24 hours; one request of a kind is open at a time.",
)
