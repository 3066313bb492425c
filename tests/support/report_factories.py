"""Report cells for tests, as if cycles had been finalised."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.reports.models import ReportCell
from kinerja.kit.ids import AgencyId
from tenants.session import tenant_session
from tests.support.appraisal_factories import make_cycle
from tests.support.database import Database
from tests.support.framework_factories import make_published_version

YEAR = Range(date(2025, 1, 1), date(2026, 1, 1))
#: Category, grade, employees, mean, lowest, highest.
Cell = tuple[str, str, int, str, str, str]


async def finalised(
    database: Database, agency_id: AgencyId, cells: Sequence[Cell], **values: Any
) -> None:
    """Write the cells of one cycle of an agency, by default of the year 2025; committed.

    The cycle itself is left open: the database takes no cycle that is born final.
    """
    period = values.setdefault("period", YEAR)
    values.setdefault("kind", "ANNUAL")
    async with tenant_session(database.application, agency_id) as session:
        version = await make_published_version(session, agency_id=agency_id)
        cycle = await make_cycle(session, agency_id, version, **values)
        for category, grade, employees, mean, lowest, highest in cells:
            await session.execute(
                insert(ReportCell).values(
                    agency_id=agency_id,
                    cycle_id=cycle,
                    category=category,
                    grade=grade,
                    cycle_kind=values["kind"],
                    period=period,
                    employees=employees,
                    score_sum=Decimal(mean) * employees,
                    score_min=Decimal(lowest),
                    score_max=Decimal(highest),
                )
            )
