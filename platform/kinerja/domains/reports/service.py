"""The report across agencies: which of its groups are shown to whom."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.domains.reports.errors import ReportsUnavailableError, ReportTooLargeError
from kinerja.domains.reports.narrowing import narrow
from kinerja.domains.reports.readers import ReportReader
from kinerja.domains.reports.repository import READ_LIMIT, read_report
from kinerja.domains.reports.requests import ReportRequest, ReportRow
from kinerja.domains.reports.suppression import hidden_beside, hidden_rows, hide_all

#: More groups than any table that a person reads.
ROWS_LIMIT = 10_000


async def cross_agency_report(
    reader: ReportReader, engine: AsyncEngine | None, *, request: ReportRequest, minimum: int
) -> Sequence[ReportRow]:
    """Return the groups of a report; those of fewer than `minimum` people without any value.

    The head of an agency gets the own groups whatever their size. What is hidden of the others is
    decided without the own agency: its results can be taken off from any total.

    `engine` logs in as the role that reads report cells only.

    Raises:
        ReportsUnavailableError: there is no such engine.
        ReportTooLargeError: the report has too many groups.
        KinerjaError: the request is wrong; see `ReportRequest.check`.
    """
    if engine is None:
        raise ReportsUnavailableError
    request.check()
    rows = await read_report(engine, request)
    if len(rows) > READ_LIMIT:
        raise ReportTooLargeError(limit=ROWS_LIMIT)
    if reader.own is None:
        hidden = hidden_rows(rows, minimum=minimum)
    else:
        others = await read_report(engine, request, without=reader.own)
        hidden = hidden_beside(rows, others, minimum=minimum)
    shown = _shown(rows, hidden, request)
    if len(shown) > ROWS_LIMIT:
        raise ReportTooLargeError(limit=ROWS_LIMIT)
    return shown


def _shown(
    rows: Sequence[ReportRow], hidden: set[int], request: ReportRequest
) -> Sequence[ReportRow]:
    if request.agencies is None:
        return hide_all(rows, hidden)
    return list(narrow(rows, hidden, request))
