"""`decideDataRequest`: another person does or refuses what was asked, with a reason."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.personal_data.enums import RequestState
from graphql_schema.personal_data.mutations.answers import DataRequestPayload, refused_request
from graphql_schema.reading import read_one
from kinerja.domains.personal_data import requests
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The decision on a request.")
class DecideDataRequestInput:
    """On which one, how and why."""

    request_id: strawberry.ID = strawberry.field(description="Id of the `DataRequest`.")
    state: RequestState = strawberry.field(description="`DONE` or `REFUSED`.")
    reason: str = strawberry.field(
        description="What was done, or why it is refused, in 10 to 2,000 characters. The person"
        " reads it."
    )
    change_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of the `AuditEvent` of the change that corrected the data: needed for a"
        " correction that is done, about that person, made after the request was filed.",
    )


@strawberry.type(description="The decided request, or why it was not decided.")
class DecideDataRequestPayload(DataRequestPayload):
    """The answer."""


async def decide_data_request(
    info: Info,
    input: Annotated[
        DecideDataRequestInput, strawberry.argument(description="The decision on a request.")
    ],
) -> DecideDataRequestPayload:
    """Decide it; nothing is written on any error."""
    try:
        request = read_id(input.request_id, "DataRequest", path=("requestId",))
        event = (
            None
            if input.change_id is None
            else read_id(input.change_id, "AuditEvent", path=("changeId",))
        )
        async with change(info, request, event) as (actor, session):
            await requests.decide_request(
                actor,
                session,
                request_id=request.key,
                state=input.state,
                reason=input.reason,
                change_event_id=None if event is None else event.key,
            )
    except KinerjaError as error:
        return refused_request(DecideDataRequestPayload, info, error)
    decided = read_one("DataRequest", actor.agency_id, request.key)
    return DecideDataRequestPayload(data_request=decided, errors=[])


mutation = strawberry.mutation(
    resolver=decide_data_request,
    description="Decide a request of another person. To grant an erasure erases nothing yet: the"
    " operator does, by `kinerja person erase`. For the data protection officer and the performance"
    " officer.",
)
