"""`setReportingLine`: who appraises whom, each line with an answer of its own."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.organisation.enums import ReportingLineKind
from graphql_schema.organisation.mutations.answers import (
    ReportingLineResult,
    line_results,
    refused,
)
from kinerja.domains.organisation.changes import NewLine
from kinerja.domains.organisation.service import reporting_lines
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import GlobalId


@strawberry.input(description="Who is to appraise whom.")
class NewReportingLineInput:
    """Who, whom, under whom, why and when."""

    ratee_id: strawberry.ID = strawberry.field(description="Id of the employee who is appraised.")
    rater_id: strawberry.ID = strawberry.field(
        description="Id of the rater (pejabat penilai), another person."
    )
    superior_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of the superior of the rater (atasan pejabat penilai), a third person;"
        " null where nobody stands above.",
    )
    kind: ReportingLineKind = strawberry.field(
        default=ReportingLineKind.LINE,
        description="Why this rater; a ratee has one rater by the line of command on one day.",
    )
    period_start: date = strawberry.field(description="First day.")
    period_end: date | None = strawberry.field(
        default=None, description="Last day, inclusive; null leaves it open."
    )


@strawberry.input(description="Reporting lines of one agency to be made.")
class SetReportingLineInput:
    """What."""

    items: list[NewReportingLineInput] = strawberry.field(
        description="1 to 500 reporting lines of one agency."
    )


@strawberry.type(description="What became of each reporting line of the list.")
class SetReportingLinePayload:
    """The results in the order of the list."""

    results: list[ReportingLineResult] = strawberry.field(
        description="One result an item, in order; empty when the whole call was refused."
    )
    errors: list[UserError] = strawberry.field(
        description="Why the whole call was refused; refused items are in `results`."
    )


async def set_reporting_line(
    info: Info,
    input: Annotated[
        SetReportingLineInput, strawberry.argument(description="Reporting lines to be made.")
    ],
) -> SetReportingLinePayload:
    """Make reporting lines; an item that is refused leaves the others alone."""
    try:
        ids = [_read_ids(item, place) for place, item in enumerate(input.items)]
        if not ids:
            return SetReportingLinePayload(results=[], errors=[])
        async with change(info, *(key for people in ids for key in people)) as (actor, session):
            items = [_line(item, people) for item, people in zip(input.items, ids, strict=True)]
            outcomes = await reporting_lines.set_lines(actor, session, items=items)
    except KinerjaError as error:
        return SetReportingLinePayload(results=[], errors=refused(info, error))
    results = line_results(info, outcomes, actor.agency_id)
    return SetReportingLinePayload(results=results, errors=[])


People = tuple[GlobalId, GlobalId, GlobalId | None]


def _read_ids(item: NewReportingLineInput, place: int) -> People:
    path = ("input", "items", place)
    above = item.superior_id
    return (
        read_id(item.ratee_id, "Employee", path=(*path, "rateeId")),
        read_id(item.rater_id, "Employee", path=(*path, "raterId")),
        None if above is None else read_id(above, "Employee", path=(*path, "superiorId")),
    )


def _line(item: NewReportingLineInput, people: People) -> NewLine:
    ratee, rater, superior = people
    return NewLine(
        ratee_id=ratee.key,
        rater_id=rater.key,
        superior_id=superior.key if superior else None,
        kind=item.kind,
        first_day=item.period_start,
        last_day=item.period_end,
    )


mutation = strawberry.mutation(
    resolver=set_reporting_line,
    description="Say who appraises whom, each line with a result of its own; appraisals that exist"
    " keep their rater. For the performance officer of the agency.",
)
