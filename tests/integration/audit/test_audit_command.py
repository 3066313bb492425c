"""`kinerja audit`: seals, verifies and prints heads; its exit code says whether all is well."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kinerja import cli
from tests.support.audit_trail import Trail
from tests.support.database import Database


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
    """Return a function that runs `kinerja audit` with the service's own addresses alone."""
    monkeypatch.setenv("KINERJA_DATABASE_URL", database.url)
    monkeypatch.setenv("KINERJA_DATABASE_SEAL_URL", database.sealer_url)

    def run(*arguments: str) -> Said:
        monkeypatch.setattr("sys.argv", ["kinerja", "audit", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        captured = capfd.readouterr()
        return Said(code, captured.out, captured.err)

    async def beside(*arguments: str) -> Said:
        return await asyncio.to_thread(run, *arguments)  # It has a loop of its own.

    return beside


async def test_sealing_says_how_far_it_came_and_can_be_repeated(
    trail: Trail, command: Command
) -> None:
    await trail.write(2)

    first = await command("seal", "--agency", "DISHUB", "--margin", "0")
    second = await command("seal", "--margin", "0")

    assert (first.code, second.code) == (0, 0)
    assert "DISHUB: 2 events sealed, up to position 10." in first.notes
    assert "DISHUB: nothing to seal." in second.notes
    assert "DUKCAPIL: 1 events sealed, up to position 1." in second.notes


async def test_sealing_needs_the_address_of_the_sealer(
    trail: Trail, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KINERJA_DATABASE_SEAL_URL")

    said = await command("seal", "--margin", "0")

    assert said.code != 0
    assert "KINERJA_DATABASE_SEAL_URL" in said.notes
    assert (await command("verify")).code == 0
    assert len(await trail.chained()) == 8


async def test_a_sound_trail_is_said_to_be_sound(trail: Trail, command: Command) -> None:
    await trail.write(2)

    said = await command("verify")

    assert said.code == 0
    assert "DISHUB: sound; 8 sealed, 2 not sealed yet" in said.output
    assert "DUKCAPIL: sound; 0 sealed, 1 not sealed yet" in said.output


async def test_a_tampered_trail_ends_with_code_1_and_names_the_place(
    trail: Trail, command: Command
) -> None:
    event = (await trail.chained())[2]
    async with trail.tampering() as owner:
        await owner.execute("UPDATE audit_events SET action = 'x' WHERE id = $1", event)

    said = await command("verify", "--agency", "DISHUB")

    assert said.code == 1
    assert f"DISHUB: CHANGED at position 3, event {event}" in said.output
    assert "DISHUB: BROKEN" in said.output
    assert (await command("verify", "--agency", "DUKCAPIL")).code == 0


async def test_heads_are_lines_of_json_that_verify_takes_back(
    trail: Trail, command: Command, tmp_path: Path
) -> None:
    kept = tmp_path / "heads.jsonl"
    kept.write_text((await command("head")).output)
    assert json.loads(kept.read_text())["position"] == 8
    await trail.write()
    await command("seal", "--margin", "0")
    assert (await command("verify", "--head", str(kept))).code == 0

    async with trail.tampering() as owner:
        for table in ("audit_chain", "audit_seals", "audit_events"):
            await owner.execute(f"TRUNCATE {table}")

    assert (await command("verify")).code == 0
    said = await command("verify", "--head", str(kept))
    assert said.code == 1
    assert "DISHUB: HEAD_MISSING at position 8" in said.output


async def test_a_head_of_an_agency_that_is_gone_is_told(
    trail: Trail, command: Command, tmp_path: Path
) -> None:
    kept = tmp_path / "heads.jsonl"
    kept.write_text((await command("head")).output)
    async with trail.tampering() as owner:
        await owner.execute("UPDATE agencies SET key = gen_random_uuid() WHERE code = 'DISHUB'")

    said = await command("verify", "--head", str(kept))

    assert said.code == 1
    assert "DISHUB: AGENCY_MISSING at position 8" in said.output


@pytest.mark.parametrize("line", ["", "{}", "[]", "no JSON", '{"kind":"kinerja-audit-head"}'])
async def test_a_file_of_something_else_is_refused(
    trail: Trail, command: Command, tmp_path: Path, line: str
) -> None:
    assert trail
    kept = tmp_path / "heads.jsonl"
    kept.write_text((await command("head")).output + line + "\n")

    said = await command("verify", "--head", str(kept))

    assert said.code == (1 if line else 0)
    assert ("Line 2 of the file is no head" in said.notes) is bool(line)


async def test_an_unknown_agency_is_an_error(trail: Trail, command: Command) -> None:
    assert trail
    for step in ("seal", "verify", "head"):
        assert (await command(step, "--agency", "NIRWANA")).code == 1
