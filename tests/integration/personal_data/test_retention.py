"""How long data is kept: from the end of the service, five years to the day."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.organisation.changes import EmployeeChange
from kinerja.domains.organisation.models import Employee
from kinerja.domains.organisation.service.employees import update_employees
from kinerja.domains.organisation.vocabulary import EmployeeState
from kinerja.domains.personal_data.errors import RetentionRunsError
from kinerja.domains.personal_data.retention import (
    RETENTION_YEARS,
    DataKind,
    Retention,
    find_retention,
    list_retentions,
)
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError
from kinerja.workflows.erase_person import erase_person
from tenants.session import tenant_session
from tests.support.database import DISHUB, Database
from tests.support.organisation_factories import (
    make_assignment,
    make_employee,
    make_position,
    make_unit,
)
from tests.support.organisation_office import make_office
from tests.support.privacy_desk import as_owner


async def left(
    database: Database, *, since: date | None = None, assigned_until: date | None = None
) -> UUID:
    """Enter somebody who no longer serves, with an assignment that ended or (None) runs on."""
    async with tenant_session(database.application, DISHUB) as session:
        unit = await make_unit(session, DISHUB)
        post = await make_position(session, DISHUB, unit=unit)
        employee = await make_employee(session, DISHUB)
        valid = Range(date(2010, 1, 1), assigned_until)
        await make_assignment(session, DISHUB, employee=employee, position=post, valid=valid)
    await as_owner(
        database,
        "UPDATE employees SET state = 'INACTIVE', inactive_since = :since WHERE id = :id",
        since=since,
        id=employee.id,
    )
    return employee.id


async def kept(database: Database, key: UUID) -> Retention | None:
    async with tenant_session(database.owner, DISHUB) as session:
        return await find_retention(session, DISHUB, key)


async def is_erased(database: Database, key: UUID, *, on: date) -> bool:
    """Try to erase somebody on a day."""
    try:
        async with tenant_session(database.owner, DISHUB) as session:
            await erase_person(session, DISHUB, key, today=on)
    except RetentionRunsError:
        return False
    return True


def test_the_law_gives_no_number_for_what_tells_nobody_s_name() -> None:
    assert RETENTION_YEARS == {DataKind.PERSON: 5, DataKind.RECORD: None, DataKind.TRAIL: None}


@pytest.mark.parametrize(
    ("since", "last_kept", "first_free"),
    [
        (date(2020, 3, 15), date(2025, 3, 14), date(2025, 3, 15)),
        (date(2019, 12, 31), date(2024, 12, 30), date(2024, 12, 31)),
        (date(2020, 2, 29), date(2025, 2, 27), date(2025, 2, 28)),
    ],
)
async def test_data_is_kept_for_five_years_to_the_day(
    database: Database, since: date, last_kept: date, first_free: date
) -> None:
    key = await left(database, since=since)

    assert not await is_erased(database, key, on=last_kept)
    assert await is_erased(database, key, on=first_free)


async def test_without_a_day_the_end_of_the_last_assignment_counts(database: Database) -> None:
    ended = await left(database, assigned_until=date(2018, 7, 1))
    stated = await left(database, since=date(2020, 1, 1), assigned_until=date(2018, 7, 1))
    running = await left(database)

    assert await kept(database, ended) == Retention(ended, date(2023, 7, 1))
    assert await kept(database, stated) == Retention(stated, date(2025, 1, 1))
    assert await kept(database, running) == Retention(running, None)
    assert not Retention(running, None).is_over(date(2999, 1, 1))


async def test_those_whose_time_ends_first_come_first(database: Database) -> None:
    later = await left(database, since=date(2021, 1, 1))
    sooner = await left(database, since=date(2020, 1, 1))
    unknown = await left(database)
    async with tenant_session(database.application, DISHUB) as session:
        await make_employee(session, DISHUB)

    async with tenant_session(database.owner, DISHUB) as session:
        listed = await list_retentions(session, DISHUB)

    assert [one.employee_id for one in listed] == [sooner, later, unknown]


async def test_the_time_runs_from_the_day_on_which_somebody_is_entered_as_inactive(
    database: Database,
) -> None:
    office = await make_office(database)
    person = office.agency.ratee.id

    async def change(state: EmployeeState) -> date | None:
        async with tenant_session(database.application, DISHUB) as session:
            item = EmployeeChange(person, state=state)
            assert await update_employees(office.officer, session, items=[item]) == [person]
        async with tenant_session(database.application, DISHUB) as session:
            employee = await session.get(Employee, (DISHUB, person))
            assert employee is not None
            return employee.inactive_since

    assert await change(EmployeeState.INACTIVE) == office.officer.today
    await as_owner(
        database, "UPDATE employees SET inactive_since = '2020-01-01' WHERE state <> 'ACTIVE'"
    )
    assert await change(EmployeeState.INACTIVE) == date(2020, 1, 1)
    assert await kept(database, person) == Retention(person, date(2025, 1, 1))
    assert await change(EmployeeState.ACTIVE) is None
    assert await kept(database, person) is None


async def test_who_was_erased_is_not_entered_again(database: Database) -> None:
    office = await make_office(database)
    key = await left(database, since=date(2015, 1, 1))
    assert await is_erased(database, key, on=today())

    async with tenant_session(database.application, DISHUB) as session:
        item = EmployeeChange(key, name="Kembali", state=EmployeeState.ACTIVE)
        (outcome,) = await update_employees(office.officer, session, items=[item])

    assert isinstance(outcome, KinerjaError)
    assert outcome.code == "EMPLOYEE_ERASED"
