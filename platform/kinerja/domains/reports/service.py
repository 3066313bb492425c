"""The report across agencies: who may read it, and which of its groups are shown."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.domains.reports.errors import ReportsUnavailableError, ReportTooLargeError
from kinerja.domains.reports.narrowing import narrow
from kinerja.domains.reports.repository import READ_LIMIT, read_report
from kinerja.domains.reports.requests import ReportRequest, ReportRow
from kinerja.domains.reports.suppression import hidden_rows, suppress
from policies.permissions import Action, Resource
from policies.subject import Actor

#: More groups than any table that a person reads.
ROWS_LIMIT = 10_000


async def cross_agency_report(
    actor: Actor, engine: AsyncEngine | None, *, request: ReportRequest, minimum: int
) -> Sequence[ReportRow]:
    """Return the groups of a report; those of fewer than `minimum` people without any value.

    `actor` acts above all agencies; `engine` logs in as the role that reads report cells only.

    Raises:
        NotPermittedError: the actor does not read reports across agencies.
        ReportsUnavailableError: there is no such engine.
        ReportTooLargeError: the report has too many groups.
        KinerjaError: the request is wrong; see `ReportRequest.check`.
    """
    actor.require(Resource.REPORT, Action.VIEW)
    if engine is None:
        raise ReportsUnavailableError
    request.check()
    rows = await read_report(engine, request)
    shown = _shown(rows, request, minimum) if len(rows) <= READ_LIMIT else rows
    if len(shown) > ROWS_LIMIT:
        raise ReportTooLargeError(limit=ROWS_LIMIT)
    return shown


def _shown(rows: Sequence[ReportRow], request: ReportRequest, minimum: int) -> Sequence[ReportRow]:
    if request.agencies is None:
        return suppress(rows, minimum=minimum)
    return list(narrow(rows, hidden_rows(rows, minimum=minimum), request))
