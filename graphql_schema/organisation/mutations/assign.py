"""`assign`: employees to put on positions, each with an answer of its own."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.organisation.enums import AssignmentKind
from graphql_schema.organisation.mutations.answers import (
    AssignmentResult,
    assignment_results,
    refused,
)
from kinerja.domains.organisation.changes import NewAssignment
from kinerja.domains.organisation.service import assignments
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import GlobalId


@strawberry.input(description="Who is to hold which position, in the unit of the position.")
class NewAssignmentInput:
    """Who, what, how and when."""

    employee_id: strawberry.ID = strawberry.field(description="Id of the employee.")
    position_id: strawberry.ID = strawberry.field(description="Id of the position.")
    kind: AssignmentKind = strawberry.field(
        default=AssignmentKind.DEFINITIF,
        description="How it is held; nobody holds two positions definitively on one day.",
    )
    period_start: date = strawberry.field(description="First day.")
    period_end: date | None = strawberry.field(
        default=None, description="Last day, inclusive; null leaves it open."
    )


@strawberry.input(description="Assignments of one agency to be made.")
class AssignInput:
    """What."""

    items: list[NewAssignmentInput] = strawberry.field(
        description="1 to 500 assignments of one agency."
    )


@strawberry.type(description="What became of each assignment of the list.")
class AssignPayload:
    """The results in the order of the list."""

    results: list[AssignmentResult] = strawberry.field(
        description="One result an item, in order; empty when the whole call was refused."
    )
    errors: list[UserError] = strawberry.field(
        description="Why the whole call was refused; refused items are in `results`."
    )


async def assign(
    info: Info,
    input: Annotated[AssignInput, strawberry.argument(description="Assignments to be made.")],
) -> AssignPayload:
    """Assign employees; an item that is refused leaves the others alone."""
    try:
        ids = [_read_ids(item, place) for place, item in enumerate(input.items)]
        if not ids:
            return AssignPayload(results=[], errors=[])
        async with change(info, *(key for pair in ids for key in pair)) as (actor, session):
            items = [
                NewAssignment(
                    employee_id=employee.key,
                    position_id=position.key,
                    kind=item.kind,
                    first_day=item.period_start,
                    last_day=item.period_end,
                )
                for item, (employee, position) in zip(input.items, ids, strict=True)
            ]
            outcomes = await assignments.assign(actor, session, items=items)
    except KinerjaError as error:
        return AssignPayload(results=[], errors=refused(info, error))
    results = assignment_results(info, outcomes, actor.agency_id)
    return AssignPayload(results=results, errors=[])


def _read_ids(item: NewAssignmentInput, place: int) -> tuple[GlobalId, GlobalId]:
    path = ("input", "items", place)
    return (
        read_id(item.employee_id, "Employee", path=(*path, "employeeId")),
        read_id(item.position_id, "Position", path=(*path, "positionId")),
    )


mutation = strawberry.mutation(
    resolver=assign,
    description="Put employees on positions, each with a result of its own."
    " For the performance officer of the agency; on the post that heads the agency the head or the"
    " province's HR agency puts somebody.",
)
