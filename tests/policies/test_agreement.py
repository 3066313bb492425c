"""Row filter and Casbin agree on random organisations, policies, rows and askers.

The test also counts what it saw: it once would have passed on worlds in which nobody may do
anything. And it must find bugs that are planted on purpose.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import ColumnElement, Text, and_, cast, false, func, not_, select, true
from sqlalchemy.ext.asyncio import AsyncEngine

from policies import grants, relations
from policies.facts import RowFacts
from policies.permissions import Effect, Relation
from policies.relations import Binds, Definition
from tenants.engines import create_owner_engine
from tests.support.database import Database
from tests.support.policy_agreement import DisagreementError, compare
from tests.support.policy_worlds import Tally, World, worlds

SETTINGS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class Arena:
    """An event loop and an engine of its own: Hypothesis calls from outside any loop."""

    def __init__(self, runner: asyncio.Runner, engine: AsyncEngine) -> None:
        self._runner = runner
        self._engine = engine
        self.tally = Tally()

    def compare(self, world: World) -> None:
        self._runner.run(compare(self._engine, world, self.tally))


@pytest.fixture
def arena(database: Database) -> Iterator[Arena]:
    with asyncio.Runner() as runner:
        engine = create_owner_engine(database.owner_url)
        yield Arena(runner, engine)
        runner.run(engine.dispose())


def test_filter_and_casbin_agree_on_random_worlds(arena: Arena) -> None:
    @settings(SETTINGS, max_examples=30)
    @given(world=worlds())
    def agree(world: World) -> None:
        arena.compare(world)

    agree()

    assert arena.tally.decisions.total() > 3000
    assert arena.tally.share(Effect.ALLOW) >= 5
    assert arena.tally.share(Effect.DENY) >= 3
    assert arena.tally.share("unmatched") >= 10
    looking_at_the_row = {one for one, how in relations.RELATIONS.items() if not how.always}
    assert set(arena.tally.by_relation) > looking_at_the_row


# --- planted bugs: each changes the SQL side only, and must be found ------------------------------


def any_day(_: ColumnElement[Any], __: Binds) -> ColumnElement[bool]:
    """Forget that relations have dates."""
    return true()


def last_day_counts(valid: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Take the end of a period for a day that still counts."""
    return func.coalesce(func.upper(valid) >= me.today, true()) & func.coalesce(
        func.lower(valid) <= me.today, true()
    )


def without_coalesce(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Negate a comparison that may be NULL."""
    return true() if facts.owner is None else not_(facts.owner == me.subject)


def paths_as_text(path: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Compare paths by their first letters: R.A_ and R.AA then lie under R.A."""
    headed = relations.headed_paths(me).subquery()
    return (
        select(headed)
        .where(cast(path, Text).startswith(cast(headed.c.path, Text)))
        .correlate_except(headed)
        .exists()
    )


def paths_as_pattern(path: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Compare paths with LIKE, where an underscore stands for any letter."""
    headed = relations.headed_paths(me).subquery()
    text = cast(headed.c.path, Text)
    like = cast(path, Text).like(text + ".%") | (cast(path, Text) == text)
    return select(headed).where(like).correlate_except(headed).exists()


def no_agency_in_lines(role: ColumnElement[Any], me: Binds) -> Any:
    """Look reporting lines up in every agency."""
    lines = relations.lines
    return select(lines.c.ratee_id).where(
        role == me.subject, relations.valid_today(lines.c.valid, me)
    )


def any_line_beside_the_pin(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let today's line count beside the pinned rater, not only a delegation."""
    pinned = false() if facts.rater is None else facts.rater == me.subject
    if facts.owner is None:
        return pinned
    ratees = relations.ratees_of(relations.lines.c.rater_id, me)
    return pinned | relations.in_list(facts.owner, ratees)


def null_equals_null(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let a missing owner count as everybody's own."""
    return false() if facts.owner is None else func.coalesce(facts.owner, me.subject) == me.subject


def head_over_himself(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let a head stand above himself."""
    if facts.unit_path is not None:
        return relations.under_headed(facts.unit_path, me)
    return _UNIT_HEAD(facts, me)


def head_of_any_unit(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let the head of any unit decide for the agency."""
    if facts.unit_path is None and facts.owner is None:
        return relations.headed_paths(me).correlate(None).exists()
    return _UNIT_HEAD(facts, me)


def stateless_rows_match(rule: grants.Rule, facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let a rule about states match rows that have none."""
    return rule.holds(facts, me) if facts.state is None else _MATCHES(rule, facts, me)


def forget_denies(grant: grants.Grant, facts: RowFacts, me: Any) -> ColumnElement[bool]:
    """Apply what is allowed, and not what is denied."""
    binds = Binds.of(me)
    allowed = grants.any_of(grant.allows, facts, binds)
    return false() if grant.is_empty else and_(facts.agency == binds.agency, allowed)


def forget_the_agency(grant: grants.Grant, facts: RowFacts, me: Any) -> ColumnElement[bool]:
    """Leave the agency to row-level security."""
    binds = Binds.of(me)
    denied = func.coalesce(grants.any_of(grant.denies, facts, binds), false())
    return and_(grants.any_of(grant.allows, facts, binds), not_(denied))


_UNIT_HEAD = relations.is_unit_head
_MATCHES = grants.Rule.matches
BUGS: dict[Any, tuple[Any, str | Relation]] = {
    any_day: (relations, "valid_today"),
    last_day_counts: (relations, "valid_today"),
    without_coalesce: (relations, "is_other"),
    paths_as_text: (relations, "under_headed"),
    paths_as_pattern: (relations, "under_headed"),
    no_agency_in_lines: (relations, "ratees_of"),
    any_line_beside_the_pin: (relations, Relation.RATER),
    null_equals_null: (relations, Relation.SELF),
    head_over_himself: (relations, Relation.UNIT_HEAD),
    head_of_any_unit: (relations, Relation.UNIT_HEAD),
    stateless_rows_match: (grants.Rule, "matches"),
    forget_denies: (grants.Grant, "row_filter"),
    forget_the_agency: (grants.Grant, "row_filter"),
}


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_found(arena: Arena, monkeypatch: pytest.MonkeyPatch, bug: Any) -> None:
    place, name = BUGS[bug]
    if isinstance(name, Relation):
        sound = relations.RELATIONS[name]
        monkeypatch.setitem(relations.RELATIONS, name, Definition(bug, sound.plain))
    else:
        monkeypatch.setattr(place, name, bug)

    @settings(SETTINGS, max_examples=60, phases=[Phase.generate])
    @given(world=worlds())
    def agree(world: World) -> None:
        arena.compare(world)

    with pytest.raises(DisagreementError):
        agree()
