"""The policies of agencies reach every replica; what is broken in the database opens nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text
from structlog.testing import capture_logs

from policies.agency import AgencyPolicies, OwnRole, OwnRule
from policies.engine import PolicyEngine
from policies.guardrails import Guardrails, guardrails
from policies.permissions import Action, Resource
from policies.subject import Actor, Subject, SubjectKind
from tenants import notifications
from tenants.policy_store import PolicyStore
from tenants.registry import AgencyRegistry
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.own_policies import put_in_force

TODAY = date(2026, 11, 24)
ANALYSTS = AgencyPolicies(
    DISHUB,
    roles=(OwnRole("analyst", "Counts results"), OwnRole("chief_analyst", "", ("analyst",))),
    rows=(
        OwnRule(
            "analysts-see-results",
            "analyst",
            "appraisal",
            "view",
            "staff",
            frozenset({"DELIVERED", "FINAL"}),
            frozenset({"public", "internal"}),
        ),
    ),
    suspended=("officer-sees-results", "superior-decides"),
)


def names(engine: PolicyEngine, *roles: str, action: Action = Action.VIEW) -> set[str]:
    subject = Subject(UUID(int=7), SubjectKind.PERSON, DISHUB)
    actor = Actor(subject, DISHUB, frozenset({"employee", *roles}), TODAY, UUID(int=1), engine)
    return {rule.name for rule in actor.grant(Resource.APPRAISAL, action).rules}


def sees_results(engine: PolicyEngine) -> bool:
    return "analysts-see-results" in names(engine, "chief_analyst")


@asynccontextmanager
async def replica(database: Database) -> AsyncIterator[PolicyEngine]:
    """Run what one process of the service keeps in memory."""
    policies = PolicyEngine.load()
    registry = AgencyRegistry(database.application, policies)
    await registry.start()
    try:
        yield policies
    finally:
        await registry.stop()


async def soon(check: Callable[[], bool]) -> None:
    """Wait until `check` holds; a notification takes milliseconds."""
    deadline = asyncio.get_running_loop().time() + 10
    while not check():
        assert asyncio.get_running_loop().time() < deadline, "did not come true"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def statements(database: Database) -> AsyncIterator[list[str]]:
    """Note every statement that the service sends, but BEGIN, SET and COMMIT."""
    sent: list[str] = []

    def note(*arguments: Any) -> None:
        sent.append(arguments[2])

    event.listen(database.application.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.application.sync_engine, "before_cursor_execute", note)


async def test_what_another_process_puts_into_force_reaches_every_replica(
    database: Database,
) -> None:
    async with replica(database) as one, replica(database) as other:
        assert not sees_results(one)

        await put_in_force(database.owner_url, ANALYSTS)
        await soon(lambda: sees_results(one) and sees_results(other))

        for engine in (one, other):
            assert "officer-sees-results" not in names(engine, "performance_officer")
            assert "superior-decides" not in names(engine, action=Action.DECIDE)
            assert names(engine, "analyst") == names(engine, "chief_analyst")


async def test_what_is_superseded_is_out_of_force_everywhere(database: Database) -> None:
    await put_in_force(database.owner_url, ANALYSTS)
    async with replica(database) as one, replica(database) as other:
        assert sees_results(one)
        assert sees_results(other)

        await put_in_force(database.owner_url, replace(ANALYSTS, rows=()), number=2)
        await soon(lambda: not sees_results(one) and not sees_results(other))

        assert "officer-sees-results" not in names(one, "performance_officer")


async def test_a_lost_notification_is_made_up_for_by_looking(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "POLL_SECONDS", 0.05)
    async with replica(database) as engine:
        await put_in_force(database.owner_url, ANALYSTS, notify=False)

        await soon(lambda: sees_results(engine))


async def test_other_agencies_keep_the_baseline(database: Database) -> None:
    await put_in_force(database.owner_url, ANALYSTS)
    async with replica(database) as engine:
        subject = Subject(UUID(int=7), SubjectKind.PERSON, DUKCAPIL)
        roles = frozenset({"employee", "chief_analyst", "performance_officer"})
        actor = Actor(subject, DUKCAPIL, roles, TODAY, UUID(int=1), engine)
        found = {rule.name for rule in actor.grant(Resource.APPRAISAL, Action.VIEW).rules}

        assert "officer-sees-results" in found
        assert "analysts-see-results" not in found


async def test_a_version_takes_three_statements_once_and_then_one(database: Database) -> None:
    await put_in_force(database.owner_url, ANALYSTS)
    engine = PolicyEngine.load()
    store = PolicyStore(database.application, engine)

    async with statements(database) as sent:
        await store.refresh(DISHUB)
        assert len(sent) == 3
        await store.refresh(DISHUB)
        assert len(sent) == 4
        await store.refresh(DUKCAPIL)
        assert len(sent) == 5
    assert engine.own_policies(DISHUB) == replace(
        ANALYSTS, suspended=tuple(sorted(ANALYSTS.suspended))
    )


async def test_a_proposal_decides_nothing(database: Database) -> None:
    await put_in_force(database.owner_url, ANALYSTS, status="PROPOSED")
    async with replica(database) as engine:
        assert not sees_results(engine)
        assert engine.own_policies(DISHUB) is None


# --- broken in the database: nothing opens ----------------------------------------------------


async def _loaded(database: Database, rails: Guardrails | None = None) -> PolicyEngine:
    engine = PolicyEngine.load()
    store = PolicyStore(database.application, engine, rails=rails)
    with capture_logs() as logs:
        await store.refresh(DISHUB)
    assert [entry["event"] for entry in logs] == ["agency_policies_broken"]
    assert store.broken == {DISHUB}
    return engine


@pytest.mark.parametrize(
    "tampering",
    [
        (
            "INSERT INTO policy_rules SELECT agency_id, version_id, 'x-1', role, resource, action,"
            " relation, states, field_classes FROM policy_rules"
        ),
        "UPDATE policy_rules SET field_classes = '{public,internal,personal}'",
        "UPDATE policy_roles SET inherits = '{performance_officer}' WHERE name = 'analyst'",
        (
            "ALTER TABLE policy_rules DROP CONSTRAINT ck_policy_rules_states_shape;"
            " UPDATE policy_rules SET states = ARRAY[NULL, 'FINAL']"
        ),
        "DELETE FROM policy_suspensions WHERE rule_name = 'superior-decides'",
        "DELETE FROM policy_suspensions",
    ],
)
async def test_content_that_was_changed_behind_the_service_suspends_all_that_can_be(
    database: Database, tampering: str
) -> None:
    await put_in_force(database.owner_url, ANALYSTS)
    async with database.owner.begin() as connection:
        await connection.execute(text("SET LOCAL kinerja.agency_id = '2'"))
        for statement in tampering.split(";"):
            await connection.execute(text(statement))

    engine = await _loaded(database)

    assert engine.own_policies(DISHUB) == guardrails().narrowest(DISHUB)
    assert not sees_results(engine)
    assert "superior-decides" not in names(engine, action=Action.DECIDE)
    assert {"ratee-sees-own-result", "rater-sees-ratees"} <= names(engine)


async def test_what_the_province_no_longer_allows_is_dropped_and_suspensions_stay(
    database: Database,
) -> None:
    await put_in_force(database.owner_url, ANALYSTS)
    narrowed = {
        matter: rail
        for matter, rail in guardrails().by_matter.items()
        if matter != ("appraisal", "view")
    }

    engine = await _loaded(database, replace(guardrails(), by_matter=narrowed))

    assert engine.own_policies(DISHUB) == AgencyPolicies(
        DISHUB, suspended=("officer-sees-results", "superior-decides")
    )


async def test_a_rule_that_the_province_keeps_in_force_is_no_longer_suspended(
    database: Database,
) -> None:
    await put_in_force(database.owner_url, ANALYSTS)
    kept = replace(guardrails(), suspendable=guardrails().suspendable - {"superior-decides"})

    engine = await _loaded(database, kept)

    assert engine.own_policies(DISHUB) == AgencyPolicies(
        DISHUB, suspended=("officer-sees-results",)
    )


async def test_a_suspended_rule_that_is_gone_suspends_all_that_can_be(database: Database) -> None:
    """It may have been renamed: to forget the suspension would open what the agency closed."""
    await put_in_force(database.owner_url, ANALYSTS)
    rails = guardrails()
    rows = tuple(row for row in rails.baseline.rows if row.name != "superior-decides")
    renamed = replace(rails, baseline=replace(rails.baseline, rows=rows))

    engine = await _loaded(database, renamed)

    assert engine.own_policies(DISHUB) == rails.narrowest(DISHUB)


async def test_while_the_database_is_away_the_last_policies_stay(database: Database) -> None:
    await put_in_force(database.owner_url, ANALYSTS)
    engine = PolicyEngine.load()
    store = PolicyStore(database.application, engine)
    await store.refresh(DISHUB)

    async with database.owner.begin() as connection:
        await connection.execute(text("ALTER TABLE policy_versions RENAME TO away"))
    with pytest.raises(Exception, match="policy_versions"):
        await store.refresh(DISHUB)

    assert sees_results(engine)
