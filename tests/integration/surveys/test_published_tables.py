"""Tables that agencies published, imported as files: the product gives the published figures."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from kinerja.domains.surveys.vocabulary import Ruleset, SurveyKind, WeightMode
from tenants.session import tenant_session
from tests.integration.surveys.conftest import Making
from tests.support.commands import Command
from tests.support.database import DISHUB, Database
from tests.support.survey_factories import MadeSurvey
from tests.support.survey_files import sheets_with, write_csv, write_xlsx

Close = Callable[[MadeSurvey], Awaitable[Any]]

#: Dinas Pertanahan dan Tata Ruang, Bantul, 2023: means of U1 to U9, IKM 87.28, B (domain case G19).
BANTUL = [331, 335, 349, 393, 345, 339, 339, 376, 335]
NUMBERS = ["No", *(f"U{place}" for place in range(1, 10))]
#: A survey of a laboratory with three questions and 20 sheets (domain case G21).
LABORATORY = [74, 76, 60]
_RESULT = text(
    "SELECT responses, index_value::text, band FROM survey_results WHERE survey_id = :survey"
)
_ELEMENTS = text(
    "SELECT code, total, answers FROM survey_element_results WHERE survey_id = :survey"
    " ORDER BY ordinal"
)


async def _published(database: Database, survey: MadeSurvey) -> tuple[Any, ...]:
    async with tenant_session(database.application, DISHUB) as session:
        return tuple((await session.execute(_RESULT, {"survey": survey.id})).one())


@pytest.mark.parametrize(
    "case",
    [(WeightMode.EXACT, "87.28"), (WeightMode.W0_111, "87.19"), (WeightMode.W0_11, "86.41")],
)
async def test_bantul_2023(
    database: Database,
    kinerja: Command,
    tmp_path: Path,
    making: Making,
    close: Close,
    case: tuple[WeightMode, str],
) -> None:
    survey = await making(weight_mode=case[0])
    write_csv(tmp_path / "bantul.csv", NUMBERS, list(sheets_with(BANTUL, 100)))

    said = await _run(kinerja, "bantul.csv", survey)
    await close(survey)

    assert said.code == 0, said
    assert await _published(database, survey) == (100, case[1], "B")


async def test_a_laboratory_with_a_weight_of_a_third_in_two_decimals(
    database: Database, kinerja: Command, tmp_path: Path, making: Making, close: Close
) -> None:
    survey = await making(
        kind=SurveyKind.INTERNAL,
        weight_mode=WeightMode.W0_11,
        codes=["SPEED", "ACCURACY", "STAFF"],
    )
    rows = list(sheets_with(LABORATORY, 20))
    write_xlsx(tmp_path / "lab.xlsx", ["No", "U1", "U2", "U3"], rows)

    said = await _run(kinerja, "lab.xlsx", survey)
    await close(survey)

    assert said.code == 0, said
    assert await _published(database, survey) == (20, "86.63", "B")


async def test_the_same_laboratory_with_a_third_exactly(
    database: Database, kinerja: Command, tmp_path: Path, making: Making, close: Close
) -> None:
    survey = await making(kind=SurveyKind.INTERNAL, codes=["SPEED", "ACCURACY", "STAFF"])
    rows = list(sheets_with(LABORATORY, 20))
    write_csv(tmp_path / "lab.csv", ["No", "U1", "U2", "U3"], rows)

    await _run(kinerja, "lab.csv", survey)
    await close(survey)

    assert await _published(database, survey) == (20, "87.50", "B")


async def test_the_five_in_the_published_table_is_refused_and_nothing_is_kept(
    database: Database, kinerja: Command, tmp_path: Path, making: Making
) -> None:
    survey = await making(kind=SurveyKind.INTERNAL, codes=["SPEED", "ACCURACY", "STAFF"])
    rows = list(sheets_with(LABORATORY, 20))
    rows[16][2] = 5
    write_csv(tmp_path / "lab.csv", ["No", "U1", "U2", "U3"], rows)

    said = await _run(kinerja, "lab.csv", survey)

    assert said.code == 2
    # The 17th sheet stands in line 18, below the header.
    assert [cell.strip() for cell in _row(said.output, "OUT_OF_SCALE")][:3] == [
        "18",
        "u2",
        "OUT_OF_SCALE",
    ]
    assert "1 of 20 rows were refused. Nothing was kept." in said.notes
    async with tenant_session(database.application, DISHUB) as session:
        assert await session.scalar(text("SELECT count(*) FROM survey_responses")) == 0


async def test_a_system_that_swaps_the_last_two_elements(
    database: Database, kinerja: Command, tmp_path: Path, making: Making, close: Close
) -> None:
    """In its files U8 is facilities and U9 complaints: told by the option, or by the names."""
    by_option, by_name = await making(), await making()
    rows = [[1, 3, 3, 3, 3, 3, 3, 3, 4, 1], [2, 3, 3, 3, 3, 3, 3, 3, 4, 1]]
    write_csv(tmp_path / "numbers.csv", NUMBERS, rows)
    named = [*NUMBERS[:8], "U8 Sarana dan Prasarana", "U9 Pengaduan"]
    write_csv(tmp_path / "names.csv", named, rows)

    await _run(kinerja, "numbers.csv", by_option, "--numbering", "swapped")
    await _run(kinerja, "names.csv", by_name)

    for survey in (by_option, by_name):
        await close(survey)
        async with tenant_session(database.application, DISHUB) as session:
            found = (await session.execute(_ELEMENTS, {"survey": survey.id})).all()
        assert [tuple(row) for row in found[7:]] == [
            ("COMPLAINT_HANDLING", 2, 2),
            ("FACILITIES", 8, 2),
        ]


async def test_fourteen_elements_of_2004(
    database: Database, kinerja: Command, tmp_path: Path, making: Making, close: Close
) -> None:
    """An index of 76.475 is a B under the rules of 2004; under those of 2017 it is a C."""
    survey = await making(ruleset=Ruleset.KEP_25_2004)
    header = ["No", *(f"U{place}" for place in range(1, 15))]
    # 14 x 3.059 = 42.826: the index is 3.059 x 25 = 76.475.
    rows = list(sheets_with([3059] * 14, 1000))
    write_csv(tmp_path / "2004.csv", header, rows)

    said = await _run(kinerja, "2004.csv", survey)
    await close(survey)

    assert said.code == 0, said
    assert await _published(database, survey) == (1000, "76.48", "B")


async def _run(kinerja: Command, file: str, survey: MadeSurvey, *more: str) -> Any:
    """Run the command in a thread of its own: it has an event loop of its own."""
    return await asyncio.to_thread(
        kinerja, "survey-responses", file, "--agency", "DISHUB", "--survey", survey.code, *more
    )


def _row(table: str, word: str) -> list[str]:
    return next(line for line in table.splitlines() if word in line).strip("│┃ ").split("│")
