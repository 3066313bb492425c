"""Every benchmark runs, on very little data: what it would measure is right, how fast is no test.

PostGraphile comes from npm and is left out; `make bench` compares its answers each time.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks import (
    __main__ as program,
)
from benchmarks import (
    comparison,
    contestants,
    cross_agency,
    finalising,
    growth,
    many_policies,
    policy_cost,
    simulating,
    world,
)
from benchmarks.contestants import ANSWERERS, FLOOR, KINERJA, PLAIN, UNGUARDED
from benchmarks.load import Post, UnexpectedAnswerError, load
from benchmarks.peers import constant
from benchmarks.peers_section import section, verdicts
from benchmarks.profiles import profiles
from benchmarks.questions.asked import questions
from benchmarks.rounds import Effort
from benchmarks.servers import ServerError, free_port, running, served
from benchmarks.world import World

PEOPLE, MEMBERS = 12, 6
LITTLE = Effort(rounds=3, seconds=0.001, budget=0, connections=(1, 2))
ROUNDS = 2


@pytest.fixture(scope="module")
def given() -> Iterator[World]:
    # Not below pytest's own directory, which another run closes to the user PostgreSQL runs as.
    with (
        tempfile.TemporaryDirectory(prefix="kinerja-bench-") as home,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(world, "HOME", Path(home))
        with world.database() as urls:
            yield asyncio.run(world.fill(urls, people=PEOPLE))


async def test_all_answer_the_same_and_are_measured_side_by_side(given: World) -> None:
    found = await comparison.compare(given, LITTLE, (KINERJA, UNGUARDED, PLAIN))

    assert [one.question.name for one in found.measured] == [
        question.name for question in questions(given)
    ]
    assert all(one.values > 0 for one in found.measured)
    for measured in found.measured:
        assert set(measured.rates) == {1, 2}
        for rates in measured.rates.values():
            assert set(rates.slices) == {KINERJA, UNGUARDED, PLAIN, FLOOR}
            assert rates.rate(FLOOR) > 0
            assert rates.median(KINERJA) <= rates.p99(KINERJA)
    assert set(found.memory) == {KINERJA, UNGUARDED, PLAIN}
    assert min(found.memory.values()) > 10
    told = list(verdicts(found))
    text = section(found, told, ["why"])
    assert len([one for one in told if one.goal]) == len(found.measured) + 1 + 2
    assert all(one.what in text for one in told)
    assert text.endswith("why\n")


async def test_a_profile_shows_the_functions_of_the_server_and_the_plan(
    given: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.profiles.SECONDS", 0.1)
    question = questions(given)[0]
    sent = (await comparison.record(given, [question]))[question.name]
    asked = {question.name: (question.body(ANSWERERS[KINERJA]), comparison.floor(given, sent))}

    with load() as generator:
        calls, plan = await profiles(given, generator, asked)

    assert "small: cProfile of the server process" in calls
    assert "kinerja/" in calls
    assert "site-packages" not in calls
    assert "small: EXPLAIN ANALYZE of the statement" in plan
    assert "on employees" in plan
    assert "Execution Time" in plan


async def test_what_the_policies_cost_is_measured(
    given: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, few in (("POLICIES", 20), ("ASSIGNMENTS", 50), ("AGENCIES", 4)):
        monkeypatch.setattr(many_policies, name, few)

    sections = await policy_cost.run(given, rounds=ROUNDS)
    sections |= await many_policies.run(given, rounds=ROUNDS)

    assert _ratios(sections) == 4


async def test_an_agency_among_others_is_read_and_reported(given: World) -> None:
    worlds = {2: given, 3: given}  # One database: the second number is what it grows to.

    sections = await growth.run(worlds, rounds=ROUNDS)
    sections |= await cross_agency.run(given, rounds=ROUNDS)

    assert _ratios(sections) == len(questions(given)) + 1
    assert "The means of 3 agencies" in sections[cross_agency.TITLE]


async def test_finalising_writes_as_many_rows_as_what_it_is_compared_with(given: World) -> None:
    sections = await finalising.run(given.urls, people=MEMBERS, rounds=ROUNDS)

    told = sections[finalising.TITLE]
    results, _, rest = told.partition("ten indicators each: ")[2].partition(" results of nodes")
    assert int(results) == (MEMBERS - 1) * 12
    assert f"Bare: {results} and {MEMBERS - 1} constant rows" in rest
    assert "EXPLAIN ANALYZE" in told or "**missed**" not in told


async def test_simulating_looks_at_everybody_and_keeps_nothing(given: World) -> None:
    sections = await simulating.run(given.urls, people=MEMBERS, rounds=ROUNDS)

    told = sections[simulating.TITLE]
    assert f"The results of {MEMBERS - 1} people with 10 indicators each" in told
    assert _ratios(sections) == 1


async def test_the_load_generator_notices_another_answer(tmp_path: Path) -> None:
    program = contestants.constant_answer(1000)
    with running([program], logs=tmp_path) as servers, load() as generator:
        post = Post(servers[contestants.CONSTANT].port, b"{}", size=1000)
        found = await generator.run(post, connections=2, seconds=0.05)
        with pytest.raises(UnexpectedAnswerError, match="1000 bytes, where 999 were checked"):
            await generator.run(Post(post.port, b"{}", size=999), connections=1, seconds=0.05)

    assert len(found.seconds) >= 2
    assert found.rate > 0


def test_a_server_that_does_not_come_up_says_why(tmp_path: Path) -> None:
    broken = served(
        "broken", f"{constant.__name__}:no_such_factory", port=free_port(), environment={}
    )

    with pytest.raises(ServerError, match="no_such_factory"), running([broken], logs=tmp_path):
        pytest.fail("it is not there")


def test_a_part_that_does_not_exist_is_refused() -> None:
    command = typer.Typer()
    command.command()(program.main)

    typed = CliRunner().invoke(command, ["no-such-part"])

    assert typed.exit_code == 2
    assert "peers" in typed.output


def _ratios(sections: Mapping[str, str]) -> int:
    return sum(text.count("| met |") + text.count("| **missed** |") for text in sections.values())
