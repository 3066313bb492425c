"""Who serves in an agency: known from memory, and no longer from the moment they leave."""

from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.domains.organisation.vocabulary import EmployeeState
from kinerja.kit.ids import AgencyId, new_id
from tenants.provisioning import notify
from tenants.session import UnitOfWork, tenant_session
from tenants.staff import REMEMBERED, Staff, Standing
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.organisation_factories import make_employee


class World:
    """The staff lists of a service, asked in a request's transaction; the clock is the test's."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.clock = 1000.0
        self.staff = Staff(engine, now=lambda: self.clock)
        self.statements: list[str] = []
        event.listen(
            engine.sync_engine,
            "before_cursor_execute",
            lambda *call: self.statements.append(call[2]),
        )

    async def standing(self, subject_id: UUID, agency_id: AgencyId = DISHUB) -> Standing:
        unit = UnitOfWork(self.engine)
        try:
            return await self.staff.standing(unit, agency_id, subject_id)
        finally:
            await unit.rollback()


@pytest.fixture
def world(database: Database) -> World:
    return World(database.application)


async def enter(database: Database, state: EmployeeState = EmployeeState.ACTIVE) -> UUID:
    async with tenant_session(database.owner, DISHUB) as session:
        return (await make_employee(session, DISHUB, state=state)).id


async def test_who_is_on_the_list_is_known_without_a_statement(
    database: Database, world: World
) -> None:
    serving = [await enter(database) for _ in range(20)]
    left = await enter(database, EmployeeState.INACTIVE)
    await world.staff.load(DISHUB)
    world.statements.clear()

    assert [await world.standing(one) for one in serving] == [Standing.SERVING] * 20
    assert await world.standing(left) is Standing.LEFT
    assert world.statements == []


async def test_nobody_serves_in_another_agency(database: Database, world: World) -> None:
    employee = await enter(database)
    for agency_id in (DISHUB, DUKCAPIL):
        await world.staff.load(agency_id)

    assert await world.standing(employee, DUKCAPIL) is Standing.UNKNOWN


@pytest.mark.parametrize("stranger", [UUID(int=0), UUID(int=2**128 - 1), new_id()])
async def test_a_stranger_is_looked_up_once_in_two_seconds(
    database: Database, world: World, stranger: UUID
) -> None:
    await enter(database)
    await world.staff.load(DISHUB)
    world.statements.clear()

    for _ in range(5):
        assert await world.standing(stranger) is Standing.UNKNOWN
    assert len(world.statements) == 1

    world.clock += REMEMBERED
    assert await world.standing(stranger) is Standing.UNKNOWN
    assert len(world.statements) == 2


async def test_who_was_entered_after_the_list_was_read_is_known_at_once(
    database: Database, world: World
) -> None:
    await world.staff.load(DISHUB)

    assert await world.standing(await enter(database)) is Standing.SERVING
    left = await enter(database, EmployeeState.INACTIVE)
    assert await world.standing(left) is Standing.LEFT


async def test_the_list_of_a_large_agency_is_one_value(database: Database, world: World) -> None:
    many = text("""
        INSERT INTO employees (agency_id, id, nip, name, employment, state)
        SELECT :agency, gen_random_uuid(), to_char(n, 'FM000000000000000000'), 'x', 'PNS', 'ACTIVE'
        FROM generate_series(1, 20000) n
    """)
    async with tenant_session(database.owner, DISHUB) as session:
        await session.execute(many, {"agency": DISHUB})
        ids = (await session.scalars(text("SELECT id FROM employees"))).all()
        await notify(session, DISHUB)
    await world.staff.load(DISHUB)
    world.statements.clear()

    assert len(ids) == 20_000
    assert {await world.standing(one) for one in ids[::500]} == {Standing.SERVING}
    assert world.statements == []
