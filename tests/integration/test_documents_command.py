"""`kinerja documents`: manifests of every kind, told row by row, all or nothing."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select, text

from kinerja import cli
from tenants import document_store
from tenants.audit_models import ProvinceEvent
from tenants.document_models import TrustedDocument
from tenants.trusted_documents import TrustedDocuments
from tests.support.database import Database

HELLO = "query Hello { viewer { subjectId } }"
CYCLES = "query Cycles($code: String!) {\n  agency(code: $code) { cycles { totalCount } }\n}\n"
NONSENSE = "query Nonsense { nothing }"


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
    monkeypatch.setenv("COLUMNS", "300")

    def run(*arguments: str | Path) -> Said:
        monkeypatch.setattr("sys.argv", ["kinerja", *map(str, arguments)])
        try:
            cli.main()
            code = 0
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        captured = capfd.readouterr()
        return Said(code, captured.out, captured.err)

    async def beside(*arguments: str | Path) -> Said:
        return await asyncio.to_thread(run, *arguments)

    return beside


def digest(document: str, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, document.encode(), usedforsecurity=False).hexdigest()


def sha256_id(document: str) -> str:
    return f"sha256:{digest(document)}"


def apollo(*documents: str, version: int = 1) -> str:
    operations = [
        {"id": digest(one), "name": "x", "type": "query", "body": one} for one in documents
    ]
    manifest = {"format": "apollo-persisted-query-manifest", "version": version}
    return json.dumps({**manifest, "operations": operations})


async def in_use(database: Database) -> dict[str, str]:
    """Return what everybody's documents say, by identifier."""
    statement = select(TrustedDocument.document_id, TrustedDocument.text).where(
        TrustedDocument.retired_at.is_(None), TrustedDocument.client_id.is_(None)
    )
    async with database.owner.connect() as connection:
        return {row.document_id: row.text for row in await connection.execute(statement)}


@pytest.mark.parametrize(
    ("name", "content", "identifiers"),
    [
        ("cycles.graphql", CYCLES, [sha256_id(CYCLES)]),
        ("apollo.json", apollo(CYCLES), [sha256_id(CYCLES)]),
        (
            "relay.json",
            json.dumps({digest(CYCLES, "md5"): CYCLES}),
            [sha256_id(CYCLES), digest(CYCLES, "md5")],
        ),
        (
            "codegen.json",
            json.dumps({digest(CYCLES, "sha1"): CYCLES}),
            [sha256_id(CYCLES), digest(CYCLES, "sha1")],
        ),
        ("codegen-sha256.json", json.dumps({digest(CYCLES): CYCLES}), [sha256_id(CYCLES)]),
        (
            "own.json",
            json.dumps({"x-app:cycles.v1": CYCLES}),
            [sha256_id(CYCLES), "x-app:cycles.v1"],
        ),
    ],
)
async def test_each_kind_of_file_is_read(
    command: Command,
    database: Database,
    tmp_path: Path,
    name: str,
    content: str,
    identifiers: list[str],
) -> None:
    (tmp_path / name).write_bytes(content.encode())
    said = await command("documents", "add", tmp_path / name, "--everybody")

    assert said.code == 0, said.notes
    assert "Cycles" in said.output
    assert await in_use(database) == dict.fromkeys(identifiers, CYCLES)

    again = await command("documents", "add", tmp_path / name, "--everybody")
    assert again.code == 0
    assert document_store.Registered.KNOWN in again.output


async def test_one_bad_document_keeps_all_from_being_registered(
    command: Command, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "good.graphql").write_text(HELLO)
    (tmp_path / "bad.json").write_text(
        json.dumps({digest(CYCLES): HELLO, "nonsense": NONSENSE, "no good": CYCLES, "md5:1": HELLO})
    )
    said = await command(
        "documents", "add", tmp_path / "good.graphql", tmp_path / "bad.json", "--everybody"
    )

    assert said.code == 1
    assert "4 of 5 documents were refused; none was registered." in said.notes
    assert "the hash of another text" in said.output
    assert "Cannot query field" in said.output
    assert said.output.count("identifiers are letters") == 2
    assert await in_use(database) == {}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.json", "{", "it is not JSON"),
        ("x.json", "[]", "it is not an object"),
        ("x.json", '{"a": 1}', "not a document"),
        ("x.json", apollo(HELLO, version=2), "format or version"),
        ("x.json", '{"format": "apollo-persisted-query-manifest", "version": 1}', "no operations"),
        ("x.graphql", "\udcff", "it is not UTF-8"),
    ],
)
async def test_a_file_of_no_known_form_is_refused(
    command: Command, tmp_path: Path, name: str, content: str, told: str
) -> None:
    (tmp_path / name).write_bytes(content.encode(errors="surrogateescape"))
    said = await command("documents", "add", tmp_path / name, "--everybody")

    assert said.code == 1
    assert told in said.notes


async def test_an_identifier_means_one_document_until_that_is_retired(
    command: Command, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "own.json"
    file.write_text(json.dumps({"cycles": HELLO}))
    assert (await command("documents", "add", file, "--everybody")).code == 0
    file.write_text(json.dumps({"cycles": CYCLES}))
    refused = await command("documents", "add", file, "--everybody")
    assert refused.code == 1
    assert "means another document already" in refused.output
    assert await in_use(database) == {sha256_id(HELLO): HELLO, "cycles": HELLO}

    assert (await command("documents", "retire", "cycles", "--everybody")).code == 0
    assert await in_use(database) == {}
    assert (await command("documents", "retire", "cycles", "--everybody")).code == 1
    assert (await command("documents", "add", file, "--everybody")).code == 0
    assert await in_use(database) == {sha256_id(CYCLES): CYCLES, "cycles": CYCLES}

    assert sha256_id(HELLO) not in (await command("documents", "list")).output
    assert sha256_id(HELLO) in (await command("documents", "list", "--retired")).output


async def test_a_clients_documents_and_its_duty_are_its_own(
    command: Command, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "hello.graphql").write_text(HELLO)
    for name in ("Dasbor", "Aplikasi"):
        assert (await command("client", "create", name)).code == 0
    added = await command("documents", "add", tmp_path / "hello.graphql", "--client", "Dasbor")
    assert added.code == 0, added.notes
    assert (await command("documents", "require", "Dasbor")).code == 0
    assert (await command("client", "list")).output.count("trusted documents only") == 1

    known = TrustedDocuments(database.application)
    await known.refresh()
    async with database.owner.connect() as connection:
        rows = await connection.execute(text("SELECT name, id FROM api_clients"))
        clients = {row.name: row.id for row in rows}
    assert known.find(sha256_id(HELLO), clients["Dasbor"]) == HELLO
    assert known.find(sha256_id(HELLO), clients["Aplikasi"]) is None
    assert known.find(sha256_id(HELLO), None) is None
    assert known.requires(clients["Dasbor"])
    assert not known.requires(clients["Aplikasi"])
    assert not known.requires(None)

    assert "Dasbor" in (await command("documents", "list", "--client", "Dasbor")).output
    assert (await command("documents", "retire", sha256_id(HELLO), "--everybody")).code == 1
    assert (await command("documents", "require", "Dasbor", "--off")).code == 0
    await known.refresh()
    assert not known.requires(clients["Dasbor"])


@pytest.mark.parametrize("whose", [(), ("--everybody", "--client", "Dasbor")])
async def test_whose_documents_has_to_be_said(
    command: Command, tmp_path: Path, whose: tuple[str, ...]
) -> None:
    (tmp_path / "hello.graphql").write_text(HELLO)
    said = await command("documents", "add", tmp_path / "hello.graphql", *whose)

    assert said.code == 1
    assert "Say whose documents" in said.notes


async def test_a_client_that_is_not_registered_gets_no_documents(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "hello.graphql").write_text(HELLO)
    said = await command("documents", "add", tmp_path / "hello.graphql", "--client", "Nobody")

    assert said.code == 1
    assert "No usable client" in said.notes


async def test_more_documents_than_a_service_keeps_are_refused(
    command: Command, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_store, "MOST_DOCUMENTS", 1)
    (tmp_path / "two.json").write_text(apollo(HELLO, CYCLES))
    said = await command("documents", "add", tmp_path / "two.json", "--everybody")

    assert said.code == 1
    assert await in_use(database) == {}


async def test_what_operators_do_to_documents_is_in_the_trail(
    command: Command, database: Database, tmp_path: Path
) -> None:
    (tmp_path / "hello.graphql").write_text(HELLO)
    await command("documents", "add", tmp_path / "hello.graphql", "--everybody")
    await command("documents", "retire", sha256_id(HELLO), "--everybody")

    async with database.owner.connect() as connection:
        events = (await connection.execute(select(ProvinceEvent.action, ProvinceEvent.after))).all()
    assert [tuple(event) for event in events] == [
        ("client.documents.registered", {"documents": 1}),
        ("client.documents.retired", {"documents": 1}),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO trusted_documents (id) VALUES (gen_random_uuid())",
        "UPDATE trusted_documents SET retired_at = now()",
        "DELETE FROM trusted_documents",
        "UPDATE api_clients SET requires_trusted_documents = false",
    ],
)
async def test_the_service_only_reads_them(database: Database, statement: str) -> None:
    async with database.application.connect() as connection:
        with pytest.raises(Exception, match="permission denied"):
            await connection.execute(text(statement))
