"""Finalising a cycle: one statement, once, for ever; and recomputing what it wrote."""

import asyncio
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, func, insert, select, text, true, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.compiler import SQLCompiler

from kinerja.domains.appraisals.models import Appraisal, NodeResult, Score
from kinerja.domains.appraisals.recomputation import recompute, stored_result
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.reports.models import ReportCell
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from kinerja.workflows.finalisation import finalisation
from kinerja.workflows.finalise_cycle import finalise_cycle
from kinerja.workflows.room import room
from policies.subject import Actor
from tenants.models import AuditEvent
from tenants.session import tenant_session
from tests.support.appraisal_factories import make_cycle
from tests.support.appraisal_world import World, make_world, open_world, rating
from tests.support.database import DISHUB, DUKCAPIL, Database


@pytest.fixture
async def world(database: Database) -> World:
    """Return a world in which every appraisal is submitted with decided ratings."""
    world = await open_world(await make_world(database.application, DISHUB))
    await world.complete()
    return world


async def finalise(world: World, actor: Actor | None = None) -> int:
    async with tenant_session(world.engine, DISHUB) as session:
        return await finalise_cycle(actor or world.head, session, cycle_id=world.cycle_id)


async def rows(world: World, model: type[Any]) -> Sequence[Any]:
    async with tenant_session(world.engine, DISHUB) as session:
        return (await session.scalars(select(model).where(model.agency_id == DISHUB))).all()


async def refused(world: World, actor: Actor | None = None) -> KinerjaError:
    with pytest.raises(KinerjaError) as caught:
        await finalise(world, actor)
    return caught.value


# --- the result -----------------------------------------------------------------------------------


async def test_the_head_makes_all_results_final_at_once(world: World) -> None:
    count = await finalise(world)

    appraisals = await rows(world, Appraisal)
    (cycle,) = await rows(world, Cycle)
    assert count == len(appraisals) == 9
    assert {one.state for one in appraisals} == {"FINAL"}
    assert {one.composite for one in appraisals} == {Decimal(100)}
    assert {one.composite_key for one in appraisals} == {100 * 10**10}
    assert {(one.numeric_grade, one.official_grade) for one in appraisals} == {("GOOD", "GOOD")}
    assert {one.suggested_work_rating for one in appraisals} == {"MEETS_EXPECTATION"}
    assert all(len(one.result_hash) == 64 for one in appraisals)
    assert len({one.result_hash for one in appraisals}) == 9
    assert {one.finalised_at for one in appraisals} == {cycle.finalised_at}
    assert cycle.state == "FINALISED"


async def test_every_node_of_every_appraisal_has_a_result(world: World) -> None:
    await finalise(world)

    nodes = await rows(world, NodeResult)
    assert len(nodes) == 9 * 3  # One component and two indicators each.
    by_node = {one.node_id: one for one in nodes}
    work = by_node[world.version.components["work"]]
    speed = by_node[world.version.indicators["speed"]]
    assert (work.node_kind, work.effective_weight, work.contribution) == ("COMPONENT", 100, 100)
    assert (speed.node_kind, speed.effective_weight, speed.contribution) == ("INDICATOR", 40, 40)


async def test_report_cells_count_people_by_category_and_official_grade(world: World) -> None:
    await finalise(world)

    cells = await rows(world, ReportCell)
    assert {(one.category, one.grade) for one in cells} == {
        ("COMPOSITE", "GOOD"),
        ("RESPONSIBILITY", "GOOD"),
    }
    for one in cells:
        assert (one.employees, one.score_sum, one.score_min, one.score_max) == (9, 900, 100, 100)
        assert (one.cycle_id, one.cycle_kind) == (world.cycle_id, "ANNUAL")


async def test_finalising_is_audited_once(world: World) -> None:
    await finalise(world)

    events = [one for one in await rows(world, AuditEvent) if one.action == "cycle.finalised"]
    assert [(one.object_id, one.after) for one in events] == [
        (world.cycle_id, {"state": "FINALISED", "appraisals": 9})
    ]
    assert events[0].actor_id == world.organisation.head.id


async def _plan_as_run(session: AsyncSession, statement: Select[Any]) -> list[str]:
    """Return the plan of the prepared statement, as the settings in force have it made."""
    compiled = statement.compile(
        dialect=session.get_bind().dialect, compile_kwargs={"render_postcompile": True}
    )
    assert isinstance(compiled, SQLCompiler)
    names = compiled.positiontup or ()
    values = ", ".join(f"'{compiled.params[name]}'" for name in names)
    connection = await session.connection()
    await connection.exec_driver_sql(f"PREPARE as_run AS {compiled}")
    plan = await connection.exec_driver_sql(f"EXPLAIN EXECUTE as_run ({values})")
    return list(plan.scalars())


async def test_a_whole_cycle_is_hashed_however_few_rows_the_planner_expects(
    world: World,
) -> None:
    statement = finalisation(agency_id=DISHUB, cycle_id=world.cycle_id, permitted=true())
    async with tenant_session(world.engine, DISHUB) as session, room(session):
        plan = await _plan_as_run(session, statement)

    one_by_one = [
        line
        for above, line in pairwise(plan)
        if "Nested Loop" in above and "Join Filter" in line and "appraisal_id" in line
    ]
    assert any("agency_id = $" in line for line in plan)  # One plan for whatever agency.
    assert sum("Hash" in line for line in plan) > 10
    assert one_by_one == []


async def test_only_the_partitions_of_the_agency_are_read(world: World) -> None:
    statement = finalisation(agency_id=DISHUB, cycle_id=world.cycle_id, permitted=true())
    async with tenant_session(world.engine, DISHUB) as session, room(session):
        plan = "\n".join(await _plan_as_run(session, statement))

    assert "Subplans Removed" in plan
    assert f"scores_agency_{DISHUB}" in plan
    assert f"scores_agency_{DUKCAPIL}" not in plan


@pytest.mark.parametrize("outside", ["on", "off"])
async def test_what_follows_in_the_transaction_is_planned_as_before(
    database: Database, outside: str
) -> None:
    names = ("enable_nestloop", "statement_timeout", "work_mem", "plan_cache_mode")
    settings = ", ".join(f"current_setting('{name}')" for name in names)
    async with tenant_session(database.application, DISHUB) as session:
        await session.execute(text(f"SET LOCAL enable_nestloop = {outside}"))
        before = (await session.execute(text(f"SELECT {settings}"))).one()
        async with room(session):
            inside = (await session.execute(text(f"SELECT {settings}"))).one()
        after = (await session.execute(text(f"SELECT {settings}"))).one()

    assert tuple(inside) == ("off", "15min", "64MB", "force_generic_plan")
    assert tuple(after) == tuple(before)
    assert before[0] == outside
    assert before[3] == "force_custom_plan"


# --- who, and when --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["rater", "superior", "officer"])
async def test_only_the_head_of_the_agency_finalises(world: World, who: str) -> None:
    error = await refused(world, getattr(world, who))
    assert error.code == "NOT_PERMITTED"
    assert "head of the agency" in error.message("en")
    assert (await rows(world, Cycle))[0].state == "SCORING"


async def test_it_waits_until_every_appraisal_is_submitted(database: Database) -> None:
    world = await open_world(await make_world(database.application, DISHUB))
    key = await world.appraisal_of(world.organisation.ratee)
    for code in ("quality", "speed"):
        await world.score(world.rater, world.item(key, code, "100"))
    await world.rate(world.rater, rating(key))
    await world.submit(world.rater, key)

    error = await refused(world)
    assert error.code == "APPRAISALS_PENDING"
    assert error.details["count"] == 8
    assert await rows(world, NodeResult) == []
    assert "FINAL" not in {one.state for one in await rows(world, Appraisal)}


async def test_no_number_decides_instead_of_a_person(world: World) -> None:
    async with tenant_session(world.engine, DISHUB) as session:
        await session.execute(
            update(Appraisal)
            .where(
                Appraisal.agency_id == DISHUB,
                Appraisal.id == await world.appraisal_of(world.organisation.ratee),
            )
            .values(behaviour_rating=None)
        )
    assert (await refused(world)).code == "APPRAISALS_PENDING"


async def test_a_cycle_is_finalised_once(world: World) -> None:
    await finalise(world)
    assert (await refused(world)).code == "STATE_CONFLICT"


async def test_of_two_who_finalise_at_once_one_does(world: World) -> None:
    answers = await asyncio.gather(finalise(world), finalise(world), return_exceptions=True)

    assert [one for one in answers if isinstance(one, int)] == [9]
    (error,) = (one for one in answers if not isinstance(one, int))
    assert isinstance(error, KinerjaError)
    assert error.code == "STATE_CONFLICT"
    assert len(await rows(world, NodeResult)) == 27


async def test_a_cycle_that_is_not_scored_yet_is_not_finalised(database: Database) -> None:
    world = await open_world(await make_world(database.application, DISHUB), scoring=False)
    assert (await refused(world)).code == "STATE_CONFLICT"
    world.cycle_id = new_id()
    assert (await refused(world)).code == "NOT_FOUND"


async def test_a_cycle_without_appraisals_has_no_result(world: World) -> None:
    world.cycle_id = await _empty_cycle(world)
    assert (await refused(world)).code == "CYCLE_EMPTY"


async def _empty_cycle(world: World) -> UUID:
    month = Range(date(2026, 2, 1), date(2026, 3, 1))
    async with tenant_session(world.engine, DISHUB) as session:
        return await make_cycle(session, DISHUB, world.version, kind="MONTHLY", period=month)


# --- for ever -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE appraisals SET composite = 120",
        "UPDATE appraisals SET decided_work_rating = 'ABOVE_EXPECTATION'",
        "UPDATE cycles SET state = 'SCORING'",
    ],
)
async def test_what_is_final_does_not_change(world: World, change: str) -> None:
    await finalise(world)
    async with tenant_session(world.engine, DISHUB) as session:
        changed = await session.execute(text(f"{change} RETURNING 1"))
        assert changed.all() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE scores SET actual = 120",
        "DELETE FROM scores",
        "UPDATE node_results SET achievement = 120",
        "DELETE FROM report_cells",
    ],
)
async def test_what_was_written_is_never_rewritten(world: World, change: str) -> None:
    await finalise(world)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with tenant_session(world.engine, DISHUB) as session:
            await session.execute(text(change))


ADDITIONS = [
    """
    INSERT INTO scores (agency_id, id, appraisal_id, framework_version_id, ratee_id, indicator_id,
        scorer_id, source, actual, supersedes_id)
    SELECT agency_id, gen_random_uuid(), appraisal_id, framework_version_id, ratee_id, indicator_id,
        scorer_id, source, 1, id FROM scores LIMIT 1
    """,
    """
    INSERT INTO node_results (agency_id, appraisal_id, node_id, node_kind)
    SELECT agency_id, id, gen_random_uuid(), 'COMPONENT' FROM appraisals LIMIT 1
    """,
    """
    INSERT INTO report_cells (agency_id, cycle_id, category, grade, cycle_kind, period, employees,
        score_sum, score_min, score_max)
    SELECT agency_id, id, 'OTHER', 'GOOD', kind, period, 9, 900, 90, 110 FROM cycles
    """,
]


@pytest.mark.parametrize("addition", ADDITIONS)
async def test_nothing_is_added_to_what_is_final(world: World, addition: str) -> None:
    async with tenant_session(world.engine, DISHUB) as session:
        await session.execute(text(addition))  # While it is open, the statement itself is good.
        await session.rollback()
    await finalise(world)

    with pytest.raises(DBAPIError, match="row-level security policy"):
        async with tenant_session(world.engine, DISHUB) as session:
            await session.execute(text(addition))


async def test_later_scores_change_neither_the_result_nor_its_recomputation(
    world: World, database: Database
) -> None:
    await finalise(world)
    key = await world.appraisal_of(world.organisation.ratee)
    async with tenant_session(database.owner, DISHUB) as session:
        before = await stored_result(session, agency_id=DISHUB, appraisal_id=key)
        current = await session.scalars(
            select(Score).where(Score.agency_id == DISHUB, Score.appraisal_id == key)
        )
        for score in current.all():
            await session.execute(insert(Score).values(_correction(score)))

    async with tenant_session(world.engine, DISHUB) as session:
        stored = await stored_result(session, agency_id=DISHUB, appraisal_id=key)
        computed = await recompute(session, agency_id=DISHUB, appraisal_id=key)
        written = select(func.count()).where(Score.agency_id == DISHUB, Score.appraisal_id == key)
        assert await session.scalar(written) == 4
    assert before == stored == computed


def _correction(score: Score) -> dict[str, object]:
    names = ("agency_id", "appraisal_id", "framework_version_id", "ratee_id", "indicator_id")
    same = {name: getattr(score, name) for name in (*names, "scorer_id", "source")}
    return {**same, "id": new_id(), "actual": Decimal(1), "supersedes_id": score.id}


async def test_a_score_that_was_changed_behind_the_back_shows_in_the_hash(
    world: World, database: Database
) -> None:
    await finalise(world)
    key = await world.appraisal_of(world.organisation.ratee)
    async with database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        await connection.execute(
            text("UPDATE scores SET actual = actual + 0.0001 WHERE appraisal_id = :key"),
            {"key": key},
        )

    async with tenant_session(world.engine, DISHUB) as session:
        stored = await stored_result(session, agency_id=DISHUB, appraisal_id=key)
        computed = await recompute(session, agency_id=DISHUB, appraisal_id=key)
    assert stored.values["result_hash"] != computed.values["result_hash"]


async def test_only_a_final_result_is_recomputed(world: World) -> None:
    key = await world.appraisal_of(world.organisation.ratee)
    for wrong, code in ((key, "STATE_CONFLICT"), (new_id(), "NOT_FOUND")):
        with pytest.raises(KinerjaError) as caught:
            async with tenant_session(world.engine, DISHUB) as session:
                await recompute(session, agency_id=DISHUB, appraisal_id=wrong)
        assert caught.value.code == code
