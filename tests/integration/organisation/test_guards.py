"""Every write carries the row filter of policy: whoever may configure some rows, configures those.

The baseline lets officers configure a whole agency. Here the head of a unit may, over the own
subtree, so that a statement without its filter would write too much.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.changes import (
    EmployeeChange,
    NewAssignment,
    NewEmployee,
    NewLine,
    NewPosition,
    NewUnit,
    UnitChange,
)
from kinerja.domains.organisation.service import assignments, employees, reporting_lines, units
from kinerja.domains.organisation.service.assignments import AssignmentEnd
from kinerja.domains.organisation.service.reporting_lines import LineEnd
from kinerja.domains.organisation.vocabulary import (
    AssignmentKind,
    PositionClass,
    ReportingLineKind,
    UnitLevel,
)
from kinerja.kit.errors import KinerjaError
from policies.engine import PolicyEngine
from policies.permissions import Action, Effect, Relation, Resource, Role
from policies.snapshot import PolicyRow
from policies.subject import Actor
from tenants.session import tenant_session
from tests.support.framework_people import make_actor
from tests.support.nips import make_nip
from tests.support.organisation_factories import Branch, make_employee
from tests.support.organisation_office import Office

DAY = date(2026, 3, 1)
Work = Callable[[Actor, AsyncSession, Office, Branch], Awaitable[Any]]


def heads_configure(resource: Resource) -> PolicyRow:
    return PolicyRow(
        name=f"heads-configure-{resource.value.replace('_', '-')}",
        role=Role.EMPLOYEE,
        agency=None,
        resource=resource,
        action=Action.CONFIGURE,
        relation=Relation.UNIT_HEAD,
        states=None,
        field_classes=None,
        scope=None,
        effect=Effect.ALLOW,
    )


@pytest.fixture
def head_of_a(office: Office) -> Actor:
    """Return the head of the first bidang, who may configure that and what is below it."""
    baseline = PolicyEngine.load()
    rows = tuple(heads_configure(resource) for resource in (Resource.ORG_UNIT, Resource.EMPLOYEE))
    baseline.swap(replace(baseline.snapshot, rows=(*baseline.snapshot.rows, *rows)))
    actor = make_actor(office.agency_id, Role.EMPLOYEE, person=office.agency.superior.id)
    return replace(actor, policies=baseline)


async def create_unit(actor: Actor, session: AsyncSession, _: Office, branch: Branch) -> Any:
    unit = NewUnit.parse("NEW", name="Baru", level=UnitLevel.SEKSI, parent_id=branch.bidang.id)
    return await units.create_unit(actor, session, unit=unit)


async def rename_unit(actor: Actor, session: AsyncSession, _: Office, branch: Branch) -> Any:
    change = UnitChange(name="Lain")
    return await units.update_unit(actor, session, unit_id=branch.seksi.id, change=change)


async def move_unit(actor: Actor, session: AsyncSession, _: Office, branch: Branch) -> Any:
    change = UnitChange(parent_id=branch.bidang.id)
    return await units.update_unit(actor, session, unit_id=branch.seksi.id, change=change)


async def create_position(actor: Actor, session: AsyncSession, _: Office, branch: Branch) -> Any:
    position = NewPosition.parse(
        "NEW", name="Baru", position_class=PositionClass.PELAKSANA, org_unit_id=branch.seksi.id
    )
    return await units.create_position(actor, session, position=position)


async def update_employee(actor: Actor, session: AsyncSession, _: Office, branch: Branch) -> Any:
    change = EmployeeChange(branch.ratees[0].id, name="Lain")
    return await employees.update_employees(actor, session, items=[change])


async def assign(actor: Actor, session: AsyncSession, _: Office, branch: Branch) -> Any:
    post = branch.seksi.head_position_id
    assert post is not None
    item = NewAssignment(branch.ratees[0].id, post, AssignmentKind.PLH, DAY)
    return await assignments.assign(actor, session, items=[item])


async def end_assignment(
    actor: Actor, session: AsyncSession, office: Office, branch: Branch
) -> Any:
    query = "SELECT id FROM assignments WHERE employee_id = :who"
    [(found,)] = await office.rows(query, who=branch.ratees[0].id)
    item = AssignmentEnd(found, DAY)
    return await assignments.end_assignments(actor, session, items=[item])


async def set_line(actor: Actor, session: AsyncSession, office: Office, branch: Branch) -> Any:
    item = NewLine(
        ratee_id=branch.ratees[0].id,
        rater_id=office.agency.head.id,
        superior_id=None,
        kind=ReportingLineKind.DELEGATED,
        first_day=DAY,
    )
    return await reporting_lines.set_lines(actor, session, items=[item])


async def end_line(actor: Actor, session: AsyncSession, office: Office, branch: Branch) -> Any:
    query = "SELECT id FROM reporting_lines WHERE ratee_id = :who"
    [(found,)] = await office.rows(query, who=branch.ratees[0].id)
    return await reporting_lines.end_lines(actor, session, items=[LineEnd(found, DAY)])


WRITES = [
    create_unit,
    rename_unit,
    move_unit,
    create_position,
    update_employee,
    assign,
    end_assignment,
    set_line,
    end_line,
]


async def outcome(actor: Actor, office: Office, *, work: Work, branch: Branch) -> str:
    try:
        async with tenant_session(office.database.application, office.agency_id) as session:
            done = await work(actor, session, office, branch)
    except KinerjaError as error:
        return error.code
    first = done[0] if isinstance(done, list) else done
    return first.code if isinstance(first, KinerjaError) else "DONE"


@pytest.mark.parametrize("work", WRITES)
async def test_a_head_configures_the_own_subtree_and_no_other(
    office: Office, head_of_a: Actor, work: Work
) -> None:
    own, other = office.agency.branches

    assert await outcome(head_of_a, office, work=work, branch=other) == "NOT_PERMITTED"
    assert await office.deeds() == []
    assert await outcome(head_of_a, office, work=work, branch=own) == "DONE"


async def test_a_head_moves_no_unit_out_of_the_own_subtree(
    office: Office, head_of_a: Actor
) -> None:
    own, other = office.agency.branches

    for target in (other.bidang.id, office.agency.root.id):

        async def move(
            actor: Actor, session: AsyncSession, _: Office, branch: Branch, to: Any = target
        ) -> Any:
            change = UnitChange(parent_id=to)
            return await units.update_unit(actor, session, unit_id=branch.seksi.id, change=change)

        assert await outcome(head_of_a, office, work=move, branch=own) == "NOT_PERMITTED"


async def test_a_head_takes_no_unit_from_another_subtree(office: Office, head_of_a: Actor) -> None:
    own, other = office.agency.branches

    async def take(actor: Actor, session: AsyncSession, _: Office, branch: Branch) -> Any:
        change = UnitChange(parent_id=own.bidang.id)
        return await units.update_unit(actor, session, unit_id=branch.seksi.id, change=change)

    assert await outcome(head_of_a, office, work=take, branch=other) == "NOT_PERMITTED"


async def test_what_belongs_to_no_unit_yet_is_for_the_head_of_the_agency(
    office: Office, head_of_a: Actor
) -> None:
    newcomer = NewEmployee.parse(make_nip(900_001), name="Orang", on=DAY)
    top = replace(head_of_a, subject=replace(head_of_a.subject, id=office.agency.head.id))

    async def enter(actor: Actor, session: AsyncSession, _: Office, __: Branch) -> Any:
        return await employees.create_employees(actor, session, items=[newcomer])

    branch = office.agency.branches[0]
    assert await outcome(head_of_a, office, work=enter, branch=branch) == "NOT_PERMITTED"
    assert await outcome(top, office, work=enter, branch=branch) == "DONE"


async def test_somebody_without_a_unit_is_under_no_head(office: Office, head_of_a: Actor) -> None:
    async with tenant_session(office.database.application, office.agency_id) as session:
        loose = await make_employee(session, office.agency_id)

    async def rename(actor: Actor, session: AsyncSession, _: Office, __: Branch) -> Any:
        change = EmployeeChange(loose.id, name="Lain")
        return await employees.update_employees(actor, session, items=[change])

    branch = office.agency.branches[0]
    assert await outcome(head_of_a, office, work=rename, branch=branch) == "NOT_PERMITTED"
