"""`kinerja export` against the running service, as people with different rights."""

import csv
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pyarrow.parquet as pq
import pytest
import pytest_asyncio
from graphql import parse, validate
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from kinerja.commands.exports import TABLES, What
from policies.permissions import Role
from tenants.audit import record
from tenants.roles import grant_province_role
from tenants.session import tenant_session
from tests.support.clients import ALWAYS
from tests.support.commands import Said, ServiceCommand
from tests.support.database import DISHUB, Server, cloned_database
from tests.support.identity_provider import IdentityProvider, identity_provider
from tests.support.reading import World, full_schema, reading_world
from tests.support.served import served

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: A name that a spreadsheet would run, and one with a line break that JSON allows as it is.
EVIL, BROKEN = "=HYPERLINK(1)", "Baris\u2028Dua"


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server: Server, template: str) -> AsyncIterator[World]:
    """Return two agencies with two years of appraisals, and two employees of odd names."""
    async with cloned_database(server, template) as database, reading_world(database) as made:
        async with tenant_session(database.owner, DISHUB) as session:
            for number, name in enumerate((EVIL, BROKEN)):
                await session.execute(
                    text(
                        "INSERT INTO employees (agency_id, id, nip, name, employment, state)"
                        " VALUES (:agency, gen_random_uuid(), :nip, :name, 'PNS', 'ACTIVE')"
                    ),
                    {"agency": DISHUB, "nip": f"19000000000000000{number}", "name": name},
                )
            await record(
                session,
                agency_id=DISHUB,
                actor_id=made.dishub.organisation.head.id,
                action="person.export",
                object_type="Employee",
                object_id=made.dishub.organisation.ratee.id,
                after={"records": 3},
            )
        yield made


@pytest.fixture(scope="module")
def address(world: World, provider: IdentityProvider) -> Iterator[str]:
    with served(world.database, provider, AUDIT_SEAL_SECONDS="0") as running:
        yield running


class Exports:
    """Runs the command in a folder of its own."""

    def __init__(self, command: ServiceCommand) -> None:
        self.folder = command.folder
        self._command = command

    async def __call__(
        self, who: UUID | None, *arguments: str, agency: str | None = "DISHUB", url: str = ""
    ) -> Said:
        """Export with the token of somebody."""
        return await self._command.run(who, *arguments, agency=agency, url=url)


@pytest.fixture
def export(
    tmp_path: Path,
    address: str,
    provider: IdentityProvider,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Exports:
    return Exports(ServiceCommand("export", tmp_path, address, provider, monkeypatch, capfd))


def rows_of(path: Path) -> list[list[str]]:
    """Read any of the files as a heading and rows of plain texts."""
    readers = {".csv": _csv, ".jsonl": _jsonl, ".xlsx": _xlsx, ".parquet": _parquet}
    return readers[path.suffix](path)


def _csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [[cell.removeprefix("'") for cell in row] for row in csv.reader(file)]


def _jsonl(path: Path) -> list[list[str]]:
    rows = [orjson.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]
    return [list(rows[0]), *([_plain(value) for value in row.values()] for row in rows)]


def _xlsx(path: Path) -> list[list[str]]:
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return [[_plain(cell) for cell in row] for row in sheet.iter_rows()]


def _parquet(path: Path) -> list[list[str]]:
    table = pq.read_table(path)
    rows = [[_plain(value) for value in row.values()] for row in table.to_pylist()]
    return [table.column_names, *rows]


def _plain(value: Any) -> str:
    """Return a value as text, equal for equal values of all kinds of files."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _same(cell: str, other: str) -> bool:
    """Compare texts, numbers however they are written, and instants to the second."""
    if cell == other:
        return True
    if cell[:10] == other[:10] and cell[:4].isdigit():
        return cell[11:19] == other[11:19]
    return Decimal(cell) == Decimal(other)


@pytest.mark.parametrize("what", What)
async def test_every_table_is_the_same_in_every_kind_of_file(
    world: World, export: Exports, what: What
) -> None:
    files = [export.folder / f"rows.{kind}" for kind in ("jsonl", "csv", "xlsx", "parquet")]
    who = world.officer if what is not What.AUDIT else world.province
    for file in files:
        said = await export(who, what.value, "--agency", "DISHUB", "-o", file.name)
        assert said.code == 0, said.notes

    heading, *rows = rows_of(files[0])
    assert heading == [column.name for column in TABLES[what].all_columns]
    assert rows
    for file in files[1:]:
        other_heading, *others = rows_of(file)
        assert other_heading == heading
        assert len(others) == len(rows)
        for row, other in zip(rows, others, strict=True):
            assert all(map(_same, row, other)), (file, row, other)


async def test_the_rows_are_those_that_the_api_gives(world: World, export: Exports) -> None:
    said = await export(world.officer, "scores", "--agency", "DISHUB", "-o", "rows.jsonl")
    asked = await world.ask(
        world.officer,
        """{ agency(code: "DISHUB") { appraisals(first: 500) { nodes {
          id ratee { nip } scores(first: 50) { nodes { id actual indicator { code } } }
        } } } }""",
    )

    expected = [
        (appraisal["id"], appraisal["ratee"]["nip"], score["id"], score["actual"])
        for appraisal in asked.data["agency"]["appraisals"]["nodes"]
        for score in appraisal["scores"]["nodes"]
    ]
    heading, *rows = rows_of(export.folder / "rows.jsonl")
    columns = [heading.index(name) for name in ("appraisal_id", "ratee_nip", "score_id", "actual")]
    assert [tuple(row[place] for place in columns) for row in rows] == expected
    assert f"{len(expected)} rows written" in said.notes


async def test_a_cycle_can_be_chosen(world: World, export: Exports) -> None:
    said = await export(
        world.officer, "results", "--agency", "DISHUB", "--cycle", "c2025", "-o", "rows.csv"
    )

    assert said.code == 0
    heading, *rows = rows_of(export.folder / "rows.csv")
    assert {row[heading.index("cycle")] for row in rows} == {"c2025"}
    assert len(rows) == 3 * len(world.dishub.appraisals[2025])


async def test_odd_names_come_whole_and_do_no_harm(world: World, export: Exports) -> None:
    await export(world.officer, "employees", "--agency", "DISHUB", "-o", "rows.csv", "--bom")

    raw = (export.folder / "rows.csv").read_text("utf-8-sig")
    assert f",'{EVIL}," in raw
    assert f",{BROKEN}," in raw


async def test_who_may_see_less_gets_less_and_is_told(world: World, export: Exports) -> None:
    said = await export(
        world.dishub.organisation.stranger.id, "employees", "--agency", "DISHUB", "-o", "rows.csv"
    )

    assert said.code == 0
    assert "Hidden from you on some rows: agency.employees.nodes.nip (personal)." in said.notes
    heading, *rows = rows_of(export.folder / "rows.csv")
    nips = [row[heading.index("nip")] for row in rows]
    assert len([nip for nip in nips if nip]) == 1, "the own one"
    assert len(nips) > 1


async def test_an_operator_reads_no_content_by_exporting(world: World, export: Exports) -> None:
    operator = world.dukcapil.organisation.stranger.id
    await grant_province_role(
        world.database.owner, subject_id=operator, role=Role.OPERATOR, valid=ALWAYS
    )
    for what in (What.EMPLOYEES, What.APPRAISALS, What.SCORES, What.RESULTS):
        said = await export(
            operator, what.value, "--agency", "DISHUB", "-o", "rows.csv", agency="DUKCAPIL"
        )
        assert said.code == 0, said.notes
        assert rows_of(export.folder / "rows.csv")[1:] == []


async def test_what_is_exported_is_accounted_for_with_its_purpose(
    world: World, export: Exports
) -> None:
    await export(
        world.province,
        "employees",
        "--agency",
        "DISHUB",
        "-o",
        "rows.csv",
        "--purpose",
        "Pemeriksaan tahunan",
        agency=None,
    )

    asked = text("SELECT purpose, reach FROM access_events WHERE subject_id = :who")
    async with tenant_session(world.database.owner, DISHUB) as session:
        found = (await session.execute(asked, {"who": world.province})).all()
    assert {(row.purpose, row.reach) for row in found} == {("Pemeriksaan tahunan", "LIST")}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("employees", "--agency", "NONE", "-o", "rows.csv"), 1, "UNKNOWN_AGENCY"),
        (
            ("scores", "--agency", "DISHUB", "--cycle", "none", "-o", "rows.csv"),
            1,
            "You see no cycle of this code",
        ),
        (("employees", "--agency", "DISHUB", "-o", "rows.doc"), 2, "--format"),
        (("employees", "--agency", "DISHUB", "-o", "none/rows.csv"), 1, "none/rows.csv"),
        (("audit", "--agency", "DISHUB", "--cycle", "c2025", "-o", "rows.csv"), 2, "--cycle"),
        (("employees", "--agency", "DISHUB", "-o", "x.csv", "--delimiter", "ab"), 2, "one char"),
    ],
)
async def test_what_cannot_be_exported_is_told_and_leaves_no_file(
    world: World, export: Exports, arguments: tuple[str, ...], code: int, told: str
) -> None:
    said = await export(world.officer, *arguments)

    assert said.code == code
    assert told in said.notes
    assert list(export.folder.iterdir()) == []


async def test_an_export_needs_a_token_and_a_safe_way_to_the_service(
    world: World, export: Exports
) -> None:
    given = ("employees", "--agency", "DISHUB", "-o", "rows.csv")

    nobody = await export(None, *given)
    expired = await export(world.officer, *given, agency="UNKNOWN")
    in_the_clear = await export(world.officer, *given, url="http://kinerja.example")
    nowhere = await export(world.officer, *given, url="http://127.0.0.1:9")

    assert "--token-file" in nobody.notes
    assert "The service refuses" in expired.notes
    assert "https://" in in_the_clear.notes
    assert "cannot be reached" in nowhere.notes
    assert {one.code for one in (nobody, expired, in_the_clear, nowhere)} == {1}
    assert list(export.folder.iterdir()) == []


async def test_the_token_may_stand_in_a_file(
    world: World, export: Exports, provider: IdentityProvider
) -> None:
    (export.folder / "token").write_text(provider.token(world.officer, agency="DISHUB") + "\n")

    said = await export(
        None, "employees", "--agency", "DISHUB", "-o", "rows.csv", "--token-file", "token"
    )

    assert said.code == 0, said.notes


@pytest.mark.parametrize(
    "lines",
    [
        b'{"extensions":{}}\n{"nip":"1"',
        b'{"extensions":{}}\n',
        b"",
        b'{"extensions":{}}\n{"complete":true,"count":1}\n',
        b'{"extensions":{}}\n{"errors":[{"message":"Too slow.","extensions":{"code":"X"}}]}\n',
    ],
)
async def test_rows_that_are_cut_leave_the_file_of_before(
    world: World, export: Exports, lines: bytes
) -> None:
    (export.folder / "rows.csv").write_text("of before")
    with failing_service(lines) as url:
        said = await export(
            world.officer, "employees", "--agency", "DISHUB", "-o", "rows.csv", url=url
        )

    assert said.code == 1
    assert "before all had come" in said.notes
    assert [one.name for one in export.folder.iterdir()] == ["rows.csv"]
    assert (export.folder / "rows.csv").read_text() == "of before"


@contextmanager
def failing_service(lines: bytes) -> Iterator[str]:
    """Run a service that counts one row and then ends in the middle of them."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            is_stream = self.headers["accept"] == "application/jsonl"
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            kind = "application/jsonl" if is_stream else "application/json"
            self.send_header("content-type", kind)
            self.end_headers()
            counted = b'{"data":{"agency":{"employees":{"totalCount":1}}}}'
            self.wfile.write(lines if is_stream else counted)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("what", "of_cycle"),
    [(what, False) for what in What] + [(what, True) for what in What if TABLES[what].of_cycle],
)
async def test_the_schema_knows_what_is_asked_for(what: What, *, of_cycle: bool) -> None:
    table = TABLES[what]
    for document in (table.counting(of_cycle=of_cycle), table.listing(of_cycle=of_cycle)):
        assert validate(full_schema()._schema, parse(document)) == []  # noqa: SLF001 - graphql-core's own.
