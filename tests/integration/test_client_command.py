"""`kinerja client`, and what `kinerja token` grants and notes for a client."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import select, text

from kinerja import cli
from kinerja.kit.clock import today
from kinerja.kit.ids import AgencyId
from tenants.api_clients import list_clients
from tenants.models import AuditEvent
from tenants.session import tenant_session
from tenants.sharing_models import APIClient, DataSharingGrant
from tests.support.database import DISHUB, DUKCAPIL, Database

ISSUE = ("token", "issue", "--client", "Dasbor BI", "--purpose", "Laporan triwulan")
CYCLES = ("--scope", "cycle:view")
SHARED = ("--agency", "DISHUB", "--legal-basis", "PKS 12/2026")


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
    """Return a function that runs `kinerja` on the test's database."""
    monkeypatch.setenv("KINERJA_DATABASE_URL", database.url)
    monkeypatch.setenv("KINERJA_DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> Said:
        monkeypatch.setattr("sys.argv", ["kinerja", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        captured = capfd.readouterr()
        return Said(code, captured.out, captured.err)

    async def beside(*arguments: str) -> Said:
        return await asyncio.to_thread(run, *arguments)

    return beside


async def grants(database: Database, agency_id: AgencyId = DISHUB) -> list[DataSharingGrant]:
    async with tenant_session(database.owner, agency_id) as session:
        found = select(DataSharingGrant).where(DataSharingGrant.agency_id == agency_id)
        return list(await session.scalars(found.order_by(DataSharingGrant.id)))


async def deeds(database: Database, agency_id: AgencyId = DISHUB) -> list[str]:
    async with tenant_session(database.owner, agency_id) as session:
        found = select(AuditEvent.action).where(
            AuditEvent.agency_id == agency_id, AuditEvent.action != "agency.created"
        )
        return list(await session.scalars(found.order_by(AuditEvent.id)))


async def test_a_client_is_registered_once_listed_and_disabled(
    command: Command, database: Database
) -> None:
    made = await command("client", "create", "Dasbor BI", "--contact", "bi@example.go.id")
    again = await command("client", "create", "Dasbor BI")
    assert (made.code, made.output) == (0, "")
    assert again.code == 1
    assert "already" in again.notes
    listed = (await command("client", "list")).output
    assert "bi@example.go.id" in listed
    assert "usable" in listed

    assert (await command("client", "disable", "Dasbor BI")).code == 0
    assert "disabled" in (await command("client", "list")).output
    assert (await command("client", "disable", "Dasbor BI")).code == 1
    refused = await command(*ISSUE, *CYCLES)
    assert (refused.code, refused.output) == (1, "")
    async with database.owner.connect() as connection:
        (client,) = await list_clients(connection)
    assert client.disabled_at is not None


@pytest.mark.parametrize("name", ["", " Dasbor", "Dasbor ", "x" * 201])
async def test_a_client_needs_a_sound_name(command: Command, name: str) -> None:
    said = await command("client", "create", name)
    assert said.code == 1
    assert "Give the client a name" in said.notes


async def test_each_client_has_a_long_key_of_its_own(command: Command, database: Database) -> None:
    for name in ("Dasbor BI", "Aplikasi warga"):
        assert (await command("client", "create", name)).code == 0
    async with database.owner.connect() as connection:
        keys = (await connection.execute(select(APIClient.pseudonym_key))).scalars().all()
    assert {len(key) for key in keys} == {32}
    assert len(set(keys)) == 2


async def test_a_legal_basis_makes_the_agencys_grant_with_the_token(
    command: Command, database: Database
) -> None:
    scopes = (*CYCLES, "--scope", "report:view")
    said = await command(*ISSUE, *scopes, *SHARED, "--expires-in", "30d")

    assert said.code == 0, said.notes
    (grant,) = await grants(database)
    assert grant.scopes == ["cycle:view"]  # Reports across agencies are not one agency's to grant.
    assert (grant.legal_basis, grant.purpose) == ("PKS 12/2026", "Laporan triwulan")
    assert (grant.valid.lower, grant.granted_by) == (today(), None)
    assert grant.valid.upper is not None
    assert 30 <= (grant.valid.upper - today()).days <= 32
    assert await deeds(database) == ["data_sharing.granted", "token.issued"]
    assert await grants(database, DUKCAPIL) == []
    assert await deeds(database, DUKCAPIL) == []


async def test_a_grant_may_outlive_the_token(command: Command, database: Database) -> None:
    last = date(today().year + 2, 12, 31)
    said = await command(*ISSUE, *CYCLES, *SHARED, "--shared-until", last.isoformat())
    assert said.code == 0, said.notes
    (grant,) = await grants(database)
    assert grant.valid.upper == last + timedelta(days=1)

    renewed = await command(*ISSUE, *CYCLES, "--agency", "DISHUB")
    assert renewed.code == 0, renewed.notes
    assert len(await grants(database)) == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--agency", "DISHUB"), "does not grant Dasbor BI today: cycle:view"),
        (("--legal-basis", "PKS 12/2026"), "goes with --client and --agency"),
        (("--agency", "DISHUB", "--shared-until", "2026-12-31"), "goes with --client"),
        (("--agency", "DISHUB", "--legal-basis", "x"), "legal basis"),
        ((*SHARED, "--shared-until", "2020-01-01"), "in the past"),
        ((*SHARED, "--shared-until", "2099-01-01"), "five years"),
    ],
)
async def test_a_token_without_a_sound_grant_is_not_issued(
    command: Command, database: Database, options: tuple[str, ...], sentence: str
) -> None:
    said = await command(*ISSUE, *CYCLES, *options)
    assert (said.code, said.output) == (1, "")
    assert sentence in said.notes
    async with database.owner.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM api_tokens")) == 0
        assert await list_clients(connection) == []
    assert await grants(database) == []
    assert await deeds(database) == []


async def test_what_is_done_to_a_client_stands_in_the_trails_of_those_who_share_with_it(
    command: Command, database: Database
) -> None:
    await command(*ISSUE, *CYCLES, *SHARED)
    unlimited = await command(*ISSUE, *CYCLES)  # For all agencies that share: today one.
    listed = (await command("token", "list")).output.splitlines()
    ids = [word for line in listed for word in line.split() if len(word) == 36]
    assert unlimited.code == 0
    for token_id in ids:
        assert (await command("token", "revoke", token_id)).code == 0
    await command("client", "disable", "Dasbor BI")

    assert await deeds(database) == [
        "data_sharing.granted",
        "token.issued",
        "token.issued",
        "token.revoked",
        "token.revoked",
        "client.disabled",
    ]
    assert await deeds(database, DUKCAPIL) == []


async def test_the_service_reads_of_clients_only_what_it_needs(database: Database) -> None:
    async with database.application.connect() as connection:
        assert (await connection.execute(select(APIClient.id, APIClient.name))).all() == []
    for statement in (
        "SELECT contact FROM api_clients",
        "SELECT created_at FROM api_clients",
        "UPDATE api_clients SET disabled_at = NULL",
        "INSERT INTO api_clients (name) VALUES ('x')",
        "DELETE FROM api_clients",
    ):
        async with database.application.connect() as connection:
            with pytest.raises(Exception, match="permission denied"):
                await connection.execute(text(statement))
