"""No policies of an agency open what the baseline closes, whatever the guardrails let pass.

On random organisations, policies and rows the row filter, Casbin and a plain reading of the rules
agree; the test counts what it saw, and finds bugs that are planted on purpose.
"""

import asyncio
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from policies import compiled, identity, matching
from policies import engine as casbin_engine
from policies.agency import AgencyPolicies
from policies.engine import PolicyEngine
from policies.identity import SubjectKind
from policies.permissions import Action, Resource, Role
from policies.subject import Actor, Subject
from tenants.engines import create_owner_engine
from tests.support.database import Database
from tests.support.own_policy_worlds import ACTIONS, Seen, draw_accepted, opinion
from tests.support.policy_agreement import facts_of
from tests.support.policy_draws import AGENCIES, PEOPLE, TODAY
from tests.support.policy_organisation import insert_organisation, key
from tests.support.policy_rows import APPRAISALS, write_rows
from tests.support.policy_worlds import World, draw_world

SETTINGS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
HERE, ELSEWHERE = AGENCIES
HELD: tuple[frozenset[str], ...] = (
    frozenset({"level_0"}),
    frozenset({"plain_0"}),
    frozenset({"plain_1", "operator"}),
    frozenset({"level_0", "plain_0"}),
    frozenset({"performance_officer", "no_such_role"}),
    frozenset(),
)


class OpenedError(AssertionError):
    """Somebody may do what nobody should, or may not do what the rules say."""


class Arena:
    """An event loop and an engine of its own: Hypothesis calls from outside any loop."""

    def __init__(self, runner: asyncio.Runner, engine: AsyncEngine) -> None:
        self._runner = runner
        self._engine = engine
        self.seen = Seen()

    def run(self, *, worlds: int) -> None:
        """Judge every decision in that many random worlds."""

        @settings(SETTINGS, max_examples=worlds)
        @given(seed=st.integers(0, 2**64))
        def judge(seed: int) -> None:
            random = Random(seed)  # noqa: S311 - no secret.
            world, own = draw_world(random), draw_accepted(random, HERE)
            self._runner.run(self._judge(world, own))

        judge()

    async def _judge(self, world: World, own: AgencyPolicies) -> None:
        policies = PolicyEngine.load()
        policies.put(own)
        async with self._engine.connect() as connection:
            await connection.execute(text("SET LOCAL ROLE NONE"))
            people = [(agency, person) for agency in AGENCIES for person in PEOPLE]
            await insert_organisation(connection, world.organisation, people)
            await write_rows(connection, Resource.APPRAISAL, world.rows)
            for number, held in enumerate(HELD):
                actor = _actor(policies, PEOPLE[number % len(PEOPLE)], held)
                for action in ACTIONS:
                    await _same(connection, actor, action, world=world, own=own, seen=self.seen)
            await connection.rollback()


def _actor(policies: PolicyEngine, person: Any, held: frozenset[str]) -> Actor:
    """Return somebody of the agency, or, with no role of its own, of the other one."""
    home = HERE if held else ELSEWHERE
    roles = frozenset({*held, "level_0", Role.EMPLOYEE}) if not held else held | {Role.EMPLOYEE}
    subject = Subject(person, SubjectKind.PERSON, home)
    return Actor(subject, HERE, roles, TODAY, key("request"), policies)


async def _same(
    connection: AsyncConnection,
    actor: Actor,
    action: Action,
    *,
    world: World,
    own: AgencyPolicies,
    seen: Seen,
) -> None:
    kept = actor.grant(Resource.APPRAISAL, action).row_filter(facts_of("pinned"), actor)
    answers = await connection.execute(select(APPRAISALS.id, kept.label("kept")))
    by_key = {answer.id: bool(answer.kept) for answer in answers}
    for row in world.rows:
        decided = actor.policies.enforce(
            actor, Resource.APPRAISAL, action, row.plain, organisation=world.organisation
        )
        given_ = opinion(actor, own, action, row=row.plain, world=world.organisation)
        if given_.denies and (by_key[row.key] or decided.allowed):
            message = f"{[rule.name for rule in given_.denies]} is defeated"
            raise OpenedError(message)
        if not by_key[row.key] == decided.allowed == given_.is_allowed:
            message = f"SQL {by_key[row.key]}, Casbin {decided.allowed}, rules {given_}"
            raise OpenedError(message)
        own_allows = [rule for rule in given_.allows if rule.agency is not None]
        direct = actor.roles | {Role.EMPLOYEE, Role.AUTHENTICATED}
        seen.counts["allowed"] += given_.is_allowed
        seen.counts["denied"] += bool(given_.denies)
        seen.counts["own alone"] += given_.is_allowed and len(own_allows) == len(given_.allows)
        seen.counts["own defeated"] += bool(own_allows and given_.denies)
        seen.counts["inherited"] += given_.is_allowed and any(
            rule.role not in direct for rule in given_.allows
        )
        seen.counts["inherited deny"] += any(rule.role not in direct for rule in given_.denies)
        seen.counts["all"] += 1


@pytest.fixture
def arena(database: Database) -> Iterator[Arena]:
    with asyncio.Runner() as runner:
        engine = create_owner_engine(database.owner_url)
        yield Arena(runner, engine)
        runner.run(engine.dispose())


def test_filter_casbin_and_the_rules_agree_on_whatever_agencies_decide(arena: Arena) -> None:
    arena.run(worlds=25)

    counts = arena.seen.counts
    assert counts["all"] > 4000
    for kind, least in (
        ("allowed", 400),
        ("denied", 100),
        ("own alone", 25),
        ("own defeated", 20),
        ("inherited", 100),
        ("inherited deny", 20),
    ):
        assert counts[kind] >= least, (kind, counts)


# --- planted bugs ------------------------------------------------------------------------------


def forget_what_is_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an own role have its own rules alone: the officer's separations then miss its holders."""
    sound = casbin_engine._enforcer  # noqa: SLF001 - the only place where Casbin is set up.
    monkeypatch.setattr(
        casbin_engine, "_enforcer", lambda model, matter: sound(model, matter._replace(links=()))
    )


def let_own_roles_count_for_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever has left the agency keep the roles that it gave."""
    sound = identity.effective_roles
    monkeypatch.setattr(
        matching,
        "effective_roles",
        lambda asker, own_roles: sound(asker, own_roles) | (own_roles & asker.roles),
    )


def ignore_suspensions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep in force what the agency has suspended."""
    sound = PolicyEngine.put
    monkeypatch.setattr(
        PolicyEngine,
        "put",
        lambda engine, own: sound(engine, AgencyPolicies(HERE, own.roles, own.rows)),
    )


def let_own_rules_win(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the baseline's denies out in an agency that has rules of its own."""
    sound = compiled.Compiled.__init__

    def without_denies(self: Any, rows: Any, inherits: Any, new_enforcer: Any) -> None:
        kept = [row for row in rows if row.effect == "allow"] if inherits else rows
        sound(self, kept, inherits, new_enforcer)

    monkeypatch.setattr(compiled.Compiled, "__init__", without_denies)


@pytest.mark.parametrize(
    "plant",
    [
        forget_what_is_inherited,
        let_own_roles_count_for_anybody,
        ignore_suspensions,
        let_own_rules_win,
    ],
    ids=lambda plant: plant.__name__,
)
def test_a_planted_bug_is_found(arena: Arena, monkeypatch: pytest.MonkeyPatch, plant: Any) -> None:
    plant(monkeypatch)

    with pytest.raises(OpenedError):
        arena.run(worlds=40)
