"""Units: made, changed, moved with what is below them, and never put below themselves."""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.changes import NewPosition, NewUnit, UnitChange
from kinerja.domains.organisation.errors import (
    DuplicateCodeError,
    HeadElsewhereError,
    InvalidCodeError,
    NothingToChangeError,
    PositionNotFoundError,
    SecondRootError,
    SelfAppointmentError,
    TextError,
    UnitCircleError,
    UnitNotFoundError,
)
from kinerja.domains.organisation.service import units
from kinerja.domains.organisation.vocabulary import PositionClass, UnitLevel
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from policies.errors import NotPermittedError
from policies.permissions import Role
from policies.subject import Actor
from tenants.session import tenant_session
from tests.support.database import DUKCAPIL
from tests.support.framework_people import make_actor
from tests.support.organisation_factories import make_organisation
from tests.support.organisation_office import Office

Result = TypeVar("Result")


async def act(office: Office, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
    async with tenant_session(office.database.application, office.agency_id) as session:
        return await work(session)


async def create(office: Office, code: str, *, parent: UUID | None = None) -> UUID:
    unit = NewUnit.parse(code, name=f"Unit {code}", level=UnitLevel.SEKSI, parent_id=parent)
    return await act(office, lambda s: units.create_unit(office.officer, s, unit=unit))


async def update(
    office: Office, unit_id: UUID, change: UnitChange, *, who: Actor | None = None
) -> None:
    await act(
        office,
        lambda s: units.update_unit(who or office.officer, s, unit_id=unit_id, change=change),
    )


async def paths(office: Office) -> dict[str, str]:
    found = await office.rows("SELECT code, path::text FROM org_units")
    return dict(found)


async def test_a_unit_stands_under_its_parent(office: Office) -> None:
    made = await create(office, "DISHUB_A_2", parent=office.agency.branches[0].bidang.id)

    assert (await paths(office))["DISHUB_A_2"] == "DISHUB.DISHUB_A.DISHUB_A_2"
    assert await office.deeds() == [("org_unit.created", "OrgUnit", made)]
    assert await office.topics() == ["org_unit.created"]


async def test_the_first_unit_of_an_agency_is_its_root_and_no_other_one(office: Office) -> None:
    officer = make_actor(DUKCAPIL, Role.EMPLOYEE, Role.PERFORMANCE_OFFICER)
    async with tenant_session(office.database.application, DUKCAPIL) as session:
        for code in ("DUKCAPIL", "SATGAS"):
            unit = NewUnit.parse(code, name=code, level=UnitLevel.AGENCY)
            with nullcontext() if code == "DUKCAPIL" else pytest.raises(SecondRootError) as refused:
                await units.create_unit(officer, session, unit=unit)

    assert refused is not None
    assert refused.value.path == ("parent_id",)
    with pytest.raises(SecondRootError):
        await create(office, "SATGAS")


async def test_the_database_knows_one_root_too(office: Office) -> None:
    below = {"parent": office.agency.root.id, "id": office.agency.branches[0].bidang.id}
    for changed in (
        "parent_id = NULL, path = 'DISHUB_A'",
        "parent_id = NULL",
        "path = 'DISHUB_A'",
        "parent_id = :parent, path = 'DISHUB_A'",
    ):
        statement = f"UPDATE org_units SET {changed} WHERE id = :id"  # noqa: S608 - of the test.
        given = {name: value for name, value in below.items() if f":{name}" in statement}
        with pytest.raises(IntegrityError, match=r"uq_org_units_one_root|ck_org_units_root_is_top"):
            await office.rows(statement, **given)


async def test_a_code_is_used_once_in_an_agency(office: Office) -> None:
    with pytest.raises(DuplicateCodeError):
        await create(office, "DISHUB_A", parent=office.agency.root.id)
    with pytest.raises(DuplicateCodeError):
        await create(office, "DISHUB_A")

    assert await office.deeds() == []


@pytest.mark.parametrize("code", ["", "A B", "A.B", "É", "A" * 65, "A-B"])
def test_a_unit_code_is_a_label_of_the_tree(code: str) -> None:
    with pytest.raises(InvalidCodeError):
        NewUnit.parse(code, name="Unit", level=UnitLevel.SEKSI)


@pytest.mark.parametrize("name", ["", "  \t ", "x" * 201, "a\x00b"])
def test_a_unit_has_a_name(name: str) -> None:
    with pytest.raises(TextError):
        NewUnit.parse("A", name=name, level=UnitLevel.SEKSI)


async def test_a_unit_of_another_agency_is_no_parent(office: Office) -> None:
    async with tenant_session(office.database.application, DUKCAPIL) as session:
        other = await make_organisation(session, DUKCAPIL, code="DUKCAPIL")

    with pytest.raises(UnitNotFoundError):
        await create(office, "NEW", parent=other.root.id)


async def test_an_employee_configures_no_unit(office: Office) -> None:
    unit = NewUnit.parse("NEW", name="Baru", level=UnitLevel.SEKSI)

    with pytest.raises(NotPermittedError):
        await act(office, lambda s: units.create_unit(office.employee, s, unit=unit))


async def test_a_unit_moves_with_everything_below_it(office: Office) -> None:
    first, second = office.agency.branches

    await update(office, first.bidang.id, UnitChange(parent_id=second.bidang.id))

    assert await paths(office) == {
        "DISHUB": "DISHUB",
        "DISHUB_B": "DISHUB.DISHUB_B",
        "DISHUB_B_1": "DISHUB.DISHUB_B.DISHUB_B_1",
        "DISHUB_A": "DISHUB.DISHUB_B.DISHUB_A",
        "DISHUB_A_1": "DISHUB.DISHUB_B.DISHUB_A.DISHUB_A_1",
    }
    parents = await office.rows(
        "SELECT u.code, p.code FROM org_units u JOIN org_units p ON p.id = u.parent_id"
    )
    assert dict(parents)["DISHUB_A"] == "DISHUB_B"
    assert dict(parents)["DISHUB_A_1"] == "DISHUB_A"


async def test_nobody_comes_to_head_others_people_by_moving_units(
    office: Office,
) -> None:
    first, second = office.agency.branches
    me = make_actor(
        office.agency_id, Role.EMPLOYEE, Role.PERFORMANCE_OFFICER, person=first.superior.id
    )
    before = await paths(office)

    for unit, parent in (
        (second.bidang, first.bidang.id),
        (second.seksi, first.seksi.id),
    ):
        with pytest.raises(SelfAppointmentError):
            await update(office, unit.id, UnitChange(parent_id=parent), who=me)
    assert await paths(office) == before
    # What one heads already may move within, and away.
    for unit_id, parent_id in (
        (first.seksi.id, first.bidang.id),
        (first.seksi.id, second.bidang.id),
        (first.bidang.id, second.bidang.id),
    ):
        await update(office, unit_id, UnitChange(parent_id=parent_id), who=me)


async def test_no_unit_becomes_a_second_root_and_the_root_stays_one(office: Office) -> None:
    """Else whoever heads a bidang would decide on policies by one call."""
    before = await paths(office)

    with pytest.raises(SecondRootError):
        await update(office, office.agency.branches[0].bidang.id, UnitChange(parent_id=None))
    await update(office, office.agency.root.id, UnitChange(name="Dinas", parent_id=None))

    assert await paths(office) == before


@pytest.mark.parametrize("below", ["itself", "child"])
async def test_a_unit_never_stands_below_itself(office: Office, below: str) -> None:
    branch = office.agency.branches[0]
    parent = branch.bidang if below == "itself" else branch.seksi
    before = await paths(office)

    with pytest.raises(UnitCircleError):
        await update(office, branch.bidang.id, UnitChange(name="Lain", parent_id=parent.id))

    assert await paths(office) == before
    assert await office.rows("SELECT 1 FROM org_units WHERE name = 'Lain'") == []


async def test_a_move_names_a_unit_that_exists(office: Office) -> None:
    unit = office.agency.branches[0].bidang.id

    with pytest.raises(UnitNotFoundError) as parent:
        await update(office, unit, UnitChange(parent_id=new_id()))
    with pytest.raises(UnitNotFoundError) as moved:
        await update(office, new_id(), UnitChange(parent_id=unit))

    assert parent.value.path == ("parent_id",)
    assert moved.value.path == ("org_unit_id",)


async def test_name_level_and_head_change_without_a_move(office: Office) -> None:
    branch = office.agency.branches[0]
    change = UnitChange(name="  Bidang   Lalu Lintas ", level=UnitLevel.UPT, head_position_id=None)

    await update(office, branch.bidang.id, change)

    assert await office.rows(
        "SELECT name, level, head_position_id, path::text FROM org_units WHERE code = 'DISHUB_A'"
    ) == [("Bidang Lalu Lintas", "UPT", None, "DISHUB.DISHUB_A")]


async def test_only_an_own_position_heads_a_unit(office: Office) -> None:
    first, second = office.agency.branches
    foreign = second.bidang.head_position_id
    assert foreign is not None

    with pytest.raises(HeadElsewhereError):
        await update(office, first.bidang.id, UnitChange(head_position_id=foreign))
    with pytest.raises(PositionNotFoundError):
        await update(office, first.bidang.id, UnitChange(head_position_id=new_id()))


async def test_nobody_makes_the_own_position_the_head(office: Office) -> None:
    [(post, unit)] = await office.rows(
        "SELECT position_id, org_unit_id FROM assignments WHERE employee_id = :me",
        me=office.officer.subject.id,
    )

    with pytest.raises(SelfAppointmentError) as refused:
        await update(office, unit, UnitChange(head_position_id=post))

    assert refused.value.path == ("head_position_id",)
    assert await office.rows("SELECT id FROM org_units WHERE head_position_id = :p", p=post) == []


async def test_a_change_of_nothing_is_refused(office: Office) -> None:
    with pytest.raises(NothingToChangeError):
        await update(office, office.agency.root.id, UnitChange())


async def test_an_employee_moves_no_unit(office: Office) -> None:
    change = UnitChange(parent_id=None)
    unit_id = office.agency.branches[0].bidang.id

    with pytest.raises(NotPermittedError):
        await act(
            office,
            lambda s: units.update_unit(office.employee, s, unit_id=unit_id, change=change),
        )


async def test_a_position_heads_its_unit_when_so_asked(office: Office) -> None:
    unit = office.agency.branches[0].seksi.id
    position = NewPosition.parse(
        "KASI_BARU",
        name="Kepala Seksi",
        position_class=PositionClass.PENGAWAS,
        org_unit_id=unit,
        heads_unit=True,
    )

    made = await act(office, lambda s: units.create_position(office.officer, s, position=position))

    assert await office.rows("SELECT head_position_id FROM org_units WHERE id = :id", id=unit) == [
        (made,)
    ]
    assert [deed[0] for deed in await office.deeds()] == ["position.created", "org_unit.updated"]


@pytest.mark.parametrize(
    ("code", "is_known_unit", "expected"),
    [
        ("TAKEN", True, DuplicateCodeError),
        ("NEW", False, UnitNotFoundError),
        ("", True, TextError),
    ],
)
async def test_a_position_that_cannot_be_is_refused(
    office: Office,
    code: str,
    is_known_unit: bool,  # noqa: FBT001 - a case.
    expected: type[KinerjaError],
) -> None:
    async def make(code: str, unit: UUID) -> UUID:
        position = NewPosition.parse(
            code, name="Staf", position_class=PositionClass.PELAKSANA, org_unit_id=unit
        )
        return await act(
            office, lambda s: units.create_position(office.officer, s, position=position)
        )

    root = office.agency.root.id
    await make("TAKEN", root)

    with pytest.raises(expected):
        await make(code, root if is_known_unit else new_id())
