"""What is believed about grants: for two seconds, or until somebody is told of a change."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError

from kinerja.kit.clock import today
from kinerja.kit.ids import AgencyId, new_id
from tenants import sharing
from tenants.session import UnitOfWork, tenant_session
from tenants.sharing import DataSharing
from tenants.sharing_models import DataSharingGrant
from tests.support.data_sharing import share_data
from tests.support.database import DISHUB, DUKCAPIL, Database

CLIENT = UUID(int=4711)
GIVEN = frozenset({"cycle:view"})
DAY = timedelta(days=1)


class Clock:
    """A time that stands still until a test moves it."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def known(database: Database, clock: Clock) -> DataSharing:
    await share_data(database.owner, DISHUB, CLIENT, scopes=["cycle:view"])
    return DataSharing(now=clock)


@pytest.fixture
async def unit(database: Database) -> AsyncIterator[UnitOfWork]:
    opened = UnitOfWork(database.application)
    yield opened
    await opened.rollback()


async def ask(
    known: DataSharing, unit: UnitOfWork, agency_id: AgencyId = DISHUB, on: date | None = None
) -> frozenset[str] | None:
    return await known.scopes(unit, agency_id, client_id=CLIENT, on=on or today())


async def revoke_all(database: Database) -> None:
    async with tenant_session(database.owner, DISHUB) as session:
        await session.execute(
            update(DataSharingGrant)
            .where(DataSharingGrant.agency_id == DISHUB)
            .values(revoked_at=DataSharingGrant.granted_at)
        )


async def test_one_agency_shares_and_the_other_does_not(
    known: DataSharing, unit: UnitOfWork
) -> None:
    assert await ask(known, unit) == GIVEN
    assert await ask(known, unit, DUKCAPIL) is None
    assert await known.scopes(unit, DISHUB, client_id=new_id(), on=today()) is None


async def test_a_revocation_of_which_nobody_tells_counts_after_two_seconds(
    known: DataSharing, unit: UnitOfWork, database: Database, clock: Clock
) -> None:
    assert sharing.REMEMBERED <= 2
    assert await ask(known, unit) == GIVEN
    await revoke_all(database)
    clock.now += 1.999
    assert await ask(known, unit) == GIVEN
    clock.now += 0.001
    assert await ask(known, unit) is None


async def test_what_is_told_counts_at_once(
    known: DataSharing, unit: UnitOfWork, database: Database
) -> None:
    for agency_id in (DISHUB, None):
        assert await ask(known, unit) == GIVEN
        await revoke_all(database)
        known.forget(agency_id)
        assert await ask(known, unit) is None
        await share_data(database.owner, DISHUB, CLIENT, scopes=["cycle:view"])
        known.forget(agency_id)


async def test_a_day_that_ends_while_it_is_remembered_ends_the_grant(
    unit: UnitOfWork, database: Database, clock: Clock
) -> None:
    valid = Range(today(), today() + DAY)
    await share_data(database.owner, DISHUB, CLIENT, scopes=["cycle:view"], valid=valid)
    known = DataSharing(now=clock)
    assert await ask(known, unit) == GIVEN
    assert await ask(known, unit, on=today() + DAY) is None


async def test_many_requests_at_once_ask_the_database_once(
    known: DataSharing, database: Database
) -> None:
    statements: list[str] = []
    event.listen(
        database.application.sync_engine,
        "before_cursor_execute",
        lambda *call: statements.append(call[2]),
    )
    units = [UnitOfWork(database.application) for _ in range(20)]
    answers = await asyncio.gather(*(ask(known, one) for one in units))
    for one in units:
        await one.rollback()
    assert answers == [GIVEN] * 20
    assert len([one for one in statements if "data_sharing_grants" in one]) == 1


async def test_what_is_read_while_something_changes_is_not_kept(
    known: DataSharing, unit: UnitOfWork, database: Database
) -> None:
    """The change came after the statement had read, but before its answer was kept."""
    engine = database.application.sync_engine
    event.listen(engine, "after_cursor_execute", lambda *_: known.forget(DISHUB), once=True)
    async with unit.within(DISHUB):
        pass
    assert await ask(known, unit) == GIVEN
    await revoke_all(database)
    assert await ask(known, unit) is None


async def test_where_grants_cannot_be_read_nothing_is_granted(
    known: DataSharing, unit: UnitOfWork, database: Database
) -> None:
    async with database.owner.begin() as connection:
        await connection.exec_driver_sql("REVOKE SELECT ON data_sharing_grants FROM kinerja_app")
    with pytest.raises(DBAPIError):
        await ask(known, unit)
    async with database.owner.begin() as connection:
        await connection.exec_driver_sql("GRANT SELECT ON data_sharing_grants TO kinerja_app")
    assert await ask(known, unit) == GIVEN
