"""`kinerja scores` against the running service: the workbook of a rater, filled in and returned."""

import csv
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from python_calamine import CalamineWorkbook, SheetVisibleEnum
from sqlalchemy import select, text

from kinerja.commands.scoring import questions
from kinerja.commands.scoring.layout import SCORES_SHEET, STAMP_SHEET, Column, Stamp
from kinerja.commands.scoring.template import write_workbook
from kinerja.domains.appraisals.models import Score
from kinerja.domains.frameworks.vocabulary import ApplicableClass, NotApplicablePolicy, Source
from kinerja.domains.organisation.models import Employee
from kinerja.kit.ids import GlobalId
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world
from tests.support.commands import Said, ServiceCommand
from tests.support.database import DISHUB, Database, Server, cloned_database
from tests.support.framework_factories import component, indicator
from tests.support.identity_provider import IdentityProvider, identity_provider
from tests.support.served import served
from tests.support.workbooks import SECOND_SHEET, Formula, fill

pytestmark = pytest.mark.asyncio(loop_scope="module")

TREE = (
    component(
        "work",
        100,
        indicator("quality", 30, scale_max=Decimal("120.5")),
        indicator("proven", 20, evidence_required=True),
        indicator("strict", 30, na_policy=NotApplicablePolicy.BLOCK),
        indicator("leading", 10, applies_to=(ApplicableClass.PENGAWAS,)),
        indicator("attendance", 10, source=Source.ATTENDANCE),
    ),
)
#: Where the rater types, by the place of the column.
ACTUAL, NOT_APPLICABLE, COMMENT, EVIDENCE = "I", "J", "K", "L"
NAME, APPRAISAL_ID = "A", "M"


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def database(server: Server, template: str) -> AsyncIterator[Database]:
    async with cloned_database(server, template) as cloned:
        yield cloned


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(database: Database) -> World:
    made = await make_world(database.application, DISHUB, components=TREE)
    return await open_world(made)


@pytest.fixture(scope="module")
def address(database: Database, provider: IdentityProvider) -> Iterator[str]:
    with served(database, provider) as running:
        yield running


class Scores:
    """Runs the command in a folder of its own, and fills the workbook in."""

    def __init__(self, command: ServiceCommand) -> None:
        self.folder = command.folder
        self.file = command.folder / "nilai.xlsx"
        self._command = command

    async def __call__(self, who: Employee | None, *arguments: str, url: str = "") -> Said:
        """Run `kinerja scores` with the token of somebody."""
        return await self._command.run(None if who is None else who.id, *arguments, url=url)

    async def template(self, who: Employee, *arguments: str) -> Said:
        """Write the workbook."""
        return await self(
            who, "template", self.file.name, "--agency", "DISHUB", "--cycle", "2026", *arguments
        )

    async def take(self, who: Employee, *arguments: str) -> Said:
        """Bring the workbook back."""
        return await self(who, "import", self.file.name, *arguments)

    def rows(self, sheet: str = SCORES_SHEET) -> list[list[Any]]:
        """Return the rows of the workbook, the headings first."""
        return CalamineWorkbook.from_path(self.file).get_sheet_by_name(sheet).to_python()

    def line_of(self, appraisal_id: UUID, code: str) -> int:
        """Return the line of an indicator of an appraisal."""
        heading, *rows = self.rows()
        key = str(GlobalId("Appraisal", DISHUB, appraisal_id))
        places = heading.index("indicator"), heading.index("appraisal_id")
        found = [(row[places[0]], row[places[1]]) for row in rows]
        return found.index((code, key)) + 2


@pytest.fixture
def scores(
    tmp_path: Path,
    address: str,
    provider: IdentityProvider,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Scores:
    return Scores(ServiceCommand("scores", tmp_path, address, provider, monkeypatch, capfd))


async def written(world: World) -> list[Score]:
    async with tenant_session(world.engine, DISHUB) as session:
        found = await session.scalars(
            select(Score).where(Score.agency_id == DISHUB).order_by(Score.entered_at, Score.id)
        )
        return list(found)


async def test_a_template_has_a_row_for_each_own_ratee_and_indicator_scored_by_hand(
    world: World, scores: Scores
) -> None:
    said = await scores.template(world.organisation.rater)

    assert said.code == 0, said.notes
    assert "6 rows written" in said.notes
    heading, *rows = scores.rows()
    pairs = {(row[heading.index("name")], row[heading.index("indicator")]) for row in rows}
    ratees = world.organisation.branches[0].ratees
    assert pairs == {(one.name, code) for one in ratees for code in ("quality", "proven", "strict")}
    assert (scores.file.stat().st_mode & 0o777) == 0o600
    hidden = {
        one.name
        for one in CalamineWorkbook.from_path(scores.file).sheets_metadata
        if one.visible is SheetVisibleEnum.VeryHidden
    }
    assert hidden == {STAMP_SHEET}
    assert {row[0] for row in scores.rows(STAMP_SHEET)} >= {"agency", "version_id", "fingerprint"}


async def test_a_workbook_is_in_the_language_of_the_rater_however_many_pages_it_takes(
    world: World, scores: Scores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "PAGE", 1)
    branch = world.organisation.branches[1]
    appraisals = [await world.appraisal_of(ratee) for ratee in branch.ratees]
    made = await scores.template(branch.rater, "--language", "id")
    heading, *rows = scores.rows()
    lines = [
        number
        for number, row in enumerate(rows, 2)
        if row[heading.index("kode_indikator")] == "quality"
    ]
    fill(scores.file, {f"{ACTUAL}{line}": 66 for line in lines})

    taken = await scores.take(branch.rater, "--language", "id")
    again = await scores.take(branch.rater, "--language", "id")

    assert "6 baris ditulis" in made.notes
    assert len({row[heading.index("id_penilaian")] for row in rows}) == len(appraisals)
    assert "2 nilai ditulis" in taken.notes
    assert "Tidak ada perubahan: 2 dari 6 baris" in again.notes


async def test_a_template_overwrites_nothing(world: World, scores: Scores) -> None:
    scores.file.write_bytes(b"the work of a day")

    said = await scores.template(world.organisation.rater)

    assert said.code == 2
    assert "is there already" in said.notes
    assert scores.file.read_bytes() == b"the work of a day"


async def test_who_rates_nobody_gets_no_template(world: World, scores: Scores) -> None:
    said = await scores.template(world.organisation.ratee)
    other = await scores.template(
        world.organisation.rater,
        "--rater",
        str(GlobalId("Employee", DISHUB, world.organisation.branches[1].rater.id)),
    )

    assert (said.code, other.code) == (2, 2)
    assert "nobody to score" in said.notes
    assert "nobody to score" in other.notes
    assert not scores.file.exists()


async def test_a_filled_in_workbook_is_taken_once(world: World, scores: Scores) -> None:
    rater = world.organisation.branches[0].rater
    appraisal = await world.appraisal_of(world.organisation.branches[0].ratees[0])
    await scores.template(rater)
    quality, proven = (scores.line_of(appraisal, code) for code in ("quality", "proven"))
    fill(
        scores.file,
        {
            f"{ACTUAL}{quality}": 98.5,
            f"{COMMENT}{quality}": "Baik & cepat\nsekali",
            f"{NOT_APPLICABLE}{proven}": "ya",
        },
    )
    before = await written(world)

    first = await scores.take(rater, "--cycle", "2026")
    after = await written(world)
    second = await scores.take(rater)

    assert first.code == 0, first
    assert "2 scores written" in first.notes
    new = {one.indicator_id: one for one in after if one.id not in {old.id for old in before}}
    of_quality = new[world.version.indicators["quality"]]
    assert (of_quality.actual, of_quality.comment) == (Decimal("98.5"), "Baik & cepat\nsekali")
    assert (of_quality.scorer_id, of_quality.source) == (rater.id, "MANUAL")
    assert new[world.version.indicators["proven"]].not_applicable
    assert len(new) == 2
    assert second.code == 0
    assert "Nothing has changed: 2 of 6 rows were there already" in second.notes
    assert len(await written(world)) == len(after)


async def test_an_untouched_template_changes_nothing(world: World, scores: Scores) -> None:
    rater = world.organisation.branches[1].rater
    appraisal = await world.appraisal_of(world.organisation.branches[1].ratees[0])
    actor = world.actor(rater)
    await world.score(actor, world.item(appraisal, "quality", "80.125", comment=" a\r\nb "))
    await scores.template(rater)
    await world.score(actor, world.item(appraisal, "quality", "81"))
    before = await written(world)

    said = await scores.take(rater)

    assert said.code == 0, said
    assert len(await written(world)) == len(before) > 0
    assert "Nothing has changed" in said.notes


async def test_a_score_that_came_later_is_not_overwritten(world: World, scores: Scores) -> None:
    rater = world.organisation.branches[1].rater
    appraisal = await world.appraisal_of(world.organisation.branches[1].ratees[1])
    await scores.template(rater)
    line = scores.line_of(appraisal, "strict")
    fill(scores.file, {f"{ACTUAL}{line}": 70})
    await world.score(world.actor(rater), world.item(appraisal, "strict", "90"))
    before = await written(world)

    said = await scores.take(rater)

    assert said.code == 2
    assert "SCORED_SINCE" in said.output
    assert len(await written(world)) == len(before)


async def test_every_bad_row_is_told_and_nothing_is_kept(world: World, scores: Scores) -> None:
    rater = world.organisation.branches[0].rater
    appraisal = await world.appraisal_of(world.organisation.branches[0].ratees[1])
    await scores.template(rater)
    lines = {code: scores.line_of(appraisal, code) for code in ("quality", "proven", "strict")}
    fill(
        scores.file,
        {
            f"{ACTUAL}{lines['quality']}": 500,
            f"{ACTUAL}{lines['proven']}": 80,
            f"{ACTUAL}{lines['strict']}": 90,
        },
    )
    before = await written(world)

    said = await scores.take(rater, "--errors-to", "errors.csv")

    assert said.code == 2
    assert "2 of 6 rows were refused. Nothing was kept." in said.notes
    with (scores.folder / "errors.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [(row["line"], row["column"], row["code"]) for row in csv.DictReader(file)]
    assert set(told) == {
        (str(lines["quality"]), "actual", "OUT_OF_SCALE"),
        (str(lines["proven"]), "evidence", "EVIDENCE_REQUIRED"),
    }
    assert "scale from 0 to 120.5" in said.output
    assert len(await written(world)) == len(before)


async def test_formulas_and_changed_cells_are_told_by_line_and_column(
    world: World, scores: Scores
) -> None:
    rater = world.organisation.branches[0].rater
    await scores.template(rater)
    other = scores.rows()[5][12]
    fill(
        scores.file,
        {
            f"{ACTUAL}2": Formula("50+40", "90"),
            f"{ACTUAL}3": "1.234,5",
            f"{APPRAISAL_ID}4": other,
            f"{NAME}5": "Orang Lain",
            f"{NOT_APPLICABLE}6": "mungkin",
        },
    )
    before = await written(world)

    said = await scores.take(rater, "--errors-to", "errors.csv")

    assert said.code == 2
    with (scores.folder / "errors.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [(row["line"], row["column"], row["code"]) for row in csv.DictReader(file)]
    assert told == [
        ("2", "actual", "FORMULA"),
        ("3", "actual", "BAD_NUMBER"),
        ("4", "", "ROW_CHANGED"),
        ("5", "", "ROW_CHANGED"),
        ("6", "not_applicable", "BAD_CHOICE"),
    ]
    assert len(await written(world)) == len(before)


async def test_another_rater_cannot_use_the_file(world: World, scores: Scores) -> None:
    appraisal = await world.appraisal_of(world.organisation.branches[0].ratees[0])
    await scores.template(world.organisation.branches[0].rater)
    fill(scores.file, {f"{ACTUAL}{scores.line_of(appraisal, 'strict')}": 90})
    before = await written(world)

    said = await scores.take(world.organisation.branches[1].rater)

    assert said.code == 2
    assert "NOT_RATER" in said.output
    assert len(await written(world)) == len(before)


async def test_a_file_of_another_cycle_is_refused(world: World, scores: Scores) -> None:
    rater = world.organisation.branches[0].rater
    await scores.template(rater)

    named = await scores.take(rater, "--cycle", "2025")
    fill(scores.file, {"B2": "2025"}, sheet=SECOND_SHEET)
    changed = await scores.take(rater)

    assert (named.code, changed.code) == (2, 2)
    assert "of cycle 2026, not of 2025" in named.notes
    assert "hidden sheet" in changed.notes


async def test_a_file_of_another_version_is_refused(world: World, scores: Scores) -> None:
    cycle = str(GlobalId("Cycle", DISHUB, world.cycle_id))
    rater = world.organisation.branches[0].rater
    await scores.template(rater)
    _, first, *_ = scores.rows()
    row = {column: str(cell) for column, cell in zip(Column, first, strict=True)}
    for version, cycle_id, told in (
        ("other", cycle, "another version"),
        ("other", "other", "of cycle 2026"),
    ):
        stamp = Stamp("DISHUB", "2026", cycle_id, version)
        write_workbook(scores.file, stamp, [row], "en")
        said = await scores.take(rater)
        assert said.code == 2
        assert told in said.notes


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"%PDF-1.7", b"PK\x03\x04nothing", b""])
async def test_what_is_no_template_is_refused(world: World, scores: Scores, content: bytes) -> None:
    scores.file.write_bytes(content)

    said = await scores.take(world.organisation.rater)

    assert said.code == 2
    assert said.notes.startswith("kinerja: ")


async def test_a_score_says_in_the_trail_who_entered_it(world: World, scores: Scores) -> None:
    rater = world.organisation.branches[1].rater
    appraisal = await world.appraisal_of(world.organisation.branches[1].ratees[0])
    await scores.template(rater)
    fill(scores.file, {f"{ACTUAL}{scores.line_of(appraisal, 'strict')}": "77,25"})

    said = await scores.take(rater)

    assert said.code == 0, said
    async with tenant_session(world.engine, DISHUB) as session:
        found = await session.execute(
            text(
                "SELECT actor_id FROM audit_events WHERE agency_id = :agency"
                " AND object_id = :id AND action = 'appraisal.scored' ORDER BY occurred_at DESC"
            ),
            {"agency": DISHUB, "id": appraisal},
        )
        assert found.scalars().first() == rater.id
