"""The root field of reports across agencies."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Context, Info
from graphql_schema.cycles.enums import CycleKind
from graphql_schema.flat_rows import flat
from graphql_schema.reports.enums import Dimension, ReportCategory
from graphql_schema.reports.types import ReportGroup
from kinerja.domains.reports.readers import ReportReader, reader_above, reader_in_agency
from kinerja.domains.reports.requests import ReportRequest
from kinerja.domains.reports.service import cross_agency_report
from kinerja.kit.clock import today
from kinerja.reads.accesses import ReportSeen
from policies.identity import PROVINCE, SubjectKind
from policies.permissions import Action, Resource, Role
from policies.subject import Actor

GroupBy = Annotated[
    list[Dimension],
    strawberry.argument(description="The dimensions to split by; none gives one group."),
]
Agencies = Annotated[
    list[str] | None, strawberry.argument(description="Only these agencies, by their codes.")
]
Categories = Annotated[
    list[ReportCategory] | None,
    strawberry.argument(
        description="Only these. Without CATEGORY in groupBy at most one; COMPOSITE if none is"
        " named."
    ),
]
Kinds = Annotated[
    list[CycleKind] | None, strawberry.argument(description="Only cycles of these kinds.")
]
Start = Annotated[
    date | None, strawberry.argument(description="Only cycles that begin on this day or later.")
]
End = Annotated[
    date | None, strawberry.argument(description="Only cycles that end on this day or earlier.")
]
Totals = Annotated[
    bool,
    strawberry.argument(
        description="Whether to add the totals over the dimensions, dropped from the last one on."
    ),
]


async def _cross_agency_report(  # noqa: PLR0913 - the arguments of the field.
    info: Info,
    *,
    group_by: GroupBy,
    agencies: Agencies = None,
    categories: Categories = None,
    kinds: Kinds = None,
    period_start: Start = None,
    period_end: End = None,
    with_totals: Totals = False,
) -> list[ReportGroup] | None:
    """Read the report; agencies that do not exist are an error rather than nothing."""
    context = info.context
    for code in agencies or ():
        await context.registry.get(code)
    reader = await _reader(context)
    request = ReportRequest(
        group_by=group_by,
        agencies=agencies,
        categories=categories,
        kinds=kinds,
        first=period_start,
        last=period_end,
        totals=with_totals,
    )
    rows = await cross_agency_report(
        reader,
        context.report_engine,
        request=request,
        minimum=context.settings.report_minimum_group,
    )
    context.reports.append(ReportSeen(reader.actor, vars(request)))
    return flat(ReportGroup, rows)


async def _reader(context: Context) -> ReportReader:
    """Return the subject as a reader: above all agencies, or else as head of the own one."""
    above, home = await _above(context), context.signed_in().agency_id
    reads_above = not above.grant(Resource.REPORT, Action.VIEW).is_empty
    if reads_above or home is None or above.subject.kind is SubjectKind.CLIENT:
        return reader_above(above)
    actor = await context.actor(home)
    code = (await context.registry.get_by_id(home)).code
    async with context.unit.within(home) as session:
        return await reader_in_agency(actor, session, code=code)


async def _above(context: Context) -> Actor:
    """Return the subject as it acts above all agencies: with the roles held there, or as client."""
    subject = context.signed_in()
    is_client = subject.kind is SubjectKind.CLIENT
    return Actor(
        subject=subject,
        agency_id=PROVINCE,
        roles=frozenset({Role.API_CLIENT}) if is_client else await context.roles_above(),
        today=today(),
        request_id=context.request_id,
        policies=context.policies,
    )


@strawberry.type
class ReportQueries:
    """`crossAgencyReport`."""

    cross_agency_report: list[ReportGroup] | None = strawberry.field(
        resolver=_cross_agency_report,
        description="Final results across agencies: counts, means and bounds by agency, category,"
        " grade and period. Groups of fewer than five people are suppressed, and with them as many"
        " others as it takes that no small one can be worked out. For the province"
        " (BKD, inspectorate, organisation bureau), clients with the scope `report:view`, and the"
        " head of an agency, who sees the own groups whatever their size.",
    )
