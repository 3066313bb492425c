"""Compares the two guards on random worlds: the row filter in the database, and Casbin."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib import resources
from typing import Any

from sqlalchemy import ColumnElement, Row, false, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from policies.asking import StatementBinds
from policies.engine import PolicyEngine
from policies.facts import PlainRow, RowFacts
from policies.grants import Grant
from policies.identity import SubjectKind
from policies.matching import Decision
from policies.permissions import Action, Effect, FieldClass, Resource, Role
from policies.relations import RELATIONS
from policies.snapshot import PolicySnapshot
from policies.subject import Actor, Subject
from tests.support.policy_draws import AGENCIES, PEOPLE, TODAY
from tests.support.policy_holdings import insert_holdings, roles_read
from tests.support.policy_organisation import insert_organisation, key
from tests.support.policy_rows import APPRAISAL_FACTS, APPRAISALS, write_rows
from tests.support.policy_ways import only_way
from tests.support.policy_worlds import NOBODY, SHAPES, Asked, Tally, World

MODEL = resources.files("policies").joinpath("model.conf").read_text(encoding="utf-8")
SHOWN = (None, FieldClass.INTERNAL, FieldClass.PERSONAL)


class DisagreementError(AssertionError):
    """The two guards gave different answers about one row."""


def facts_of(shape: str) -> RowFacts:
    """Return the columns of appraisals that a kind of row has."""
    facts = replace(APPRAISAL_FACTS, author=APPRAISALS.rated_by)
    if shape == "ownerless sometimes":
        facts = replace(facts, owner=func.nullif(APPRAISALS.ratee_id, NOBODY))
    lacking: Mapping[str, Any] = dict.fromkeys(SHAPES[shape])
    return replace(facts, **lacking)


def plain_of(row: PlainRow, shape: str) -> PlainRow:
    """Return the same row as values."""
    if shape == "ownerless sometimes" and row.owner == NOBODY:
        row = replace(row, owner=None)
    lacking: Mapping[str, Any] = SHAPES[shape]
    return replace(row, **lacking)


async def compare(engine: AsyncEngine, world: World, tally: Tally) -> None:
    """Write the world, ask both guards everything about it, and forget it.

    The database is asked without row-level security: the filter must hold alone.

    Raises:
        DisagreementError: they differ about a role, a relation, a row, its fields, or a refusal.
    """
    policies = PolicyEngine(PolicySnapshot("world", world.policies), MODEL)
    async with written(engine, world) as connection:
        await insert_holdings(connection, world.holdings)
        for asked in world.askers:
            await _compare_roles(connection, asked)
            for shape in SHAPES:
                actor = actor_of(asked, policies)
                await _compare_relations(connection, actor, world, shape, tally)
                await _compare_decisions(connection, actor, world, shape, tally)


async def compare_relations(engine: AsyncEngine, world: World, tally: Tally) -> None:
    """Do the first half of `compare`, which needs no policy: much faster.

    Raises:
        DisagreementError: SQL and the plain predicate differ about a relation.
    """
    policies = PolicyEngine(PolicySnapshot("world", ()), MODEL)
    async with written(engine, world) as connection:
        for asked in world.askers:
            for shape in SHAPES:
                await _compare_relations(connection, actor_of(asked, policies), world, shape, tally)


@asynccontextmanager
async def written(engine: AsyncEngine, world: World) -> AsyncIterator[AsyncConnection]:
    """Write the world, without row-level security in the way, and forget it afterwards."""
    async with engine.connect() as connection:
        await connection.execute(text("SET LOCAL ROLE NONE"))
        people = [(agency, person) for agency in AGENCIES for person in PEOPLE]
        await insert_organisation(connection, world.organisation, people)
        await write_rows(connection, Resource.APPRAISAL, world.rows)
        yield connection
        await connection.rollback()


def actor_of(asked: Asked, policies: PolicyEngine) -> Actor:
    """Return who asks as an actor."""
    subject = Subject(asked.person, SubjectKind.PERSON, asked.agency)
    return Actor(subject, asked.agency, asked.roles, TODAY, key("request"), policies)


async def _compare_roles(connection: AsyncConnection, asked: Asked) -> None:
    """Let the service read the roles; those that are not held today must not be among them."""
    agency, person = asked.agency, asked.person
    read = await roles_read(connection, person, agency=agency, today=TODAY)
    if read | {Role.EMPLOYEE} != asked.roles:
        message = f"the service reads the roles {sorted(read)}, not {sorted(asked.roles)}"
        raise DisagreementError(message)


async def _compare_relations(
    connection: AsyncConnection, actor: Actor, world: World, shape: str, tally: Tally
) -> None:
    relations = await _relations(connection, facts_of(shape), actor)
    assert set(relations) == {row.key for row in world.rows}, "row-level security hides rows"
    for row in world.rows:
        plain = plain_of(row.plain, shape)
        _same_relations(relations[row.key], plain, actor, world)
        tally.only_ways[only_way(plain, actor, world.organisation)] += 1


async def _compare_decisions(
    connection: AsyncConnection, actor: Actor, world: World, shape: str, tally: Tally
) -> None:
    facts = facts_of(shape)
    grant = actor.grant(Resource.APPRAISAL, Action.VIEW)
    kept = grant.row_filter(facts, actor).label("kept")
    reason = grant.refusal(facts, actor).label("reason")
    columns = [kept, *_shown(grant, facts, actor), reason]
    answers = await connection.execute(select(APPRAISALS.id, *columns))
    by_key = {answer.id: answer for answer in answers}
    for row in world.rows:
        plain = plain_of(row.plain, shape)
        decisions = [_decide(actor, plain, world, one) for one in SHOWN]
        is_here = plain.agency == actor.agency_id
        _same(by_key[row.key], decisions, is_here=is_here, grant=grant)
        _count(decisions[0], world, tally)


async def _relations(
    connection: AsyncConnection, facts: RowFacts, actor: Actor
) -> dict[Any, dict[str, bool]]:
    """Ask the database in which relations the actor stands to every row.

    Here as reads ask it, with everything about the asker found once a statement; the decisions are
    compared as writes ask them.
    """
    me = StatementBinds.of(actor)
    related = [
        func.coalesce(definition.sql(facts, me), false()).label(relation)
        for relation, definition in RELATIONS.items()
    ]
    answers = await connection.execute(select(APPRAISALS.id, *related))
    return {one["id"]: dict(one) for one in answers.mappings()}


def _same_relations(answer: Mapping[str, bool], row: PlainRow, actor: Actor, world: World) -> None:
    for relation, definition in RELATIONS.items():
        by_sql = answer[relation]
        if by_sql != definition.plain(row, actor, world.organisation):
            message = f"SQL says that {relation} is {by_sql}, the plain predicate not"
            raise DisagreementError(message)


def _shown(grant: Grant, facts: RowFacts, actor: Actor) -> Iterator[ColumnElement[bool]]:
    for field_class in SHOWN[1:]:
        shown = grant.field_filter(facts, actor, FieldClass(str(field_class)))
        condition = shown if isinstance(shown, ColumnElement) else literal(shown)
        yield condition.label(str(field_class))


def _decide(actor: Actor, row: PlainRow, world: World, field_class: FieldClass | None) -> Decision:
    return actor.policies.enforce(
        actor,
        Resource.APPRAISAL,
        Action.VIEW,
        row,
        organisation=world.organisation,
        field_class=field_class,
    )


def _same(answer: Row[Any], decisions: list[Decision], *, is_here: bool, grant: Grant) -> None:
    kept = bool(answer.kept)
    by_sql = [kept, kept and answer.internal, kept and answer.personal]
    by_casbin = [decision.allowed for decision in decisions]
    if by_sql != by_casbin:
        message = f"the filter says {by_sql}, Casbin {by_casbin} by {decisions[0].rule}"
        raise DisagreementError(message)
    reason = decisions[0].rule or decisions[0].refusal
    if not kept and is_here and not grant.is_empty and answer.reason != reason:
        message = f"the filter refuses because {answer.reason}, Casbin because {reason}"
        raise DisagreementError(message)


def _count(decision: Decision, world: World, tally: Tally) -> None:
    by_name = {row.name: row for row in world.policies}
    rule = by_name.get(decision.rule or "")
    if rule is None:
        tally.decisions["unmatched"] += 1
        return
    tally.decisions[rule.effect] += 1
    if rule.effect is Effect.ALLOW:
        tally.by_relation[rule.relation] += 1
