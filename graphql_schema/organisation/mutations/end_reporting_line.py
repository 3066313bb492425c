"""`endReportingLine`: reporting lines to end, each with an answer of its own."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.organisation.mutations.answers import (
    ReportingLineResult,
    line_results,
    refused,
)
from kinerja.domains.organisation.service import reporting_lines
from kinerja.domains.organisation.service.reporting_lines import LineEnd
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which reporting line ends, and when.")
class ReportingLineEndInput:
    """Which and when."""

    reporting_line_id: strawberry.ID = strawberry.field(description="Id of the reporting line.")
    last_day: date = strawberry.field(
        description="Its last day, inclusive; not before it began nor after it ended."
    )


@strawberry.input(description="Reporting lines of one agency to be ended.")
class EndReportingLineInput:
    """What."""

    items: list[ReportingLineEndInput] = strawberry.field(
        description="1 to 500 reporting lines of one agency."
    )


@strawberry.type(description="What became of each reporting line of the list.")
class EndReportingLinePayload:
    """The results in the order of the list."""

    results: list[ReportingLineResult] = strawberry.field(
        description="One result an item, in order; empty when the whole call was refused."
    )
    errors: list[UserError] = strawberry.field(
        description="Why the whole call was refused; refused items are in `results`."
    )


async def end_reporting_line(
    info: Info,
    input: Annotated[
        EndReportingLineInput, strawberry.argument(description="Reporting lines to be ended.")
    ],
) -> EndReportingLinePayload:
    """End reporting lines; an item that is refused leaves the others alone."""
    try:
        ids = [
            read_id(
                item.reporting_line_id,
                "ReportingLine",
                path=("input", "items", place, "reportingLineId"),
            )
            for place, item in enumerate(input.items)
        ]
        if not ids:
            return EndReportingLinePayload(results=[], errors=[])
        async with change(info, *ids) as (actor, session):
            items = [
                LineEnd(key.key, item.last_day) for item, key in zip(input.items, ids, strict=True)
            ]
            outcomes = await reporting_lines.end_lines(actor, session, items=items)
    except KinerjaError as error:
        return EndReportingLinePayload(results=[], errors=refused(info, error))
    results = line_results(info, outcomes, actor.agency_id)
    return EndReportingLinePayload(results=results, errors=[])


mutation = strawberry.mutation(
    resolver=end_reporting_line,
    description="End reporting lines, each with a result of its own; appraisals that exist keep"
    " their rater. For the performance officer of the agency.",
)
