"""`closeCase`: the case opens nothing any more, from this moment on."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.inspections.mutations.answers import CasePayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.inspections import service
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The inspection case to be closed.")
class CloseCaseInput:
    """Which one."""

    case_id: strawberry.ID = strawberry.field(description="Id of the `InspectionCase`.")


@strawberry.type(description="The closed case, or why it was not closed.")
class CloseCasePayload(CasePayload):
    """The answer."""


async def close_case(
    info: Info,
    input: Annotated[
        CloseCaseInput, strawberry.argument(description="The inspection case to be closed.")
    ],
) -> CloseCasePayload:
    """Close a case; nothing is written on any error."""
    try:
        case = read_id(input.case_id, "InspectionCase", path=("caseId",))
        async with change(info, case) as (actor, session):
            await service.close_case(actor, session, case_id=case.key)
    except KinerjaError as error:
        return refused(CloseCasePayload, info, error)
    return CloseCasePayload(case=read_one("InspectionCase", actor.agency_id, case.key), errors=[])


mutation = strawberry.mutation(
    resolver=close_case,
    description="Close an inspection case: what it opened is closed at once. For the inspectorate.",
)
