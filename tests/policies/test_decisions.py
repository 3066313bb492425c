"""Every decision table, decided twice: by Casbin over plain values, by SQL in the real database."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from uuid import UUID

import pytest
from sqlalchemy import ARRAY, ColumnElement, and_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.engine import PolicyEngine
from policies.grants import Rule
from policies.matching import RowRequest, related
from policies.permissions import Action, Resource
from policies.snapshot import PolicySnapshot
from policies.subject import Actor
from tenants.session import tenant_session
from tests.support.database import Database
from tests.support.policy_organisation import AGENCIES, insert_organisation, key
from tests.support.policy_rows import write_rows
from tests.support.policy_tables import ASKED, NAMES, Asked, Table, cast, read_table

Decide = Callable[[AsyncSession, Actor, Table, Asked], Awaitable[frozenset[str]]]
TABLES = {name: read_table(name) for name in NAMES}


@pytest.fixture(scope="module")
def engine() -> PolicyEngine:
    return PolicyEngine.load()


@pytest.fixture(params=NAMES)
def table(request: pytest.FixtureRequest) -> Table:
    return TABLES[request.param]


@pytest.fixture
async def session(database: Database, table: Table) -> AsyncIterator[AsyncSession]:
    """Return a session of the application role, in the agency in which everybody asks."""
    people = [(cast().agency_of(name), key(name)) for name in cast().people]
    # The namesake of another agency: the same key under another agency is another person.
    people.append((AGENCIES["lain"], key("ratee")))
    async with database.owner.begin() as connection:
        await insert_organisation(connection, cast().organisation, people)
        await write_rows(connection, table.resource, table.rows.values())
    async with tenant_session(database.application, AGENCIES["dinas"]) as opened:
        yield opened


def every_question(engine: PolicyEngine) -> Iterator[tuple[str, Actor, Asked]]:
    for name, principal in cast().principals.items():
        actor = principal.actor(engine, cast().today)
        for asked in ASKED:
            yield name, actor, asked


def by_casbin(actor: Actor, table: Table, asked: Asked) -> frozenset[str]:
    action, field_class = asked
    rows = list(table.rows.items())
    if actor.grant(table.resource, action).is_empty:
        rows = rows[:1]  # One row shows that Casbin agrees; the rest would only take time.
    return frozenset(
        name
        for name, row in rows
        if actor.policies.enforce(
            actor,
            table.resource,
            action,
            row.plain,
            organisation=cast().organisation,
            field_class=field_class,
        )
    )


def condition(actor: Actor, table: Table, asked: Asked) -> ColumnElement[bool]:
    action, field_class = asked
    facts = table.target.facts
    grant = actor.grant(table.resource, action)
    kept = grant.row_filter(facts, actor)
    if field_class is None:
        return kept
    shown = grant.field_filter(facts, actor, field_class)
    return and_(kept, shown) if isinstance(shown, ColumnElement) else and_(kept, literal(shown))


async def listed(session: AsyncSession, actor: Actor, table: Table, asked: Asked) -> frozenset[str]:
    target = table.target
    query = select(target.key).select_from(target.source)
    return named(table, await session.scalars(query.where(condition(actor, table, asked))))


async def one_by_one(
    session: AsyncSession, actor: Actor, table: Table, asked: Asked
) -> frozenset[str]:
    """Ask for each row by its key, as a read of one object or a guarded write does."""
    target = table.target
    keys = [row.key for row in table.rows.values()]
    wanted = func.unnest(literal(keys, ARRAY(target.key.type))).column_valued("wanted")
    query = select(target.key).select_from(target.source)
    found = query.where(target.key == wanted, condition(actor, table, asked))
    return named(table, await session.scalars(select(wanted).where(found.exists())))


def named(table: Table, keys: Iterable[UUID | int]) -> frozenset[str]:
    names = {row.key: name for name, row in table.rows.items()}
    return frozenset(names[one] for one in keys if one in names)


def test_casbin_decides_as_the_table_says(engine: PolicyEngine, table: Table) -> None:
    wrong = {
        (name, *asked): sorted(decided ^ expected)
        for name, actor, asked in every_question(engine)
        if (decided := by_casbin(actor, table, asked)) != (expected := table.expected(asked, name))
    }

    assert wrong == {}


@pytest.mark.parametrize("decide", [listed, one_by_one])
async def test_the_database_keeps_the_rows_that_the_table_says(
    session: AsyncSession, engine: PolicyEngine, table: Table, decide: Decide
) -> None:
    wrong = {
        (name, *asked): sorted(kept ^ expected)
        for name, actor, asked in every_question(engine)
        if not actor.grant(table.resource, asked[0]).is_empty
        if (kept := await decide(session, actor, table, asked))
        != (expected := table.expected(asked, name))
    }

    assert wrong == {}


async def test_both_guards_give_the_same_reason_for_a_refusal(
    session: AsyncSession, engine: PolicyEngine, table: Table
) -> None:
    target = table.target
    names = {row.key: name for name, row in table.rows.items()}
    wrong = []
    for name, actor, (action, field_class) in every_question(engine):
        grant = actor.grant(table.resource, action)
        if field_class is not None or grant.is_empty:
            continue
        refusal = grant.refusal(target.facts, actor)
        found = await session.execute(
            select(target.key, refusal)
            .select_from(target.source)
            .where(target.facts.agency == actor.agency_id)
        )
        for row_key, reason in found:
            row = table.rows.get(names.get(row_key, ""))
            if row is None:
                continue
            decision = actor.explain(
                table.resource, action, row.plain, organisation=cast().organisation
            )
            if not decision and (decision.rule or decision.refusal) != reason:
                wrong.append((name, action, row.name, decision, reason))

    assert wrong == []


def told(engine: PolicyEngine, table: Table, action: Action) -> dict[str, dict[str, str | None]]:
    """Return the reasons that Casbin gives for the refusals which the table explains."""
    answers: dict[str, dict[str, str | None]] = {}
    for name, rows in table.reasons.get(action, {}).items():
        actor = cast().principals[name].actor(engine, cast().today)
        decisions = {
            row: actor.explain(
                table.resource, action, table.rows[row].plain, organisation=cast().organisation
            )
            for row in rows
        }
        answers[name] = {row: one.rule or one.refusal for row, one in decisions.items()}
    return answers


def test_a_refusal_gives_the_reason_that_the_table_says(engine: PolicyEngine, table: Table) -> None:
    for action, expected in table.reasons.items():
        assert told(engine, table, action) == expected


def test_there_is_a_table_for_every_resource_and_each_allows_and_denies() -> None:
    assert {table.resource for table in TABLES.values()} == set(Resource)
    for table in TABLES.values():
        listed = [rows for section in table.sections.values() for rows in section.values()]
        assert listed
        assert any(rows < set(table.rows) for rows in listed)


def by_rules(actor: Actor, table: Table, asked: Asked) -> frozenset[str]:
    """Decide by the rules of the grant alone, in Python: quick enough to try many baselines."""
    action, field_class = asked
    grant = actor.grant(table.resource, action)
    allows = [
        one for one in grant.allows if field_class is None or field_class in one.field_classes
    ]

    def hit(rules: Iterable[Rule], request: RowRequest) -> bool:
        return any(
            (rule.states is None or request.row.state in rule.states)
            and related(rule.relation, request)
            for rule in rules
        )

    requests = {
        name: RowRequest(row.plain, actor, cast().organisation) for name, row in table.rows.items()
    }
    return frozenset(
        name
        for name, request in requests.items()
        if hit(allows, request) and not hit(grant.denies, request)
    )


def test_every_policy_of_the_baseline_is_needed_by_some_table(engine: PolicyEngine) -> None:
    """A policy that no table would miss is untested: leave each one out and see its table fail."""
    baseline = engine.snapshot
    changed = PolicyEngine.load()
    for left_out in baseline.rows:
        kept = tuple(row for row in baseline.rows if row is not left_out)
        changed.swap(PolicySnapshot(f"without {left_out.name}", kept))
        tables = [one for one in TABLES.values() if one.resource is left_out.resource]

        assert any(misses(table, left_out.action, changed) for table in tables), left_out.name


def misses(table: Table, action: Action, changed: PolicyEngine) -> bool:
    """Tell whether a table decides or explains otherwise than the changed policies do."""
    return any(
        by_rules(actor, table, asked) != table.expected(asked, name)
        for name, actor, asked in every_question(changed)
        if asked[0] is action
    ) or (action in table.reasons and told(changed, table, action) != table.reasons[action])
