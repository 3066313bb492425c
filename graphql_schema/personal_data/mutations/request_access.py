"""`requestAccess`: I want a copy of my data from a person, on paper."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change
from graphql_schema.personal_data.mutations.answers import DataRequestPayload, refused_request
from graphql_schema.reading import read_one
from kinerja.domains.personal_data import requests
from kinerja.domains.personal_data.vocabulary import RequestKind
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which copy is wanted.")
class RequestAccessInput:
    """Of which agency, and what."""

    agency_code: str = strawberry.field(
        description="Code of the agency that stores the data: where you serve, or served."
    )
    statement: str = strawberry.field(
        description="What is wanted and how, in 10 to 2,000 characters."
    )


@strawberry.type(description="The request, or why it was not filed.")
class RequestAccessPayload(DataRequestPayload):
    """The answer."""


async def request_access(
    info: Info,
    input: Annotated[RequestAccessInput, strawberry.argument(description="Which copy is wanted.")],
) -> RequestAccessPayload:
    """File it; nothing is written on any error."""
    try:
        async with change(info, agency_code=input.agency_code) as (actor, session):
            key = await requests.file_request(
                actor, session, kind=RequestKind.ACCESS, statement=input.statement
            )
    except KinerjaError as error:
        return refused_request(RequestAccessPayload, info, error)
    filed = read_one("DataRequest", actor.agency_id, key)
    return RequestAccessPayload(data_request=filed, errors=[])


mutation = strawberry.mutation(
    resolver=request_access,
    description="Ask an agency for a copy of the own data (UU 27/2022 Pasal 7), for who does not"
    " take it by `exportMyData`.",
)
