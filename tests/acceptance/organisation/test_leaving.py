"""The rights of an employee begin and end with the service in the agency of the token."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from kinerja.domains.organisation.vocabulary import EmployeeState
from kinerja.kit.ids import GlobalId, new_id
from tenants.session import tenant_session
from tests.support.clients import Client
from tests.support.database import DISHUB, Database
from tests.support.nips import make_nip
from tests.support.organisation_factories import make_employee

ROLES = "{ viewer { roles } }"
PATIENCE = 10.0
CREATE = """mutation ($input: CreateEmployeeInput!) {
  createEmployee(input: $input) { results { employee { id } errors { code } } }
}"""
UPDATE = """mutation ($input: UpdateEmployeeInput!) {
  updateEmployee(input: $input) { results { errors { code } } }
}"""


async def enter(database: Database, **values: Any) -> UUID:
    async with tenant_session(database.owner, DISHUB) as session:
        return (await make_employee(session, DISHUB, **values)).id


async def roles(client: Client, person: UUID, agency: str | None = "DISHUB") -> list[str]:
    answer = await client.as_(person, agency=agency).query(ROLES)
    assert answer.errors == []
    return list(answer.data["viewer"]["roles"])


async def soon(check: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it holds: a notification takes milliseconds."""
    deadline = time.monotonic() + PATIENCE
    while not await check():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def test_a_token_alone_makes_nobody_an_employee(client: Client, database: Database) -> None:
    employee = await enter(database)
    retired = await enter(database, state=EmployeeState.INACTIVE)

    assert await roles(client, employee) == ["employee"]
    assert await roles(client, employee, agency="DUKCAPIL") == []
    assert await roles(client, retired) == []
    assert await roles(client, new_id()) == []
    assert await roles(client, employee, agency=None) == []


async def test_who_has_left_holds_no_role_that_was_granted_before(
    client: Client, database: Database
) -> None:
    retired = await enter(database, state=EmployeeState.INACTIVE)
    await client.give_role(retired, "performance_officer", DISHUB)
    await client.give_province_role(retired, "province_hr")
    guest = new_id()
    await client.give_role(guest, "performance_officer", DISHUB)

    assert await roles(client, retired) == []
    assert await roles(client, guest) == ["performance_officer"]


@pytest.fixture
async def officer(client: Client, database: Database) -> Client:
    """Return the officer of an agency, who serves in it."""
    person = await enter(database)
    await client.give_role(person, "performance_officer", DISHUB)
    return client.as_(person, agency="DISHUB")


async def test_the_service_notices_by_itself_who_leaves_and_who_comes(
    officer: Client, database: Database
) -> None:
    employee = await enter(database)
    await officer.app.state.registry.refresh(DISHUB)
    assert await roles(officer, employee) == ["employee"]

    async def change(state: str) -> None:
        key = str(GlobalId("Employee", DISHUB, employee))
        given = {"items": [{"employeeId": key, "state": state}]}
        answer = await officer.query(UPDATE, {"input": given})
        assert answer.data["updateEmployee"]["results"] == [{"errors": []}], answer.body

    async def has_left() -> bool:
        return await roles(officer, employee) == []

    async def is_back() -> bool:
        return await roles(officer, employee) == ["employee"]

    await change("INACTIVE")
    await soon(has_left)
    await change("ACTIVE")
    await soon(is_back)


async def test_a_new_employee_may_sign_in_at_once(officer: Client) -> None:
    given = {"agencyCode": "DISHUB", "items": [{"nip": make_nip(4711), "name": "Ani"}]}
    answer = await officer.query(CREATE, {"input": given})
    (result,) = answer.data["createEmployee"]["results"]
    made = GlobalId.parse(result["employee"]["id"]).key

    assert await roles(officer, made) == ["employee"]
