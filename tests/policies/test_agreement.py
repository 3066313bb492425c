"""Row filter and Casbin agree on random organisations, policies, rows and askers.

The test also counts what it saw: it once would have passed on worlds in which nobody may do
anything. And it must find bugs that are planted on purpose.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from policies.permissions import Effect, Relation
from policies.relations import RELATIONS, Definition
from tenants.engines import create_owner_engine
from tests.support.database import Database
from tests.support.planted_bugs import BUGS, RULE_BUGS
from tests.support.policy_agreement import DisagreementError, compare, compare_relations
from tests.support.policy_ways import WAYS
from tests.support.policy_worlds import Tally, World, draw_world

SETTINGS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
#: A world is made from one seed, which a failure names; it cannot be made smaller.
SEEDS = st.integers(0, 2**64)

Compare = Callable[[AsyncEngine, World, Tally], Awaitable[None]]


class Arena:
    """An event loop and an engine of its own: Hypothesis calls from outside any loop."""

    def __init__(self, runner: asyncio.Runner, engine: AsyncEngine) -> None:
        self._runner = runner
        self._engine = engine
        self.tally = Tally()

    def run(self, compare: Compare, *, worlds: int) -> None:
        """Compare in that many random worlds."""

        @settings(SETTINGS, max_examples=worlds)
        @given(seed=SEEDS)
        def agree(seed: int) -> None:
            world = draw_world(Random(seed))  # noqa: S311 - no secret.
            self._runner.run(compare(self._engine, world, self.tally))  # type: ignore[arg-type] # a coroutine.

        agree()


@pytest.fixture
def arena(database: Database) -> Iterator[Arena]:
    with asyncio.Runner() as runner:
        engine = create_owner_engine(database.owner_url)
        yield Arena(runner, engine)
        runner.run(engine.dispose())


def test_filter_and_casbin_agree_on_random_worlds(arena: Arena) -> None:
    arena.run(compare, worlds=25)

    assert arena.tally.decisions.total() > 3000
    assert arena.tally.share(Effect.ALLOW) >= 5
    assert arena.tally.share(Effect.DENY) >= 3
    assert arena.tally.share("unmatched") >= 10
    looking_at_the_row = {one for one, how in RELATIONS.items() if not how.always}
    assert set(arena.tally.by_relation) > looking_at_the_row


def test_every_relation_means_the_same_in_sql_and_to_casbin(arena: Arena) -> None:
    arena.run(compare_relations, worlds=60)

    assert {way: count for way in WAYS if (count := arena.tally.only_ways[way]) < 3} == {}


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_found(arena: Arena, monkeypatch: pytest.MonkeyPatch, bug: Any) -> None:
    place = BUGS[bug]
    if isinstance(place, Relation):
        sound = RELATIONS[place]
        monkeypatch.setitem(RELATIONS, place, Definition(bug, sound.plain))
    else:
        monkeypatch.setattr(*place, bug)

    with pytest.raises(DisagreementError):
        arena.run(compare if bug in RULE_BUGS else compare_relations, worlds=150)
