"""`requestErasure`: what identifies me is no longer needed."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change
from graphql_schema.personal_data.mutations.answers import DataRequestPayload, refused_request
from graphql_schema.reading import read_one
from kinerja.domains.personal_data import requests
from kinerja.domains.personal_data.vocabulary import RequestKind
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="What is to be erased.")
class RequestErasureInput:
    """Of which agency, and what."""

    agency_code: str = strawberry.field(
        description="Code of the agency that stores the data: where you serve, or served."
    )
    statement: str = strawberry.field(
        description="Why the data is no longer needed, in 10 to 2,000 characters."
    )


@strawberry.type(description="The request, or why it was not filed.")
class RequestErasurePayload(DataRequestPayload):
    """The answer."""


async def request_erasure(
    info: Info,
    input: Annotated[RequestErasureInput, strawberry.argument(description="What is to be erased.")],
) -> RequestErasurePayload:
    """File it; nothing is written on any error."""
    try:
        async with change(info, agency_code=input.agency_code) as (actor, session):
            key = await requests.file_request(
                actor, session, kind=RequestKind.ERASURE, statement=input.statement
            )
    except KinerjaError as error:
        return refused_request(RequestErasurePayload, info, error)
    filed = read_one("DataRequest", actor.agency_id, key)
    return RequestErasurePayload(data_request=filed, errors=[])


mutation = strawberry.mutation(
    resolver=request_erasure,
    description="Ask an agency to erase what identifies the asker (UU 27/2022 Pasal 8), after the"
    " service has ended. Scores and results stay, of nobody in particular.",
)
