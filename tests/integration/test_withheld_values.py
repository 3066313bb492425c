"""An error of the database never repeats what was to be stored, however it is printed."""

import traceback
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.constraints import violated_constraint
from kinerja.kit.ids import new_id
from tenants.session import tenant_session
from tests.support.database import DISHUB, Database
from tests.support.nips import make_nip

NIP, NAME = make_nip(4711), "Ani Wulandari"
EMPLOYEE = text("""
    INSERT INTO employees (agency_id, id, nip, name, employment, state)
    VALUES (:agency, :id, :nip, :name, 'PNS', :state)
""")
ENGINES: list[Callable[[Database], AsyncEngine]] = [
    lambda database: database.application,
    lambda database: database.owner,
]


async def fail(engine: AsyncEngine, statement: Any, *rows: Any) -> DBAPIError:
    """Run the statement with each row, or with each list of rows at once, until it fails."""

    async def write() -> None:
        async with tenant_session(engine, DISHUB) as session:
            for row in rows:
                await session.execute(statement, row)

    with pytest.raises(DBAPIError) as caught:
        await write()
    return caught.value


def everything_about(error: BaseException) -> str:
    """Return all that a log, a terminal or a debugger's `repr` could print of it."""
    printed = ["".join(traceback.format_exception(error))]
    cause: BaseException | None = error
    while cause is not None:
        printed += [str(cause), repr(cause), str(getattr(cause, "detail", ""))]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(printed)


def employee(**changes: Any) -> dict[str, Any]:
    usual = {"agency": DISHUB, "id": new_id(), "nip": NIP, "name": NAME, "state": "ACTIVE"}
    return {**usual, **changes}


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_second_row_of_the_same_key_is_not_quoted(
    database: Database, engine: Callable[[Database], AsyncEngine]
) -> None:
    error = await fail(engine(database), EMPLOYEE, employee(), employee())

    told = everything_about(error)
    assert NIP not in told
    assert NAME not in told
    assert isinstance(error, IntegrityError)
    assert violated_constraint(error) == "uq_employees_agency_id_nip"
    assert "uq_employees_agency_id_nip" in str(error)


async def test_a_row_that_breaks_a_rule_is_not_quoted(database: Database) -> None:
    error = await fail(database.application, EMPLOYEE, employee(state="SLEEPING"))

    told = everything_about(error)
    assert NIP not in told
    assert NAME not in told
    assert "ck_employees_state_known" in told


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT CAST(CAST(:value AS text) AS uuid)",
        "SELECT CAST(CAST(:value AS text) AS integer)",
        "SELECT CAST(CAST(:value AS text) AS date)",
        "SELECT CAST(:value AS uuid)",
        "SELECT CAST(:value AS date)",
    ],
)
async def test_a_value_of_the_wrong_kind_is_not_quoted(database: Database, statement: str) -> None:
    error = await fail(database.application, text(statement), {"value": NAME})

    assert NAME not in everything_about(error)
    assert "withheld" in str(error)


async def test_many_rows_at_once_are_not_quoted_either(database: Database) -> None:
    error = await fail(database.application, EMPLOYEE, [employee(), employee()])

    told = everything_about(error)
    assert NIP not in told
    assert NAME not in told
    assert isinstance(error, IntegrityError)
