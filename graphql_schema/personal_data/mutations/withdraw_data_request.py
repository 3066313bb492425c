"""`withdrawDataRequest`: the person thinks better of it."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.personal_data.mutations.answers import DataRequestPayload, refused_request
from graphql_schema.reading import read_one
from kinerja.domains.personal_data import requests
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The request to be withdrawn.")
class WithdrawDataRequestInput:
    """Which one."""

    request_id: strawberry.ID = strawberry.field(description="Id of the `DataRequest`.")


@strawberry.type(description="The withdrawn request, or why it was not withdrawn.")
class WithdrawDataRequestPayload(DataRequestPayload):
    """The answer."""


async def withdraw_data_request(
    info: Info,
    input: Annotated[
        WithdrawDataRequestInput, strawberry.argument(description="The request to be withdrawn.")
    ],
) -> WithdrawDataRequestPayload:
    """Withdraw it; nothing is written on any error."""
    try:
        request = read_id(input.request_id, "DataRequest", path=("requestId",))
        async with change(info, request) as (actor, session):
            await requests.withdraw_request(actor, session, request_id=request.key)
    except KinerjaError as error:
        return refused_request(WithdrawDataRequestPayload, info, error)
    withdrawn = read_one("DataRequest", actor.agency_id, request.key)
    return WithdrawDataRequestPayload(data_request=withdrawn, errors=[])


mutation = strawberry.mutation(
    resolver=withdraw_data_request,
    description="Withdraw an own request that is not decided yet.",
)
