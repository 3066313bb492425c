"""Every separation of the baseline holds against every set of policies made to defeat it.

For each deny of the baseline an agency tries all that it can write: to suspend the deny; an allow
for every role, relation and kind of own role, in any state and in each, with many and few classes
of fields. What the guardrails let pass is put into force; both guards must still deny.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import Date, Integer, String, Uuid, func, literal, select, text

from kinerja.kit.errors import KinerjaErrorGroup
from kinerja.kit.ids import AgencyId
from policies.agency import AgencyPolicies, OwnRole, OwnRule
from policies.engine import PolicyEngine
from policies.facts import PlainRow, RowFacts
from policies.guardrails import Guardrail, check, guardrails
from policies.permissions import STATES, Action, Effect, Relation, Role
from policies.snapshot import PolicyRow
from policies.subject import Actor, Subject, SubjectKind
from tests.support.database import Database

AGENCY = AgencyId(1)
TODAY, LONG_AGO = date(2026, 11, 24), date(2026, 1, 1)
ME, SOMEBODY = UUID(int=1), UUID(int=2)
OWN_ROLES = (
    OwnRole("plain"),
    OwnRole("officers", "", ("performance_officer",)),
    OwnRole("through_both", "", ("plain", "officers")),
)
NAMED = (*(role.name for role in OWN_ROLES), *(role.value for role in Role))
DENIES = [row for row in guardrails().baseline.rows if row.effect is Effect.DENY]
EVERYTHING = frozenset({"public", "internal", "personal"})


def attempts(deny: PolicyRow) -> Iterator[OwnRule]:
    """Yield every rule that might let somebody do what a deny forbids."""
    rail = guardrails().by_matter.get((deny.resource, deny.action))
    ceilings = () if rail is None else rail.within
    states = {None, STATES[deny.resource] or None, *(ceiling.states for ceiling in ceilings)}
    classes = (None, EVERYTHING, frozenset({"public", "internal"}), frozenset({"public"}))
    for number, (role, relation, state, shown) in enumerate(
        product(NAMED, Relation, sorted(states, key=str), classes)
    ):
        yield OwnRule(f"attempt-{number}", role, deny.resource, deny.action, relation, state, shown)


def let_pass(wanted: AgencyPolicies) -> AgencyPolicies:
    """Return what is left of a set without everything that the guardrails refuse."""
    with pytest.raises(KinerjaErrorGroup) as refused:
        check(wanted)
    paths = {error.path[:2] for error in refused.value.errors}
    left = replace(
        wanted,
        rows=tuple(one for at, one in enumerate(wanted.rows) if ("rules", at) not in paths),
        suspended=tuple(
            one for at, one in enumerate(wanted.suspended) if ("suspended", at) not in paths
        ),
    )
    check(left)
    return left


def rows_that(deny: PolicyRow) -> Iterator[PlainRow]:
    """Yield a row in every state to which a deny applies; its asker plays every part in it."""
    owner = ME if deny.relation is Relation.SELF else SOMEBODY
    states: Iterable[str | None] = sorted(deny.states or STATES[deny.resource]) or [None]
    for state in states:
        yield PlainRow(
            AGENCY,
            state=state,
            owner=owner,
            rater=ME,
            superior=ME,
            unit_path="R",
            author=ME,
            rater_due=LONG_AGO,
        )


def columns_of(row: PlainRow) -> RowFacts:
    """Return the row as columns of a statement that needs no table."""
    return RowFacts(
        agency=literal(row.agency, Integer()),
        state=literal(row.state, String()),
        owner=literal(row.owner, Uuid()),
        rater=literal(row.rater, Uuid()),
        superior=literal(row.superior, Uuid()),
        unit_path=func.text2ltree(literal(row.unit_path, String())),
        author=literal(row.author, Uuid()),
        rater_due=literal(row.rater_due, Date()),
    )


def asker(engine: PolicyEngine, deny: PolicyRow) -> Actor:
    """Return an employee with the role of the deny, and with all roles that the agency made."""
    roles = {deny.role, Role.EMPLOYEE.value, *(role.name for role in OWN_ROLES)}
    subject = Subject(ME, SubjectKind.PERSON, AGENCY)
    return Actor(subject, AGENCY, frozenset(roles), TODAY, UUID(int=9), engine)


def everything_tried(deny: PolicyRow) -> AgencyPolicies:
    """Return all attempts, with every rule of the baseline suspended."""
    every = tuple(row.name for row in guardrails().baseline.rows)
    return AgencyPolicies(AGENCY, OWN_ROLES, tuple(attempts(deny)), every)


@pytest.mark.parametrize("deny", DENIES, ids=lambda row: row.name)
async def test_no_policies_of_an_agency_defeat_a_separation(
    database: Database, deny: PolicyRow
) -> None:
    accepted = let_pass(everything_tried(deny))
    assert deny.name not in accepted.suspended
    engine = PolicyEngine.load()
    engine.put(accepted)
    actor = asker(engine, deny)
    denying = {row.name for row in DENIES}

    async with database.owner.connect() as connection:
        await connection.execute(text("SET LOCAL kinerja.agency_id = '1'"))
        for row in rows_that(deny):
            grant = actor.grant(deny.resource, deny.action)
            kept = await connection.scalar(select(grant.row_filter(columns_of(row), actor)))
            decided = actor.explain(deny.resource, deny.action, row)
            assert not kept
            assert not decided
            assert decided.rule in denying


def test_the_attempts_would_succeed_if_the_denies_were_not_there() -> None:
    """Else the test above would show nothing."""
    engine = PolicyEngine.load()
    allows = [row for row in engine.snapshot.rows if row.effect is Effect.ALLOW]
    engine.swap(replace(engine.snapshot, rows=tuple(allows)))
    defeated = set()
    for deny in DENIES:
        engine.put(let_pass(everything_tried(deny)))
        actor = asker(engine, deny)
        for row in rows_that(deny):
            decided = actor.explain(deny.resource, deny.action, row)
            if decided and decided.rule is not None and decided.rule.startswith("attempt-"):
                defeated.add(deny.name)

    assert {
        "officer-never-scores",
        "rater-never-approves",
        "scorer-never-approves",
        "substitute-never-approves",
        "operator-never-reads-appraisals",
        "operator-never-reads-scores",
        "operator-never-reads-discipline",
    } <= defeated
    assert len(defeated) >= len(DENIES) // 2


@pytest.mark.parametrize(
    "rail",
    [rail for rail in guardrails().by_matter.values() if rail.action is Action.CONFIGURE],
    ids=lambda rail: rail.name,
)
def test_who_prepares_for_an_agency_never_scores_in_it(rail: Guardrail) -> None:
    """However the agency shares out the officer's work, the separation goes with it."""
    [deny] = [row for row in DENIES if row.name == "officer-never-scores"]
    tried = attempts(replace(deny, resource=rail.resource, action=rail.action))
    rules = tuple(rule for rule in tried if rule.relation == Relation.STAFF)
    accepted = let_pass(AgencyPolicies(AGENCY, OWN_ROLES, rules))
    engine = PolicyEngine.load()
    engine.put(accepted)

    for name in {rule.role for rule in accepted.rows}:
        actor = replace(asker(engine, deny), roles=frozenset({"employee", name}))
        row = PlainRow(AGENCY, state="RATER_REVIEW", owner=SOMEBODY, rater=ME)
        decided = actor.explain(deny.resource, deny.action, row)
        assert decided.rule == deny.name
    assert {rule.role for rule in accepted.rows} == {
        "performance_officer",
        "officers",
        "through_both",
    }
