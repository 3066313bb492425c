"""Writing a performance plan, and agreeing to it: what ratee and rater do, one after the other.

Every function works in the actor's agency and in the caller's transaction; a failure raises, and
the caller undoes whatever was written. `edition` is the one that the actor has read: a plan that
has changed since is refused.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, func, literal
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.plans.contents import Contents, PlannedResult, read_reason
from kinerja.domains.plans.errors import (
    AlignmentError,
    ContinuationError,
    PrimaryNeededError,
)
from kinerja.domains.plans.facts import PLAN_FACTS
from kinerja.domains.plans.history import Deed, note
from kinerja.domains.plans.models import PerformancePlan, WorkResult
from kinerja.domains.plans.refusals import refuse_step
from kinerja.domains.plans.repository import PlanRepository
from kinerja.domains.plans.vocabulary import PlanState
from kinerja.kit.errors import KinerjaError, raise_all
from policies.permissions import Action, Resource
from policies.subject import Actor


async def set_plan(
    actor: Actor, session: AsyncSession, *, plan_id: UUID, edition: int, contents: Contents
) -> None:
    """Replace all contents of a draft: its next edition is exactly `contents`.

    Raises:
        KinerjaError: what `Contents` refuses; ALIGNMENT_UNKNOWN, WORK_RESULT_UNKNOWN.
        ConcurrentPlanError: somebody has changed the plan since.
        PlanStateConflictError, PlanningClosedError, PlanNotFoundError, NotPermittedError: as their
            names say.
    """
    contents.check()
    values = {"edition": PerformancePlan.edition + 1}
    plan = await _move(
        actor, session, plan_id, Action.SCORE, PlanState.DRAFT, edition=edition, values=values
    )
    contents.check_perspectives(plan.position_class)
    repository = PlanRepository(session, actor.agency_id)
    before = await repository.results(plan_id, edition=edition)
    rows = await _aligned(repository, plan, contents.results, {one.id: one for one in before})
    await repository.add_results(plan, rows)
    await repository.add_expectations(plan, contents.behaviour)
    after = {
        "edition": plan.edition,
        "work_results": len(rows),
        "expectations": len(contents.behaviour),
    }
    await _note(actor, session, Deed.CHANGED, plan, after)


async def propose_plan(actor: Actor, session: AsyncSession, *, plan_id: UUID, edition: int) -> None:
    """Propose a draft to the other side: whoever proposes has agreed.

    Raises:
        PrimaryNeededError: it has no primary work result.
        ConcurrentPlanError: somebody has changed the plan since.
        PlanStateConflictError, PlanningClosedError, PlanNotFoundError, NotPermittedError: as their
            names say.
    """
    values = {
        "state": PlanState.PROPOSED,
        "proposed_by": literal(actor.subject.id, Uuid()),
        "proposed_at": func.now(),
        "return_reason": None,
    }
    plan = await _move(
        actor, session, plan_id, Action.SCORE, PlanState.DRAFT, edition=edition, values=values
    )
    if not await PlanRepository(session, actor.agency_id).has_primary(plan_id, edition=edition):
        raise PrimaryNeededError(path=("planId",))
    await _note(actor, session, Deed.PROPOSED, plan, {"edition": edition})


async def agree_to_plan(
    actor: Actor, session: AsyncSession, *, plan_id: UUID, edition: int
) -> None:
    """Agree to what the other side proposed: from now on this revision counts.

    Raises:
        OtherSideError: the actor's own side proposed it.
        ConcurrentPlanError: somebody has changed the plan since.
        PlanStateConflictError, PlanningClosedError, PlanNotFoundError, NotPermittedError: as their
            names say.
    """
    values = {
        "state": PlanState.AGREED,
        "agreed_by": literal(actor.subject.id, Uuid()),
        "agreed_at": func.now(),
    }
    plan = await _move(
        actor,
        session,
        plan_id,
        Action.DECIDE,
        PlanState.PROPOSED,
        edition=edition,
        values=values,
        also=_is_other_side(actor),
    )
    after = {"edition": edition, "revision": plan.revision, "supersedes": plan.supersedes_id}
    await _note(actor, session, Deed.AGREED, plan, after)


async def return_plan(
    actor: Actor, session: AsyncSession, *, plan_id: UUID, edition: int, reason: str
) -> None:
    """Give a proposed plan back to be written again; its proposer may take it back so, too.

    Raises:
        ReturnReasonError: the reason is too short or too long.
        ConcurrentPlanError: somebody has changed the plan since.
        PlanStateConflictError, PlanningClosedError, PlanNotFoundError, NotPermittedError: as their
            names say.
    """
    values = {
        "state": PlanState.DRAFT,
        "proposed_by": None,
        "proposed_at": None,
        "return_reason": read_reason(reason),
    }
    plan = await _move(
        actor, session, plan_id, Action.DECIDE, PlanState.PROPOSED, edition=edition, values=values
    )
    await _note(actor, session, Deed.RETURNED, plan, {"edition": edition})


def _is_other_side(actor: Actor) -> ColumnElement[bool]:
    """Return whether the ratee proposed and the actor is not the ratee, or the other way round."""
    me = literal(actor.subject.id, Uuid())
    by_ratee = PerformancePlan.proposed_by == PerformancePlan.ratee_id
    return by_ratee != (PerformancePlan.ratee_id == me)


async def _move(  # noqa: PLR0913 - one step: what, by which right, from where, to where.
    actor: Actor,
    session: AsyncSession,
    plan_id: UUID,
    action: Action,
    expected: PlanState,
    *,
    edition: int,
    values: Mapping[str, Any],
    also: ColumnElement[bool] | None = None,
) -> PerformancePlan:
    allowed = actor.require(Resource.PLAN, action).row_filter(PLAN_FACTS, actor)
    moved = await PlanRepository(session, actor.agency_id).move(
        plan_id,
        expected=expected,
        edition=edition,
        values=values,
        allowed=allowed if also is None else and_(allowed, also),
    )
    if moved is None:
        await refuse_step(
            actor, session, plan_id, action=action, expected=expected, edition=edition
        )
    return moved


async def _aligned(
    repository: PlanRepository,
    plan: PerformancePlan,
    results: Sequence[PlannedResult],
    before: Mapping[UUID, WorkResult],
) -> list[dict[str, Any]]:
    """Return the rows of the next edition, each aligned to what the rater has planned."""
    wanted = {one.aligned_to for one in results if one.realigned and one.aligned_to is not None}
    titles = await repository.titles_above(plan, wanted)
    errors: list[KinerjaError] = []
    continued: set[UUID] = set()
    rows = []
    for place, one in enumerate(results):
        path = ("workResults", place)
        if one.continues is not None and (
            one.continues not in before or one.continues in continued
        ):
            errors.append(ContinuationError(path=(*path, "continuesId")))
        elif one.realigned and one.aligned_to is not None and one.aligned_to not in titles:
            errors.append(AlignmentError(path=(*path, "alignedToId")))
        else:
            rows.append(_row(one, titles, before))
        continued |= {one.continues} if one.continues else set()
    raise_all(errors)
    return rows


def _row(
    one: PlannedResult, titles: Mapping[UUID, str], before: Mapping[UUID, WorkResult]
) -> dict[str, Any]:
    aligned, title = one.aligned_to, titles.get(one.aligned_to) if one.aligned_to else None
    if not one.realigned and one.continues is not None:
        aligned, title = before[one.continues].aligned_to_id, before[one.continues].aligned_title
    return {
        "kind": one.kind,
        "title": one.title.strip(),
        "indicator": one.indicator.strip(),
        "target": one.target,
        "unit": None if one.unit is None else one.unit.strip(),
        "perspective": one.perspective,
        "aligned_to_id": aligned,
        "aligned_title": title,
    }


async def _note(
    actor: Actor,
    session: AsyncSession,
    deed: Deed,
    plan: PerformancePlan,
    after: Mapping[str, Any],
) -> None:
    await note(
        actor,
        session,
        deed,
        plan_id=plan.id,
        ratee_id=plan.ratee_id,
        after={"state": plan.state, **after},
    )
