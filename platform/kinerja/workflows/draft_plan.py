"""Beginning a plan: the first revision of an assignment in a cycle, or the next one.

The next revision begins as a copy of the agreed one, which counts until both sides have agreed to
what takes its place.
"""

from datetime import date
from typing import Any, Never
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.cycles.models import Cycle
from kinerja.domains.organisation.models import Assignment, OrgUnit, Position, ReportingLine
from kinerja.domains.plans.contents import Expected
from kinerja.domains.plans.errors import (
    NoCommonDayError,
    PlanningClosedError,
    PlanNotFoundError,
    PlanOpenError,
)
from kinerja.domains.plans.history import Deed, note
from kinerja.domains.plans.models import PerformancePlan
from kinerja.domains.plans.repository import PlanRepository
from kinerja.domains.plans.vocabulary import PLANNABLE, CoreValue, PlanState
from kinerja.kit.ids import new_id
from kinerja.workflows.ratees import LINE_FIRST
from policies.facts import RowFacts
from policies.permissions import Action, Resource
from policies.subject import Actor

_plans = PerformancePlan.__table__
_COPIED = (
    "kind",
    "title",
    "indicator",
    "target",
    "unit",
    "perspective",
    "aligned_to_id",
    "aligned_title",
)


async def draft_plan(
    actor: Actor, session: AsyncSession, *, cycle_id: UUID, assignment_id: UUID
) -> UUID:
    """Begin a revision of the plan of an assignment, and return its id.

    Unit, rater and superior are pinned as of today, moved into the days that the assignment has in
    the cycle. For the ratee, and for the rater of that day.

    Raises:
        PlanOpenError: a revision is being written already.
        PlanningClosedError: the cycle takes no plans now.
        NoCommonDayError: the assignment has no day in the cycle.
        PlanNotFoundError: there is no such cycle or assignment.
        NotPermittedError: the actor is neither the ratee nor the rater.
    """
    grant = actor.require(Resource.PLAN, Action.SCORE)
    line = _line(actor)
    facts = _facts(line)
    key = new_id()
    columns = _columns(actor, key, line)
    row = (
        _candidates(actor, cycle_id, assignment_id, line)
        .with_only_columns(*columns.values())
        .where(Cycle.state.in_(PLANNABLE), _overlap(), grant.row_filter(facts, actor))
    )
    plan = await session.scalar(
        insert(PerformancePlan)
        .from_select(list(columns), row)
        .on_conflict_do_nothing()
        .returning(PerformancePlan)
    )
    if plan is None:
        await _refuse(actor, session, cycle_id, assignment_id, line)
    await _copy(actor, session, plan)
    await note(
        actor,
        session,
        Deed.DRAFTED,
        plan_id=plan.id,
        ratee_id=plan.ratee_id,
        after={"state": plan.state, "revision": plan.revision, "cycle": cycle_id},
    )
    return key


def _candidates(actor: Actor, cycle_id: UUID, assignment_id: UUID, line: FromClause) -> Select[Any]:
    """Select the assignment beside the cycle: one row, or none; nothing is permitted yet."""
    agency = int(actor.agency_id)
    return (
        select(Cycle.id)
        .select_from(Cycle)
        .join(Assignment, Assignment.agency_id == Cycle.agency_id)
        .join(Position, Position.id == Assignment.position_id)
        .join(OrgUnit, OrgUnit.id == Assignment.org_unit_id)
        .outerjoin(line, true())
        .where(
            Cycle.agency_id == agency,
            Assignment.agency_id == agency,
            Position.agency_id == agency,
            OrgUnit.agency_id == agency,
            Cycle.id == cycle_id,
            Assignment.id == assignment_id,
        )
    )


def _overlap() -> ColumnElement[bool]:
    overlaps: ColumnElement[bool] = Assignment.valid.op("&&", is_comparison=True)(Cycle.period)
    return overlaps


def _day(today: date) -> ColumnElement[date]:
    """Return today, moved into the days that the assignment has in the cycle."""
    common = Assignment.valid.op("*")(Cycle.period)
    first, after = func.lower(common, type_=Date()), func.upper(common, type_=Date())
    return func.least(
        func.greatest(literal(today, Date()), first), cast(after - literal(1, Integer()), Date())
    )


def _line(actor: Actor) -> FromClause:
    """Select the rater and the superior of that day, the line before any delegation."""
    return (
        select(ReportingLine.rater_id, ReportingLine.superior_id)
        .where(
            ReportingLine.agency_id == int(actor.agency_id),
            ReportingLine.ratee_id == Assignment.employee_id,
            ReportingLine.valid.op("@>", is_comparison=True)(_day(actor.today)),
        )
        .order_by(LINE_FIRST, ReportingLine.id)
        .limit(1)
        .correlate(Assignment, Cycle)
        .lateral("line")
    )


def _facts(line: FromClause) -> RowFacts:
    """Return what the plan will say to policy when it is begun."""
    return RowFacts(
        agency=Assignment.__table__.c.agency_id,
        state=literal(PlanState.DRAFT.value, Text()),
        owner=Assignment.__table__.c.employee_id,
        rater=line.c.rater_id,
        superior=line.c.superior_id,
        unit_path=OrgUnit.__table__.c.path,
    )


def _columns(actor: Actor, key: UUID, line: FromClause) -> dict[str, Any]:
    agency = int(actor.agency_id)
    same = (
        _plans.c.agency_id == agency,
        _plans.c.cycle_id == Cycle.id,
        _plans.c.assignment_id == Assignment.id,
    )
    last = select(func.max(_plans.c.revision)).where(*same).correlate(Cycle, Assignment)
    agreed = (
        select(_plans.c.id)
        .where(*same, _plans.c.state == PlanState.AGREED.value)
        .order_by(_plans.c.revision.desc())
        .limit(1)
        .correlate(Cycle, Assignment)
    )
    return {
        # As a value: Citus misspells RETURNING where the agency is that of the row.
        "agency_id": literal(agency, Integer()),
        "id": literal(key, Uuid()),
        "cycle_id": Cycle.id,
        "ratee_id": Assignment.employee_id,
        "assignment_id": Assignment.id,
        "position_class": Position.position_class,
        "org_unit_id": OrgUnit.id,
        "unit_path": OrgUnit.path,
        "rater_id": line.c.rater_id,
        "superior_id": line.c.superior_id,
        "state": literal(PlanState.DRAFT.value, Text()),
        "revision": func.coalesce(last.scalar_subquery(), 0) + 1,
        "edition": literal(1, Integer()),
        "supersedes_id": agreed.scalar_subquery(),
    }


async def _copy(actor: Actor, session: AsyncSession, plan: PerformancePlan) -> None:
    """Let the next revision begin with what was agreed to."""
    if plan.supersedes_id is None:
        return
    before = await session.get_one(PerformancePlan, (actor.agency_id, plan.supersedes_id))
    repository = PlanRepository(session, actor.agency_id)
    results = await repository.results(before.id, edition=before.edition)
    expected = await repository.expectations(before.id, edition=before.edition)
    await repository.add_results(
        plan, [{name: getattr(one, name) for name in _COPIED} for one in results]
    )
    await repository.add_expectations(
        plan,
        [Expected(value=CoreValue(one.value), expectation=one.expectation) for one in expected],
    )


async def _refuse(
    actor: Actor, session: AsyncSession, cycle_id: UUID, assignment_id: UUID, line: FromClause
) -> Never:
    """Say why nothing was begun.

    Raises:
        KinerjaError: always; what it says is what was in the way first.
    """
    grant = actor.grant(Resource.PLAN, Action.SCORE)
    facts = _facts(line)
    reason = case((grant.row_filter(facts, actor), "ok"), else_=grant.refusal(facts, actor))
    found = await session.execute(
        _candidates(actor, cycle_id, assignment_id, line).with_only_columns(
            Cycle.state, _overlap(), reason
        )
    )
    row = found.one_or_none()
    if row is None:
        raise PlanNotFoundError(path=("assignmentId",))
    state, overlaps, told = row
    if told != "ok":
        raise actor.refused(Resource.PLAN, Action.SCORE, told).at("assignmentId")
    if state not in PLANNABLE:
        expected = " / ".join(PLANNABLE)
        raise PlanningClosedError(state=state, expected=expected, path=("cycleId",))
    if not overlaps:
        raise NoCommonDayError(path=("assignmentId",))
    raise PlanOpenError(path=("assignmentId",))
