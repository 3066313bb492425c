"""Explanations say what Casbin says: which rule, why not, and on which days it would differ."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, false, func
from sqlalchemy.ext.asyncio import AsyncEngine

from policies import own_days
from policies.asking import Binds, assignments, lines
from policies.facts import RowFacts
from policies.own_days import Chance
from policies.verdicts import Verdict
from tenants.engines import create_owner_engine
from tests.support.database import Database
from tests.support.policy_agreement import DisagreementError
from tests.support.policy_explaining import Seen, compare_explanations
from tests.support.policy_worlds import draw_world

SETTINGS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Arena:
    """An event loop and an engine of its own: Hypothesis calls from outside any loop."""

    def __init__(self, runner: asyncio.Runner, engine: AsyncEngine) -> None:
        self._runner = runner
        self._engine = engine
        self.seen = Seen(Counter(), Counter())

    def run(self, *, worlds: int) -> None:
        @settings(SETTINGS, max_examples=worlds)
        @given(seed=st.integers(0, 2**64))
        def agree(seed: int) -> None:
            world = draw_world(Random(seed))  # noqa: S311 - no secret.
            self._runner.run(compare_explanations(self._engine, world, self.seen))

        agree()


@pytest.fixture
def arena(database: Database) -> Iterator[Arena]:
    with asyncio.Runner() as runner:
        engine = create_owner_engine(database.owner_url)
        yield Arena(runner, engine)
        runner.run(engine.dispose())


def test_explanations_and_casbin_agree_on_random_worlds(arena: Arena) -> None:
    arena.run(worlds=40)

    verdicts, dated = arena.seen.verdicts, arena.seen.dated
    assert verdicts.total() > 800
    for verdict in set(Verdict) - {Verdict.NOT_FOUND_OR_HIDDEN, Verdict.NOT_YET}:
        assert verdicts[verdict] >= 10, verdict
    assert min(dated[verdict] for verdict in (Verdict.ALLOWED, Verdict.NO_LONGER)) >= 10
    assert verdicts[Verdict.NOT_YET] == dated[Verdict.NOT_YET] >= 3
    assert dated[Verdict.NOT_RELATED] == dated[Verdict.WRONG_STATE] == 0


# --- planted bugs: each must be found -------------------------------------------------------------


def forget_denies(chance: Chance, facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Tell days on which a deny rule would still refuse."""
    return func.coalesce(chance.rule.matches(facts, me), false())


def forget_states(chance: Chance, facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Tell days on which the state would still be in the way."""
    return func.coalesce(chance.rule.holds(facts, me), false())


BUGS: dict[str, tuple[Any, str, Any]] = {
    "denies are forgotten": (Chance, "applies", forget_denies),
    "states are forgotten": (Chance, "applies", forget_states),
    "posts are forgotten": (own_days, "_OWN", ((lines, lines.c.rater_id),)),
    "lines are forgotten": (own_days, "_OWN", ((assignments, assignments.c.employee_id),)),
    "the day before is the day after": (own_days, "_BEFORE", "(days.day + 1)"),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_found(arena: Arena, monkeypatch: pytest.MonkeyPatch, bug: str) -> None:
    place, name, wrong = BUGS[bug]
    monkeypatch.setattr(place, name, wrong)

    with pytest.raises(DisagreementError):
        arena.run(worlds=30)
