"""The report across agencies, read as the role that may read report cells and nothing else."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError

from kinerja.domains.reports.readers import reader_above
from kinerja.domains.reports.requests import ReportRequest, ReportRow
from kinerja.domains.reports.service import cross_agency_report
from kinerja.domains.reports.vocabulary import Dimension, ReportCategory
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId
from policies.permissions import Role
from policies.subject import Actor
from tenants.models import AgencyKind
from tenants.provisioning import create_agency
from tests.support.database import DISHUB, DPMPTSP, DUKCAPIL, Database
from tests.support.framework_people import make_actor
from tests.support.report_factories import finalised

AGENCY, GRADE, CATEGORY, PERIOD = (
    Dimension.AGENCY,
    Dimension.GRADE,
    Dimension.CATEGORY,
    Dimension.PERIOD,
)


@pytest.fixture
async def province(database: Database) -> Database:
    """Return a database with final results of three agencies in 2025."""
    await finalised(
        database,
        DUKCAPIL,
        [
            ("COMPOSITE", "GOOD", 30, "95", "90", "109"),
            ("COMPOSITE", "NEEDS_IMPROVEMENT", 10, "80", "70", "89"),
            ("COMPOSITE", "POOR", 3, "60", "55", "69"),
            ("DISCIPLINE", "GOOD", 30, "99", "91", "120"),
        ],
    )
    await finalised(database, DISHUB, [("COMPOSITE", "GOOD", 10, "91", "90", "100")])
    await finalised(database, DPMPTSP, [("COMPOSITE", "GOOD", 4, "118", "116", "120")])
    return database


async def report(database: Database, *group_by: Dimension, **filters: Any) -> list[ReportRow]:
    request = ReportRequest(group_by=group_by, **filters)
    reader = reader_above(analyst())
    rows = await cross_agency_report(reader, database.reporter, request=request, minimum=5)
    return list(rows)


def values(row: ReportRow) -> tuple[Any, ...]:
    return row.employees, row.mean, row.minimum, row.maximum


def analyst(*roles: Role) -> Actor:
    return make_actor(AgencyId(0), *(roles or (Role.PROVINCE_HR,)))


async def test_the_whole_province_is_one_group(province: Database) -> None:
    (row,) = await report(province)

    assert values(row) == (57, Decimal("91.4385964912"), 55, 120)
    # (2850 + 800 + 180 + 910 + 472) / 57 is the mean.


async def test_agencies_are_compared_and_a_small_one_is_suppressed(province: Database) -> None:
    dishub, small, dukcapil = await report(province, AGENCY)

    assert (small.agency_code, small.suppressed) == ("DPMPTSP", True)
    assert values(small) == (None,) * 4
    assert (dishub.agency_code, dishub.suppressed) == ("DISHUB", True)  # Else 57 - 43 - 10 = 4.
    assert dukcapil.agency_name == "Dinas Kependudukan dan Pencatatan Sipil"
    assert values(dukcapil) == (43, Decimal("89.0697674419"), 55, 109)


async def test_several_requests_together_do_not_betray_a_small_group(province: Database) -> None:
    (whole,) = await report(province, agencies=["DUKCAPIL"])
    grades = await report(province, GRADE, agencies=["DUKCAPIL"])

    assert whole.employees == 43
    hidden = [one.grade for one in grades if one.suppressed]
    assert hidden == ["NEEDS_IMPROVEMENT", "POOR"]  # Else 43 - 30 - 10 = 3 people of known mean.


async def test_agencies_less_one_of_them_do_not_betray_a_small_group(province: Database) -> None:
    for agency, poor in (("BKD", 20), ("LH", 1), ("SDA", 6), ("CITATA", 15)):
        good = ("COMPOSITE", "GOOD", 50, "95", "90", "109")
        await finalised(
            province,
            await new_agency(province, agency),
            [good, ("COMPOSITE", "POOR", poor, "60", "55", "69")],
        )

    assert await poor_people(province, "BKD") == 20
    assert await poor_people(province, "LH") is None
    assert await poor_people(province, "BKD", "LH") is None  # Else 21 - 20 = 1 person.
    assert await poor_people(province, "BKD", "CITATA") == 35


async def new_agency(database: Database, code: str) -> AgencyId:
    agency = await create_agency(
        database.owner, code=code, name=code, kind=AgencyKind.DINAS, active_from=date(2024, 1, 1)
    )
    return agency.id


async def poor_people(database: Database, *agencies: str) -> int | None:
    rows = await report(database, GRADE, agencies=agencies)
    (row,) = [one for one in rows if one.grade == "POOR"]
    return row.employees


async def test_some_agencies_are_added_up(province: Database) -> None:
    cell = ("COMPOSITE", "GOOD", 17, "100", "99", "110")
    await finalised(province, await new_agency(province, "BKD"), [cell])

    (row,) = await report(province, agencies=["DUKCAPIL", "BKD", "BKD"])
    of_agencies = await report(province, AGENCY, agencies=["DUKCAPIL", "BKD"])

    # (2850 + 800 + 180 + 1700) / 60 is the mean.
    assert values(row) == (60, Decimal("92.1666666667"), 55, 110)
    assert [(one.agency_code, one.employees) for one in of_agencies] == [
        ("BKD", 17),
        ("DUKCAPIL", 43),
    ]
    assert await report(province, AGENCY, agencies=[]) == []


async def test_any_dimensions_can_be_combined(province: Database) -> None:
    rows = await report(province, AGENCY, CATEGORY, GRADE, PERIOD)

    dukcapil = {(one.category, one.grade): one for one in rows if one.agency_code == "DUKCAPIL"}
    discipline = dukcapil[ReportCategory.DISCIPLINE, "GOOD"]
    assert values(discipline) == (30, 99, 91, 120)
    assert (discipline.cycle_kind, discipline.period_start) == ("ANNUAL", date(2025, 1, 1))
    assert discipline.period_end == date(2025, 12, 31)
    assert dukcapil[ReportCategory.COMPOSITE, "POOR"].suppressed
    assert dukcapil[ReportCategory.COMPOSITE, "NEEDS_IMPROVEMENT"].suppressed
    assert not dukcapil[ReportCategory.COMPOSITE, "GOOD"].suppressed


async def test_filters_narrow_what_is_counted(province: Database) -> None:
    month = Range(date(2025, 3, 1), date(2025, 4, 1))
    await finalised(
        province,
        DISHUB,
        [("COMPOSITE", "GOOD", 8, "100", "95", "110")],
        kind="MONTHLY",
        period=month,
    )

    (yearly,) = await report(province, agencies=["DUKCAPIL"], kinds=["ANNUAL"])
    (monthly,) = await report(province, first=date(2025, 3, 1), last=date(2025, 3, 31))
    (discipline,) = await report(province, categories=[ReportCategory.DISCIPLINE])
    nothing = await report(province, first=date(2026, 1, 1))

    assert (yearly.employees, monthly.employees, discipline.employees) == (43, 8, 30)
    assert nothing == []


async def test_the_same_few_people_over_and_over_are_still_few(database: Database) -> None:
    for month in range(1, 7):
        period = Range(date(2025, month, 1), date(2025, month + 1, 1))
        cell = ("COMPOSITE", "GOOD", 2, "100", "95", "105")
        await finalised(database, DISHUB, [cell], kind="MONTHLY", period=period)

    (row,) = await report(database, AGENCY)
    assert row.suppressed  # Twelve results, but of two people.


async def test_totals_come_with_their_groups(province: Database) -> None:
    rows = await report(province, AGENCY, GRADE, totals=True, agencies=["DUKCAPIL"])

    good, needs_improvement, poor, agency, whole = rows
    assert poor.suppressed
    assert needs_improvement.suppressed  # Else 43 - 30 - 10 = 3 people of known mean.
    assert (good.employees, agency.employees, whole.employees) == (30, 43, 43)
    assert [one.is_total for one in rows] == [False, False, False, True, True]


async def test_results_of_several_categories_are_not_added_up(province: Database) -> None:
    both = [ReportCategory.COMPOSITE, ReportCategory.DISCIPLINE]
    with pytest.raises(KinerjaError) as refused:
        await report(province, AGENCY, categories=both)
    assert refused.value.code == "CATEGORY_AMBIGUOUS"
    assert len(await report(province, CATEGORY, categories=both)) == 2


async def test_a_period_that_ends_before_it_begins_is_refused(province: Database) -> None:
    with pytest.raises(KinerjaError) as refused:
        await report(province, first=date(2026, 1, 2), last=date(2026, 1, 1))
    assert refused.value.code == "INVALID_PERIOD"


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.PERFORMANCE_OFFICER, Role.OPERATOR])
def test_only_the_province_reads_above_all_agencies(role: Role) -> None:
    with pytest.raises(KinerjaError) as refused:
        reader_above(analyst(role))
    assert refused.value.code == "NOT_PERMITTED"
    assert "province" in refused.value.message("en")


async def test_without_the_reporting_role_there_is_no_report() -> None:
    with pytest.raises(KinerjaError) as refused:
        await cross_agency_report(reader_above(analyst()), None, request=ReportRequest(), minimum=5)
    assert refused.value.code == "REPORTS_UNAVAILABLE"


@pytest.mark.parametrize("table", ["appraisals", "scores", "employees", "node_results"])
async def test_the_reporting_role_reads_nothing_about_a_person(
    province: Database, table: str
) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with province.reporter.connect() as connection:
            await connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - a test's own word.
