"""`endAssignment`: assignments to end, each with an answer of its own."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.organisation.mutations.answers import (
    AssignmentResult,
    assignment_results,
    refused,
)
from kinerja.domains.organisation.service import assignments
from kinerja.domains.organisation.service.assignments import AssignmentEnd
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which assignment ends, and when.")
class AssignmentEndInput:
    """Which and when."""

    assignment_id: strawberry.ID = strawberry.field(description="Id of the assignment.")
    last_day: date = strawberry.field(
        description="Its last day, inclusive; not before it began nor after it ended."
    )


@strawberry.input(description="Assignments of one agency to be ended.")
class EndAssignmentInput:
    """What."""

    items: list[AssignmentEndInput] = strawberry.field(
        description="1 to 500 assignments of one agency."
    )


@strawberry.type(description="What became of each assignment of the list.")
class EndAssignmentPayload:
    """The results in the order of the list."""

    results: list[AssignmentResult] = strawberry.field(
        description="One result an item, in order; empty when the whole call was refused."
    )
    errors: list[UserError] = strawberry.field(
        description="Why the whole call was refused; refused items are in `results`."
    )


async def end_assignment(
    info: Info,
    input: Annotated[
        EndAssignmentInput, strawberry.argument(description="Assignments to be ended.")
    ],
) -> EndAssignmentPayload:
    """End assignments; an item that is refused leaves the others alone."""
    try:
        ids = [
            read_id(item.assignment_id, "Assignment", path=("input", "items", n, "assignmentId"))
            for n, item in enumerate(input.items)
        ]
        if not ids:
            return EndAssignmentPayload(results=[], errors=[])
        async with change(info, *ids) as (actor, session):
            items = [
                AssignmentEnd(key.key, item.last_day)
                for item, key in zip(input.items, ids, strict=True)
            ]
            outcomes = await assignments.end_assignments(actor, session, items=items)
    except KinerjaError as error:
        return EndAssignmentPayload(results=[], errors=refused(info, error))
    results = assignment_results(info, outcomes, actor.agency_id)
    return EndAssignmentPayload(results=results, errors=[])


mutation = strawberry.mutation(
    resolver=end_assignment,
    description="End assignments, each with a result of its own; appraisals keep what they have"
    " pinned. For the performance officer of the agency.",
)
