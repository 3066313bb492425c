"""Employees, assignments and reporting lines: lists with an answer for each item."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.changes import (
    EmployeeChange,
    NewAssignment,
    NewEmployee,
    NewLine,
    read_nip,
)
from kinerja.domains.organisation.errors import EmploymentMismatchError, TooManyItemsError
from kinerja.domains.organisation.locking import lock_organisation
from kinerja.domains.organisation.service import assignments, employees, reporting_lines
from kinerja.domains.organisation.service.assignments import AssignmentEnd
from kinerja.domains.organisation.service.items import MOST_ITEMS, Outcome
from kinerja.domains.organisation.service.reporting_lines import LineEnd
from kinerja.domains.organisation.vocabulary import (
    AssignmentKind,
    EmployeeState,
    Employment,
    ReportingLineKind,
)
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from policies.errors import NotPermittedError
from tenants.session import ConcurrentChangeError, tenant_session
from tests.support.database import DUKCAPIL
from tests.support.nips import make_nip
from tests.support.organisation_factories import make_employee, make_organisation
from tests.support.organisation_office import Office

Result = TypeVar("Result")
TODAY = date(2026, 11, 24)
MARCH, JUNE, JULY = date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1)


async def act(office: Office, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
    async with tenant_session(office.database.application, office.agency_id) as session:
        return await work(session)


def codes(outcomes: Sequence[Outcome]) -> list[str | None]:
    return [one.code if isinstance(one, KinerjaError) else None for one in outcomes]


def paths(outcomes: Sequence[Outcome]) -> list[tuple[str | int, ...] | None]:
    return [one.path if isinstance(one, KinerjaError) else None for one in outcomes]


def plain_post(office: Office) -> UUID:
    """Return a position that heads no root."""
    post = office.agency.branches[0].seksi.head_position_id
    assert post is not None
    return post


def person(number: int, **values: Any) -> NewEmployee:
    return NewEmployee.parse(make_nip(900_000 + number), name=f"Orang {number}", on=TODAY, **values)


async def set_lines(office: Office, *items: NewLine) -> list[Outcome]:
    return await act(office, lambda s: reporting_lines.set_lines(office.officer, s, items=items))


def line(ratee: UUID, rater: UUID, superior: UUID | None = None, **values: Any) -> NewLine:
    given: dict[str, Any] = {
        "ratee_id": ratee,
        "rater_id": rater,
        "superior_id": superior,
        "kind": ReportingLineKind.LINE,
        "first_day": MARCH,
    }
    return NewLine(**{**given, **values})


async def newcomers(office: Office, count: int) -> list[UUID]:
    async with tenant_session(office.database.application, office.agency_id) as session:
        return [(await make_employee(session, office.agency_id)).id for _ in range(count)]


async def test_employees_are_entered_item_by_item(office: Office) -> None:
    items = [person(1, nrk="123456"), person(1), person(2)]

    outcomes = await act(
        office, lambda s: employees.create_employees(office.officer, s, items=items)
    )

    assert codes(outcomes) == [None, "DUPLICATE_NIP", None]
    assert await office.rows(
        "SELECT nip, nrk, name, employment, state FROM employees WHERE name LIKE 'Orang%'"
        " ORDER BY name"
    ) == [
        (make_nip(900_001), "123456", "Orang 1", "PNS", "ACTIVE"),
        (make_nip(900_002), None, "Orang 2", "PNS", "ACTIVE"),
    ]
    assert [deed[0] for deed in await office.deeds()] == ["employee.created"] * 2


async def test_the_audit_trail_holds_no_nip_and_no_name(office: Office) -> None:
    ratee = office.agency.ratee
    change = EmployeeChange(ratee.id, nip=read_nip(make_nip(900_003), on=TODAY), name="Nama Lain")
    await act(office, lambda s: employees.create_employees(office.officer, s, items=[person(1)]))
    await act(office, lambda s: employees.update_employees(office.officer, s, items=[change]))

    told = str(await office.rows("SELECT before, after, reason FROM audit_events"))
    told += str(await office.rows("SELECT payload FROM outbox_events"))

    assert make_nip(900_001) not in told
    assert make_nip(900_003) not in told
    assert "Nama Lain" not in told
    assert "'changed': ['employment', 'name', 'nip']" in told


def test_a_stated_employment_agrees_with_the_nip() -> None:
    assert person(1, employment=Employment.PNS).nip.employment is Employment.PNS
    with pytest.raises(EmploymentMismatchError):
        person(1, employment=Employment.PPPK)


async def test_a_change_touches_only_what_it_names(office: Office) -> None:
    ratee, rater = office.agency.ratee, office.agency.rater
    pppk = make_nip(900_004, pppk=True)
    items = [
        EmployeeChange(ratee.id, nip=read_nip(pppk, on=TODAY), nrk="654321"),
        EmployeeChange(rater.id, nip=read_nip(str(office.agency.head.nip), on=TODAY), name="Baru"),
        EmployeeChange(new_id(), name="Siapa"),
        EmployeeChange(rater.id),
        EmployeeChange(rater.id, state=EmployeeState.INACTIVE),
    ]

    outcomes = await act(
        office, lambda s: employees.update_employees(office.officer, s, items=items)
    )

    assert codes(outcomes) == [None, "DUPLICATE_NIP", "NOT_FOUND", "NOTHING_TO_CHANGE", None]
    query = "SELECT nip, nrk, name, employment, state FROM employees WHERE id = :id"
    assert await office.rows(query, id=ratee.id) == [(pppk, "654321", ratee.name, "PPPK", "ACTIVE")]
    assert await office.rows(query, id=rater.id) == [
        (rater.nip, None, rater.name, "PNS", "INACTIVE")
    ]


async def test_only_an_officer_configures_people(office: Office) -> None:
    async with tenant_session(office.database.application, office.agency_id) as session:
        for work in (
            employees.create_employees(office.employee, session, items=[person(1)]),
            employees.update_employees(office.employee, session, items=[]),
            assignments.assign(office.employee, session, items=[]),
            assignments.end_assignments(office.employee, session, items=[]),
            reporting_lines.set_lines(office.employee, session, items=[]),
            reporting_lines.end_lines(office.employee, session, items=[]),
        ):
            with pytest.raises(NotPermittedError):
                await work


async def test_a_list_is_bounded(office: Office) -> None:
    items = [person(1)] * (MOST_ITEMS + 1)

    with pytest.raises(TooManyItemsError):
        await act(office, lambda s: employees.create_employees(office.officer, s, items=items))


async def test_nobody_holds_two_positions_definitively_on_one_day(office: Office) -> None:
    [newcomer] = await newcomers(office, 1)
    post = plain_post(office)
    definitive, acting = AssignmentKind.DEFINITIF, AssignmentKind.PLT
    items = [
        NewAssignment(newcomer, post, definitive, MARCH, JUNE),
        NewAssignment(newcomer, post, definitive, JUNE),
        NewAssignment(newcomer, post, definitive, JULY),
        NewAssignment(newcomer, post, acting, MARCH),
        NewAssignment(newcomer, post, definitive, JULY, JUNE),
    ]

    outcomes = await act(office, lambda s: assignments.assign(office.officer, s, items=items))

    assert codes(outcomes) == [None, "PERIOD_OVERLAP", None, None, "PERIOD_EMPTY"]
    assert await office.rows(
        "SELECT a.kind, a.valid::text, a.org_unit_id = p.org_unit_id"
        " FROM assignments a JOIN positions p ON p.id = a.position_id"
        " WHERE a.employee_id = :who ORDER BY a.id",
        who=newcomer,
    ) == [
        ("DEFINITIF", "[2026-03-01,2026-07-01)", True),
        ("DEFINITIF", "[2026-07-01,)", True),
        ("PLT", "[2026-03-01,)", True),
    ]


async def test_an_assignment_names_who_and_what_exist_and_serve(office: Office) -> None:
    [newcomer] = await newcomers(office, 1)
    post = plain_post(office)
    leave = EmployeeChange(office.agency.ratee.id, state=EmployeeState.INACTIVE)
    await act(office, lambda s: employees.update_employees(office.officer, s, items=[leave]))
    async with tenant_session(office.database.application, DUKCAPIL) as session:
        foreign = await make_organisation(session, DUKCAPIL, code="DUKCAPIL")
    kind = AssignmentKind.PLH
    items = [
        NewAssignment(new_id(), post, kind, MARCH),
        NewAssignment(foreign.ratee.id, post, kind, MARCH),
        NewAssignment(newcomer, new_id(), kind, MARCH),
        NewAssignment(office.agency.ratee.id, post, kind, MARCH),
    ]

    outcomes = await act(office, lambda s: assignments.assign(office.officer, s, items=items))

    assert codes(outcomes) == ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "EMPLOYEE_INACTIVE"]
    assert paths(outcomes) == [
        ("employee_id",),
        ("employee_id",),
        ("position_id",),
        ("employee_id",),
    ]


@pytest.mark.parametrize("what", ["assignment", "line"])
async def test_what_runs_can_be_ended_and_what_has_ended_stays(office: Office, what: str) -> None:
    async def end(*last_days: tuple[UUID, date]) -> list[Outcome]:
        if what == "assignment":
            ends = [AssignmentEnd(*item) for item in last_days]
            return await act(
                office, lambda s: assignments.end_assignments(office.officer, s, items=ends)
            )
        lines = [LineEnd(*item) for item in last_days]
        return await act(
            office, lambda s: reporting_lines.end_lines(office.officer, s, items=lines)
        )

    table, column = {
        "assignment": ("assignments", "employee_id"),
        "line": ("reporting_lines", "ratee_id"),
    }[what]
    query = f"SELECT id, valid::text FROM {table} WHERE {column} = :who"  # noqa: S608 - of this test.
    [(running, _)] = await office.rows(query, who=office.agency.ratee.id)

    outcomes = await end(
        (running, date(2023, 12, 31)),
        (running, JUNE),
        (running, JUNE),
        (running, MARCH),
        (running, JULY),
        (new_id(), JUNE),
    )

    assert codes(outcomes) == [
        "PERIOD_EMPTY",
        None,
        None,
        None,
        "ALREADY_ENDED",
        "NOT_FOUND",
    ]
    assert await office.rows(query, who=office.agency.ratee.id) == [
        (running, "[2024-01-01,2026-03-02)")
    ]


async def test_nobody_appraises_oneself(office: Office) -> None:
    one, two = await newcomers(office, 2)

    outcomes = await set_lines(office, line(one, one), line(one, two, one), line(one, two, two))

    assert codes(outcomes) == ["SELF_RATING", "SUPERIOR_NOT_ABOVE", "SUPERIOR_NOT_ABOVE"]


async def test_nobody_gives_oneself_a_position_or_people_to_appraise(office: Office) -> None:
    """Else an officer would head the agency by one call and see scores before delivery."""
    one, two = await newcomers(office, 2)
    me = office.officer.subject.id
    [(head,)] = await office.rows("SELECT head_position_id FROM org_units WHERE parent_id IS NULL")
    acting = AssignmentKind.PLT
    post = plain_post(office)
    posts = [
        NewAssignment(me, head, acting, MARCH, JUNE),
        NewAssignment(me, post, acting, MARCH, JUNE),
        NewAssignment(one, post, acting, MARCH),
    ]

    assigned = await act(office, lambda s: assignments.assign(office.officer, s, items=posts))
    lines = await set_lines(office, line(one, me), line(one, two, me), line(me, one))

    assert codes(assigned) == ["SELF_APPOINTMENT", "SELF_APPOINTMENT", None]
    assert paths(assigned)[0] == ("employee_id",)
    assert codes(lines) == ["SELF_APPOINTMENT", "SELF_APPOINTMENT", "PERIOD_OVERLAP"]
    assert paths(lines)[:2] == [("rater_id",), ("superior_id",)]


async def test_a_ratee_has_one_rater_by_the_line_on_one_day(office: Office) -> None:
    one, two, three = await newcomers(office, 3)

    outcomes = await set_lines(
        office,
        line(one, two, three, last_day=JUNE),
        line(one, three, first_day=JUNE),
        line(one, three, first_day=JULY),
        line(one, three, kind=ReportingLineKind.DELEGATED, last_day=JUNE),
    )

    assert codes(outcomes) == [None, "PERIOD_OVERLAP", None, None]
    assert paths(outcomes)[1] == ("period_start",)
    assert await office.topics() == ["reporting_line.created"] * 3


async def test_two_people_never_appraise_each_other_on_one_day(office: Office) -> None:
    one, two = await newcomers(office, 2)
    await set_lines(office, line(one, two, last_day=JUNE))

    outcomes = await set_lines(
        office,
        line(two, one),
        line(two, one, first_day=JUNE),
        line(two, one, kind=ReportingLineKind.DELEGATED, last_day=MARCH),
        line(two, one, first_day=JULY),
    )

    assert codes(outcomes) == ["RATING_CIRCLE", "RATING_CIRCLE", "RATING_CIRCLE", None]


async def test_a_circle_through_others_is_found_only_on_common_days(office: Office) -> None:
    one, two, three = await newcomers(office, 3)
    await set_lines(office, line(one, two, last_day=JUNE), line(two, three, first_day=JUNE))

    outcomes = await set_lines(
        office,
        line(three, one, last_day=date(2026, 6, 29)),
        line(three, one, first_day=JULY),
        line(three, one, first_day=JUNE, last_day=JUNE),
    )

    assert codes(outcomes) == [None, None, "RATING_CIRCLE"]


async def test_a_line_names_people_who_exist_and_appraisers_who_serve(office: Office) -> None:
    one, two, three = await newcomers(office, 3)
    leave = EmployeeChange(three, state=EmployeeState.INACTIVE)
    await act(office, lambda s: employees.update_employees(office.officer, s, items=[leave]))

    outcomes = await set_lines(
        office,
        line(new_id(), one),
        line(one, new_id()),
        line(one, two, new_id()),
        line(one, three),
        line(one, two, three),
        line(three, two),
    )

    assert codes(outcomes) == [
        "NOT_FOUND",
        "NOT_FOUND",
        "NOT_FOUND",
        "EMPLOYEE_INACTIVE",
        "EMPLOYEE_INACTIVE",
        None,
    ]
    assert paths(outcomes)[:5] == [
        ("ratee_id",),
        ("rater_id",),
        ("superior_id",),
        ("rater_id",),
        ("superior_id",),
    ]


async def test_a_change_does_not_wait_for_ever_for_another_one(office: Office) -> None:
    one, two = await newcomers(office, 2)

    async with (
        tenant_session(office.database.application, office.agency_id) as other,
        tenant_session(office.database.application, office.agency_id) as session,
    ):
        await lock_organisation(other, office.agency_id)
        await session.execute(text("SET LOCAL lock_timeout = '50ms'"))
        await session.begin_nested()
        with pytest.raises(ConcurrentChangeError):
            await reporting_lines.set_lines(office.officer, session, items=[line(one, two)])
        await session.rollback()
