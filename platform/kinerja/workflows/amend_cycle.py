"""Amending a running cycle: it ends where other rules begin, and a successor has the rest."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Date, cast, func, literal, select
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.cycles.amending_errors import (
    AmendedDeadlineError,
    AmendingVersionNotFoundError,
    AmendingVersionStatusError,
    AmendmentOutsidePeriodError,
    LaterPostsError,
    NotOpenedError,
    SameVersionError,
)
from kinerja.domains.cycles.errors import (
    ConcurrentChangeError,
    CycleCodeTakenError,
    NoPublishedVersionError,
    ReasonRequiredError,
)
from kinerja.domains.cycles.facts import CYCLE_FACTS, planned_facts
from kinerja.domains.cycles.history import Deed, note
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.plans import CyclePlan
from kinerja.domains.cycles.refusals import refuse_step
from kinerja.domains.cycles.repository import CycleRepository
from kinerja.domains.cycles.service import LATEST, REASON_LENGTH
from kinerja.domains.cycles.vocabulary import CycleKind, CycleState, DistributionMode
from kinerja.domains.frameworks.models import FrameworkVersion
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.domains.organisation.models import Assignment
from kinerja.workflows.open_cycle import open_cycle
from policies.permissions import Action, Resource
from policies.subject import Actor

#: Once ratings are compared and settled the rules of a cycle no longer change.
AMENDABLE = (CycleState.OPEN, CycleState.SCORING)
#: A code has 64 characters at most; a hyphen and a day are added.
_CODE_KEPT = 53
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """From which day on which version holds, and why.

    `code` and `name` are the successor's (None: those of the cycle, the code with the day added).
    `exceptions` and `self_review_due` are what `open_cycle` takes for the successor.
    """

    cycle_id: UUID
    on: date
    version_id: UUID
    reason: str
    code: str | None = None
    name: str | None = None
    exceptions: tuple[UUID, ...] = ()
    self_review_due: date | None = None


class Amended(NamedTuple):
    """The successor, and how many appraisals it has; 0 while its version is not published."""

    successor_id: UUID
    appraisals: int


class _Version(NamedTuple):
    framework_id: UUID
    status: str
    covers: bool


async def amend_cycle(actor: Actor, session: AsyncSession, *, amendment: Amendment) -> Amended:
    """End a running cycle the day before `on`; a successor appraises the rest of its period.

    The cycle keeps version, appraisals and scores, and goes on to its own final result. The
    successor is OPEN at once when the version is PUBLISHED. A version of the same framework cannot
    be while the cycle runs on (a cycle pins what is in force on all its days), so it may also be
    IN_REVIEW: then the successor is PLANNED, the head publishes, and `open_cycle` opens it. The
    annual result is the mean of both, weighted by months (domain rules, 3.2 no. 3).

    Raises:
        ReasonRequiredError: the reason is too short or too long.
        AmendmentOutsidePeriodError: nothing, or all, of the period would be left.
        AmendingVersionNotFoundError, AmendingVersionStatusError, SameVersionError,
        NoPublishedVersionError: the version is none under which the cycle can go on.
        LaterPostsError: appraisals would be left without a day.
        AmendedDeadlineError, NotOpenedError: a deadline or exceptions do not fit.
        CycleCodeTakenError: another cycle has the successor's code.
        ConcurrentChangeError: somebody else amended the cycle at the same time.
        CycleStateConflictError: the cycle is not open yet, or calibrated or over.
        CycleNotFoundError, NotPermittedError, and what `open_cycle` raises: as their names say.
    """
    allowed = actor.require(Resource.CYCLE, Action.CONFIGURE).row_filter(CYCLE_FACTS, actor)
    if len(amendment.reason.strip()) not in REASON_LENGTH:
        raise ReasonRequiredError(limit=REASON_LENGTH.stop - 1, path=("reason",))
    cycle = await _held(actor, session, amendment.cycle_id, allowed)
    first, last = _days_of(cycle.period)
    if not first < amendment.on <= last:
        raise AmendmentOutsidePeriodError(first=first + _ONE_DAY, last=last, path=("on",))
    version = await _version(actor, session, cycle, amendment, last=last)
    _check_deadline(actor.today, amendment)
    await _check_posts(actor, session, amendment)
    await _shorten(actor, session, amendment, allowed=allowed)
    plan = _successor(cycle, amendment, version.framework_id, last=last)
    successor_id = await _add(actor, session, plan)
    await _note_both(actor, session, amendment, successor_id=successor_id, last=last)
    if version.status != VersionStatus.PUBLISHED:
        return Amended(successor_id, 0)
    opened = await open_cycle(
        actor,
        session,
        cycle_id=successor_id,
        exceptions=amendment.exceptions,
        self_review_due=amendment.self_review_due,
    )
    return Amended(successor_id, opened)


async def _held(
    actor: Actor, session: AsyncSession, cycle_id: UUID, allowed: ColumnElement[bool]
) -> Cycle:
    """Lock the cycle; one whose period changed while we waited for the lock is not amended."""
    mine = (Cycle.agency_id == actor.agency_id, Cycle.id == cycle_id)
    before = await session.scalar(select(Cycle.period).where(*mine))
    held = await CycleRepository(session, actor.agency_id).hold(
        cycle_id, expected=AMENDABLE, allowed=allowed
    )
    if held is None:
        await refuse_step(actor, session, cycle_id, action=Action.CONFIGURE, expected=AMENDABLE)
    if held.period != before:
        raise ConcurrentChangeError
    return held


def _days_of(period: Range[date]) -> tuple[date, date]:
    """Return the first and the last day of a cycle's period, which is bounded."""
    if period.lower is None or period.upper is None:
        message = "the period of a cycle is bounded"
        raise ValueError(message)
    return period.lower, period.upper - _ONE_DAY


async def _version(
    actor: Actor, session: AsyncSession, cycle: Cycle, amendment: Amendment, *, last: date
) -> _Version:
    """Return the version that holds from the day on, when a cycle can go on under it."""
    if amendment.version_id == cycle.framework_version_id:
        raise SameVersionError(path=("versionId",))
    rest = cast(Range(amendment.on, last + _ONE_DAY, bounds="[)"), DATERANGE)
    covers = FrameworkVersion.effective.op("@>", is_comparison=True)(rest)
    found = await session.execute(
        select(FrameworkVersion.framework_id, FrameworkVersion.status, covers).where(
            FrameworkVersion.agency_id == actor.agency_id,
            FrameworkVersion.id == amendment.version_id,
        )
    )
    row = found.one_or_none()
    if row is None:
        raise AmendingVersionNotFoundError(path=("versionId",))
    version = _Version(*row)
    if version.status not in {VersionStatus.PUBLISHED, VersionStatus.IN_REVIEW}:
        raise AmendingVersionStatusError(status=version.status, path=("versionId",))
    if not version.covers:
        raise NoPublishedVersionError(start=amendment.on, end=last, path=("versionId",))
    if version.status != VersionStatus.PUBLISHED:
        _refuse_what_opening_takes(amendment)
    return version


def _refuse_what_opening_takes(amendment: Amendment) -> None:
    if amendment.exceptions:
        raise NotOpenedError(path=("exceptions",))
    if amendment.self_review_due is not None:
        raise NotOpenedError(path=("selfReviewDue",))


def _check_deadline(today: date, amendment: Amendment) -> None:
    """Self-reviews of the rest are due when it has begun: the deadlines stay in order."""
    due, first = amendment.self_review_due, max(today, amendment.on)
    latest = today + LATEST
    if due is not None and not first <= due <= latest:
        raise AmendedDeadlineError(first=first, latest=latest, path=("selfReviewDue",))


async def _check_posts(actor: Actor, session: AsyncSession, amendment: Amendment) -> None:
    later = await session.scalar(
        select(func.count())
        .select_from(Appraisal)
        .join(Assignment, Assignment.id == Appraisal.assignment_id)
        .where(
            Appraisal.agency_id == actor.agency_id,
            Assignment.agency_id == actor.agency_id,
            Appraisal.cycle_id == amendment.cycle_id,
            Appraisal.superseded_at.is_(None),
            func.lower(Assignment.valid) >= literal(amendment.on, Date()),
        )
    )
    if later:
        raise LaterPostsError(count=later, on=amendment.on, path=("on",))


async def _shorten(
    actor: Actor, session: AsyncSession, amendment: Amendment, *, allowed: ColumnElement[bool]
) -> None:
    shorter = func.daterange(
        func.lower(Cycle.period, type_=Date()), literal(amendment.on, Date()), type_=DATERANGE
    )
    moved = await CycleRepository(session, actor.agency_id).move(
        amendment.cycle_id, expected=AMENDABLE, values={"period": shorter}, allowed=allowed
    )
    if moved is None:
        raise ConcurrentChangeError


def _successor(cycle: Cycle, amendment: Amendment, framework_id: UUID, *, last: date) -> CyclePlan:
    return CyclePlan(
        framework_id=framework_id,
        code=amendment.code or f"{cycle.code[:_CODE_KEPT]}-{amendment.on}",
        name=amendment.name or cycle.name,
        kind=CycleKind(cycle.kind),
        first=amendment.on,
        last=last,
        objection_days=cycle.objection_days,
        distribution_mode=DistributionMode(cycle.distribution_mode),
    )


async def _add(actor: Actor, session: AsyncSession, plan: CyclePlan) -> UUID:
    plan.check()
    grant = actor.require(Resource.CYCLE, Action.CONFIGURE)
    added = await CycleRepository(session, actor.agency_id).add(
        plan, allowed=grant.row_filter(planned_facts(actor.agency_id), actor)
    )
    if added is None:
        raise CycleCodeTakenError(cycle=plan.code, path=("code",))
    return added


async def _note_both(
    actor: Actor, session: AsyncSession, amendment: Amendment, *, successor_id: UUID, last: date
) -> None:
    ended = {
        "period_end": (amendment.on - _ONE_DAY).isoformat(),
        "successor_id": str(successor_id),
        "framework_version_id": str(amendment.version_id),
    }
    begun = {
        "period_start": amendment.on.isoformat(),
        "period_end": last.isoformat(),
        "continues": str(amendment.cycle_id),
        "framework_version_id": str(amendment.version_id),
    }
    both = ((Deed.AMENDED, amendment.cycle_id, ended), (Deed.CONTINUED, successor_id, begun))
    for deed, key, after in both:
        await note(actor, session, deed, cycle_id=key, after=after, reason=amendment.reason)
