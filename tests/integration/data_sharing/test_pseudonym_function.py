"""The database and Python permute ids alike."""

import os
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Uuid, cast, func, literal, select, text

from kinerja.kit.ids import new_id
from kinerja.kit.pseudonyms import place, pseudonym, real_id
from kinerja.reads.pseudonyms import KEY, place_of
from tests.support.database import Database

_EDGES = (UUID(int=0), UUID(int=2**128 - 1), UUID(int=2**63), UUID(int=2**127 + 2**63))


async def test_the_database_writes_what_python_reads(database: Database) -> None:
    ids = [*_EDGES, *(uuid4() for _ in range(1000)), *(new_id() for _ in range(1000))]
    statement = text("SELECT pseudonym(:key, id) FROM unnest(CAST(:ids AS uuid[])) AS given (id)")
    for size in (16, 32, 64):
        key = os.urandom(size)
        async with database.application.connect() as connection:
            written = (await connection.execute(statement, {"key": key, "ids": ids})).scalars()
            found = list(written)
        assert found == [pseudonym(key, one) for one in ids]
        assert [real_id(key, one) for one in found] == ids


async def test_the_database_orders_rows_as_python_does(database: Database) -> None:
    ids, key = [*_EDGES, *(uuid4() for _ in range(100))], os.urandom(32)
    given = cast(literal(ids, ARRAY(Uuid())), ARRAY(Uuid()))
    statement = select(place_of(func.unnest(given, type_=Uuid())))
    async with database.application.connect() as connection:
        written = (await connection.execute(statement, {KEY: key})).scalars().all()
    assert written == [place(key, one) for one in ids]


async def test_no_row_has_no_pseudonym(database: Database) -> None:
    async with database.application.connect() as connection:
        key = os.urandom(32)
        nothing = text("SELECT pseudonym(:key, NULL)")
        assert await connection.scalar(nothing, {"key": key}) is None
