"""The life of a version after its draft: review, publication, retirement.

Two persons: the officer configures and submits, the head of the agency publishes, and whoever made
or submitted a version never publishes it, whatever roles the person holds.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks.errors import FrameworkEmptyError
from kinerja.domains.frameworks.facts import VERSION_FACTS
from kinerja.domains.frameworks.heads import REASON_LIMIT, checked_text
from kinerja.domains.frameworks.history import Deed, note
from kinerja.domains.frameworks.refusals import refuse_step
from kinerja.domains.frameworks.repository import FrameworkRepository, VersionRecord
from kinerja.domains.frameworks.service import check_weights
from kinerja.domains.frameworks.transitions import Transition, transition
from kinerja.domains.frameworks.vocabulary import VersionStatus
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.session import ConcurrentChangeError


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of a version's life: any one of `actions` allows it."""

    actions: tuple[Action, ...]
    expected: VersionStatus
    target: VersionStatus
    deed: Deed


SUBMIT = Step(
    actions=(Action.CONFIGURE,),
    expected=VersionStatus.DRAFT,
    target=VersionStatus.IN_REVIEW,
    deed=Deed.SUBMITTED,
)
#: The head rejects, or the officer takes back.
RETURN = Step(
    actions=(Action.DECIDE, Action.CONFIGURE),
    expected=VersionStatus.IN_REVIEW,
    target=VersionStatus.DRAFT,
    deed=Deed.RETURNED,
)
PUBLISH = Step(
    actions=(Action.DECIDE,),
    expected=VersionStatus.IN_REVIEW,
    target=VersionStatus.PUBLISHED,
    deed=Deed.PUBLISHED,
)
RETIRE = Step(
    actions=(Action.DECIDE,),
    expected=VersionStatus.PUBLISHED,
    target=VersionStatus.RETIRED,
    deed=Deed.RETIRED,
)


async def submit_for_review(actor: Actor, session: AsyncSession, *, version_id: UUID) -> None:
    """Hand a draft over for review. It is complete and its weights are right, or it stays.

    Raises:
        FrameworkEmptyError: it has no components.
        VersionStateConflictError: it is no draft.
        VersionNotFoundError, NotPermittedError: as their names say.
        KinerjaError: the weights are wrong.
    """
    await _take(actor, session, version_id, SUBMIT)


async def return_to_draft(
    actor: Actor, session: AsyncSession, *, version_id: UUID, reason: str | None = None
) -> None:
    """Send a version back from review; `reason` goes to the audit trail.

    Raises:
        VersionStateConflictError: it is not in review.
        VersionNotFoundError, NotPermittedError: as their names say.
        KinerjaError: the reason is blank, too long or holds control characters.
    """
    checked = checked_text("reason", reason, limit=REASON_LIMIT)
    await _take(actor, session, version_id, RETURN, reason=checked)


async def publish_version(actor: Actor, session: AsyncSession, *, version_id: UUID) -> None:
    """Put a version in force for its period; from now on it never changes.

    A published version of the framework that has no last day ends where this one begins. Of two
    who publish at once, one wins. The hash of what was published is kept with it.

    Raises:
        TwoPersonsRequiredError: the actor made or submitted it.
        PeriodOverlapError: another published version is in force in part of the period.
        CycleRunsOnError: a cycle of the version that would end runs into the period.
        VersionStateConflictError: it is not in review.
        VersionNotFoundError, NotPermittedError: as their names say.
        KinerjaError: the weights are wrong.
    """
    await _take(actor, session, version_id, PUBLISH)


async def retire_version(actor: Actor, session: AsyncSession, *, version_id: UUID) -> None:
    """Take a version out of force, so that no new cycle uses it.

    Raises:
        VersionPinnedError: a cycle that is not finished uses it.
        VersionStateConflictError: it is not published.
        VersionNotFoundError, NotPermittedError: as their names say.
    """
    await _take(actor, session, version_id, RETIRE)


async def _take(
    actor: Actor, session: AsyncSession, version_id: UUID, step: Step, *, reason: str | None = None
) -> None:
    grants = [actor.grant(Resource.FRAMEWORK, action) for action in step.actions]
    if all(grant.is_empty for grant in grants):
        raise actor.refused(Resource.FRAMEWORK, step.actions[0])
    allowed = or_(*(grant.row_filter(VERSION_FACTS, actor) for grant in grants))
    repository = FrameworkRepository(session, actor.agency_id)
    version = await repository.find_version(version_id, allowed=allowed)
    if version is None or version.status is not step.expected:
        await refuse_step(actor, session, version_id, actions=step.actions, expected=step.expected)
    content_hash = await _checked(repository, version, step)
    move = Transition(
        version_id=version_id,
        expected=step.expected,
        target=step.target,
        actor_id=actor.subject.id,
        content_hash=content_hash,
    )
    if not await transition(session, move, agency_id=actor.agency_id, allowed=allowed):
        await refuse_step(actor, session, version_id, actions=step.actions, expected=step.expected)
    # The tree is only closed to changes from here on: what is published is what was hashed.
    if step is PUBLISH and await _checked(repository, version, step) != content_hash:
        raise ConcurrentChangeError
    after = {"status": step.target.value, "content_hash": content_hash}
    await note(actor, session, step.deed, object_id=version_id, after=after, reason=reason)


async def _checked(
    repository: FrameworkRepository, version: VersionRecord, step: Step
) -> str | None:
    """Return the hash of a version that is complete; None for steps that need no complete one."""
    if step not in {SUBMIT, PUBLISH}:
        return None
    current = await repository.find_version(version.id)
    content = await repository.content(current or version)
    if not content.components:
        raise FrameworkEmptyError
    check_weights(content.components, scheme=content.terms.scheme)
    return content.content_hash()
