"""Opening a cycle: it pins the published version, and every ratee gets an appraisal."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, cast, func, insert, literal, select
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.keys import new_key
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.tree import MAX_DEPTH, component_tree
from kinerja.domains.cycles.errors import (
    NoPublishedVersionError,
    NoRateesError,
    RateesWithoutRaterError,
    UnknownExceptionError,
    VersionTooDeepError,
)
from kinerja.domains.cycles.facts import CYCLE_FACTS
from kinerja.domains.cycles.history import Deed, note
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.refusals import refuse_step
from kinerja.domains.cycles.repository import CycleRepository
from kinerja.domains.cycles.service import check_deadline
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.domains.frameworks.models import FrameworkVersion
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.errors import raise_all
from kinerja.kit.ids import GlobalId
from kinerja.workflows.first_state import first_state
from kinerja.workflows.ratees import Scope, pinning_day, ratees, without_rater
from kinerja.workflows.room import room
from policies.permissions import Action, Resource
from policies.subject import Actor

OPENABLE = (CycleState.PLANNED, CycleState.PLANNING)
#: How many of the employees without a rater an error names.
NAMED = 5


async def open_cycle(
    actor: Actor,
    session: AsyncSession,
    *,
    cycle_id: UUID,
    exceptions: Sequence[UUID] = (),
    self_review_due: date | None = None,
) -> int:
    """Open a cycle and return how many appraisals it has.

    The version must be in force on all days of the period. Each ratee's assignment, position class,
    unit, rater and superior are pinned as of today, moved into the period. `exceptions` names
    employees without a rater who are left out of the cycle (the head of an agency, say, whom
    somebody outside appraises): nobody else is ever left out. `self_review_due` is the last day for
    self-reviews (None: until scoring starts).

    Raises:
        NoPublishedVersionError: no published version covers the period.
        RateesWithoutRaterError: somebody who is no exception has no rater.
        UnknownExceptionError: an exception is not such an employee.
        NoRateesError: nobody would be appraised.
        DeadlineError: the last day for self-reviews has passed, or lies more than a year ahead.
        CycleStateConflictError: the cycle is open already, or over.
        CycleNotFoundError, NotPermittedError: as their names say.
    """
    allowed = actor.require(Resource.CYCLE, Action.CONFIGURE).row_filter(CYCLE_FACTS, actor)
    check_deadline(actor.today, self_review_due, "selfReviewDue")
    cycle = await _locked(actor, session, cycle_id, allowed)
    scope = await _scope(actor, session, cycle)
    await _check_exceptions(session, scope, exceptions)
    opened = await CycleRepository(session, actor.agency_id).move(
        cycle_id,
        expected=OPENABLE,
        values={
            "state": CycleState.OPEN,
            "framework_version_id": scope.version_id,
            "self_review_due": self_review_due,
        },
        allowed=allowed,
    )
    if opened is None:
        await refuse_step(actor, session, cycle_id, action=Action.CONFIGURE, expected=OPENABLE)
    made = await _make_appraisals(session, scope, cycle_id, exceptions)
    if not made:
        raise NoRateesError
    after = {
        "framework_version_id": str(scope.version_id),
        "pinned_as_of": scope.day.isoformat(),
        "appraisals": made,
        "exceptions": [str(key) for key in exceptions],
    }
    await note(actor, session, Deed.OPENED, cycle_id=cycle_id, after=after)
    return made


async def _locked(
    actor: Actor, session: AsyncSession, cycle_id: UUID, allowed: ColumnElement[bool]
) -> Cycle:
    found = await CycleRepository(session, actor.agency_id).hold(
        cycle_id, expected=OPENABLE, allowed=allowed
    )
    if found is None:
        await refuse_step(actor, session, cycle_id, action=Action.CONFIGURE, expected=OPENABLE)
    return found


async def _scope(actor: Actor, session: AsyncSession, cycle: Cycle) -> Scope:
    """Find the version that is in force on all days of the cycle's period."""
    covers = FrameworkVersion.effective.op("@>", is_comparison=True)(cast(cycle.period, DATERANGE))
    version_id: UUID | None = await session.scalar(
        select(FrameworkVersion.id).where(
            FrameworkVersion.agency_id == actor.agency_id,
            FrameworkVersion.framework_id == cycle.framework_id,
            FrameworkVersion.status == VersionStatus.PUBLISHED,
            covers,
        )
    )
    day = pinning_day(cycle.period, actor.today)
    if version_id is None:
        raise _no_version(cycle.period)
    scope = Scope(agency_id=actor.agency_id, version_id=version_id, period=cycle.period, day=day)
    await _check_depth(session, scope)
    return scope


def _no_version(period: Range[date]) -> NoPublishedVersionError:
    last = period.upper.fromordinal(period.upper.toordinal() - 1) if period.upper else None
    return NoPublishedVersionError(start=period.lower, end=last)


async def _check_depth(session: AsyncSession, scope: Scope) -> None:
    # Cast: in a select list of its own the parameter has no type that PostgreSQL could infer.
    version = cast(literal(scope.version_id), Uuid())
    pinned = select(version.label("framework_version_id")).cte("pinned")
    deepest = await session.scalar(select(func.max(component_tree(scope.agency, pinned).c.depth)))
    if deepest is None or deepest > MAX_DEPTH:
        raise VersionTooDeepError(limit=MAX_DEPTH)


async def _check_exceptions(
    session: AsyncSession, scope: Scope, exceptions: Sequence[UUID]
) -> None:
    async with room(session):
        unrated = (await session.scalars(without_rater(ratees(scope)))).all()
    unknown = [
        UnknownExceptionError(path=("exceptions", position))
        for position, key in enumerate(exceptions)
        if key not in set(unrated)
    ]
    raise_all(unknown)
    left = [key for key in unrated if key not in set(exceptions)]
    if left:
        named = [str(GlobalId("Employee", scope.agency_id, key)) for key in left[:NAMED]]
        raise RateesWithoutRaterError(count=len(left), employees=", ".join(named))


async def _make_appraisals(
    session: AsyncSession, scope: Scope, cycle_id: UUID, exceptions: Collection[UUID]
) -> int:
    people = ratees(scope, without=exceptions)
    columns: dict[str, Any] = {
        "agency_id": scope.agency,
        "id": new_key(),
        "cycle_id": literal(cycle_id),
        "framework_version_id": literal(scope.version_id),
        "ratee_id": people.c.employee_id,
        "assignment_id": people.c.assignment_id,
        "position_class": people.c.position_class,
        "org_unit_id": people.c.org_unit_id,
        "unit_path": people.c.unit_path,
        "rater_id": people.c.rater_id,
        "superior_id": people.c.superior_id,
        "state": first_state(
            scope.agency, scope.version_id, position_class=people.c.position_class
        ),
    }
    made = (
        insert(Appraisal)
        .from_select(list(columns), select(*columns.values()))
        .returning(Appraisal.id)
        .cte("made")
    )
    async with room(session):
        return await session.scalar(select(func.count()).select_from(made)) or 0
