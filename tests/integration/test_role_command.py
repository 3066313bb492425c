"""`kinerja role`: who is given a role, who loses it, and what is refused."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import select

from kinerja import cli
from kinerja.kit.clock import today
from kinerja.kit.ids import GlobalId, new_id
from policies.agency import AgencyPolicies, OwnRole
from tenants.models import AuditEvent
from tenants.session import tenant_session
from tenants.snapshots import load_holdings, load_province
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.nips import make_nip
from tests.support.organisation_factories import make_employee
from tests.support.own_policies import put_in_force

OFFICER = "performance_officer"


class Said(NamedTuple):
    """What a command did."""

    code: int
    output: str
    notes: str


Command = Callable[..., Awaitable[Said]]


@pytest.fixture
def command(
    database: Database, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """Return a function that runs `kinerja role` where people sign in at an outside provider."""
    monkeypatch.setenv("KINERJA_DATABASE_URL", database.url)
    monkeypatch.setenv("KINERJA_DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("KINERJA_ISSUER", "https://sso.test")
    monkeypatch.setenv("KINERJA_JWKS_URL", "https://sso.test/jwks")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str, typed: str = "") -> Said:
        monkeypatch.setattr("sys.argv", ["kinerja", "role", *arguments])
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        try:
            cli.main()
            code = 0
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        captured = capfd.readouterr()
        return Said(code, captured.out, captured.err)

    async def beside(*arguments: str, typed: str = "") -> Said:
        return await asyncio.to_thread(run, *arguments, typed=typed)  # It has a loop of its own.

    return beside


async def made(database: Database) -> UUID:
    async with tenant_session(database.owner, DISHUB) as session:
        return (await make_employee(session, DISHUB, nip=make_nip(4711))).id


async def held(database: Database, subject: UUID) -> frozenset[str]:
    return (await load_holdings(database.owner, DISHUB)).roles(subject, today())


async def actions(database: Database) -> list[str]:
    async with tenant_session(database.owner, DISHUB) as session:
        statement = select(AuditEvent.action).where(AuditEvent.agency_id == DISHUB)
        return sorted(one for one in await session.scalars(statement) if one.startswith("role."))


async def test_an_officer_is_made_and_unmade_where_people_sign_in_elsewhere(
    database: Database, command: Command
) -> None:
    employee = await made(database)
    for _ in range(2):  # Repeating it changes nothing.
        said = await command("grant", OFFICER, "--agency", "DISHUB", "--employee", str(employee))
        assert said.code == 0, said.notes
    assert await held(database, employee) == {OFFICER}
    assert str(employee) in (await command("list", "--agency", "DISHUB")).output

    said = await command("end", OFFICER, "--agency", "DISHUB", typed=f"{make_nip(4711)}\n")
    assert said.code == 0, said.notes
    assert make_nip(4711) not in said.output + said.notes
    assert await held(database, employee) == frozenset()
    assert str(employee) not in (await command("list", "--agency", "DISHUB")).output
    assert await actions(database) == ["role.ended", "role.granted"]


async def test_a_role_can_be_given_again_after_it_ended(
    database: Database, command: Command
) -> None:
    employee = await made(database)
    whose = (OFFICER, "--agency", "DISHUB", "--employee", str(employee))
    for verb in ("grant", "end", "grant"):
        assert (await command(verb, *whose)).code == 0
    assert await held(database, employee) == {OFFICER}


async def test_the_id_that_the_api_gives_names_an_employee_too(
    database: Database, command: Command
) -> None:
    employee = await made(database)
    named = str(GlobalId("Employee", DISHUB, employee))
    whose = ("--agency", "DISHUB", "--employee", named)

    said = await command("grant", OFFICER, *whose)

    assert said.code == 0, said.notes
    assert await held(database, employee) == {OFFICER}
    assert (await command("end", OFFICER, "--agency", "DISHUB", typed=f"{named}\n")).code == 0
    assert await held(database, employee) == frozenset()

    elsewhere = await command("grant", OFFICER, "--agency", "DUKCAPIL", "--employee", named)
    assert elsewhere.code == 1
    assert "employs nobody" in elsewhere.notes


async def test_a_role_of_the_province_ends_too(database: Database, command: Command) -> None:
    subject = new_id()
    whose = ("province_hr", "--province", "--subject", str(subject))
    assert (await command("grant", *whose)).code == 0
    assert (await load_province(database.owner)).holdings.roles(subject, today()) == {"province_hr"}
    assert str(subject) in (await command("list", "--province")).output
    assert (await command("end", *whose)).code == 0
    assert not (await load_province(database.owner)).holdings.roles(subject, today())


async def test_ending_a_role_in_one_agency_leaves_others_alone(
    database: Database, command: Command
) -> None:
    employee = await made(database)
    await command("grant", OFFICER, "--agency", "DISHUB", "--employee", str(employee))
    said = await command("end", OFFICER, "--agency", "DUKCAPIL", "--employee", str(employee))
    assert said.code == 1
    assert "employs nobody" in said.notes
    assert await held(database, employee) == {OFFICER}
    elsewhere = await load_holdings(database.owner, DUKCAPIL)
    assert not elsewhere.roles(employee, today())


async def test_what_makes_no_sense_is_refused_with_a_sentence(
    database: Database, command: Command
) -> None:
    employee = str(await made(database))
    unit = str(GlobalId("OrgUnit", DISHUB, new_id()))
    cases = [
        (("grant", OFFICER), "--agency CODE"),
        (("grant", OFFICER, "--agency", "DISHUB", "--province"), "--agency CODE"),
        (("grant", OFFICER, "--province"), "--agency CODE"),
        (("grant", "province_hr", "--agency", "DISHUB", "--employee", employee), "in one agency"),
        (("grant", OFFICER, "--province", "--subject", employee), "above all agencies"),
        (("grant", OFFICER, "--agency", "NOWHERE", "--employee", employee), "no agency NOWHERE"),
        (("grant", OFFICER, "--agency", "DISHUB", "--employee", make_nip(4711)), "Do not put"),
        (("grant", OFFICER, "--agency", "DISHUB", "--employee", "budi"), "no id of an employee"),
        (("grant", OFFICER, "--agency", "DISHUB", "--employee", unit), "no id of an employee"),
        (("grant", OFFICER, "--agency", "DISHUB"), "No id or NIP"),
        (("end", OFFICER, "--agency", "DISHUB", "--employee", employee), "does not hold"),
        (("list",), "--agency CODE"),
    ]
    for arguments, sentence in cases:
        said = await command(*arguments)
        assert (said.code, said.output) == (1, ""), arguments
        assert sentence in said.notes, arguments


async def test_a_role_of_the_agencys_own_is_given_while_it_is_in_force(
    database: Database, command: Command
) -> None:
    employee = await made(database)
    whose = ("--agency", "DISHUB", "--employee", str(employee))
    unknown = await command("grant", "helper", *whose)
    assert unknown.code == 1
    assert "no role that this agency gives" in unknown.notes

    await put_in_force(database.owner_url, AgencyPolicies(DISHUB, roles=(OwnRole("helper"),)))
    granted = await command("grant", "helper", *whose)
    ended = await command("end", "helper", *whose)

    assert (granted.code, ended.code) == (0, 0), granted.notes
    assert await actions(database) == ["role.ended", "role.granted"]
    above = await command("grant", "helper", "--province", "--subject", str(new_id()))
    assert above.code == 1
    assert "helper is no role" in above.notes
