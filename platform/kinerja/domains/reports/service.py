"""The report across agencies: who may read it, and which of its groups are shown."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.domains.reports.errors import ReportsUnavailableError, ReportTooLargeError
from kinerja.domains.reports.repository import ROWS_LIMIT, read_report
from kinerja.domains.reports.requests import ReportRequest, ReportRow
from kinerja.domains.reports.suppression import suppress
from policies.permissions import Action, Resource
from policies.subject import Actor


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
    if len(rows) > ROWS_LIMIT:
        raise ReportTooLargeError(limit=ROWS_LIMIT)
    return suppress(rows, minimum=minimum, protected=request.protected or request.totals)
