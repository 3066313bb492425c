"""Deciding on what another person proposed: it comes into force, or it is rejected."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.policies.errors import TwoPersonsRequiredError
from kinerja.domains.policies.facts import VERSION_FACTS
from kinerja.domains.policies.history import Deed, note
from kinerja.domains.policies.locking import lock_policies
from kinerja.domains.policies.refusals import refuse_step
from kinerja.domains.policies.repository import PolicyRepository, VersionRecord
from kinerja.domains.policies.staleness import check_base
from kinerja.domains.policies.texts import read_reason
from policies import guardrails
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.policy_models import PolicyVersionStatus
from tenants.provisioning import notify
from tenants.session import ConcurrentChangeError


async def approve_policies(
    actor: Actor, session: AsyncSession, *, version_id: UUID, reason: str | None = None
) -> None:
    """Put a proposed version into force in the place of the one that was.

    What it holds is measured by the province's guardrails once more: they may be narrower by now.
    Of several who approve at once, one wins. All running services load it when this is committed.

    Raises:
        TwoPersonsRequiredError: the actor proposed it.
        StaleVersionError: another version came into force since it was proposed.
        PolicyStateConflictError: it is decided already.
        PolicyVersionNotFoundError, NotPermittedError, PolicyTextError: as their names say.
        KinerjaError: the province does not let an agency do this any more.
    """
    text = read_reason(reason)
    await lock_policies(session, actor.agency_id)
    version = await _proposed(actor, session, version_id)
    repository = PolicyRepository(session, actor.agency_id)
    in_force = await repository.find_in_force()
    await check_base(repository, version.based_on_id, in_force)
    policies = await repository.content(version_id)
    if policies.revision != version.content_hash:
        raise ConcurrentChangeError
    guardrails.check(policies)
    await repository.supersede()
    await _decide(actor, session, version, PolicyVersionStatus.IN_FORCE, reason=text)
    await note(
        actor,
        session,
        Deed.APPROVED,
        object_id=version_id,
        after={
            "number": version.number,
            "contentHash": version.content_hash,
            "supersedes": None if in_force is None else in_force.id,
        },
        reason=text,
    )
    await notify(session, actor.agency_id)


async def reject_policies(
    actor: Actor, session: AsyncSession, *, version_id: UUID, reason: str | None = None
) -> None:
    """Let a proposed version never come into force; it stays to be read.

    Raises:
        TwoPersonsRequiredError: the actor proposed it, and withdraws it instead.
        PolicyStateConflictError: it is decided already.
        PolicyVersionNotFoundError, NotPermittedError, PolicyTextError: as their names say.
    """
    text = read_reason(reason)
    await lock_policies(session, actor.agency_id)
    version = await _proposed(actor, session, version_id)
    await _decide(actor, session, version, PolicyVersionStatus.REJECTED, reason=text)
    after = {"number": version.number}
    await note(actor, session, Deed.REJECTED, object_id=version_id, after=after, reason=text)


async def _proposed(actor: Actor, session: AsyncSession, version_id: UUID) -> VersionRecord:
    """Return a version that waits for a decision of somebody else than its proposer."""
    actor.require(Resource.POLICY, Action.DECIDE)
    visible = actor.grant(Resource.POLICY, Action.VIEW).row_filter(VERSION_FACTS, actor)
    version = await PolicyRepository(session, actor.agency_id).find(version_id, allowed=visible)
    if version is None or version.status is not PolicyVersionStatus.PROPOSED:
        await refuse_step(actor, session, version_id, action=Action.DECIDE)
    if version.proposed_by == actor.subject.id:
        raise TwoPersonsRequiredError(path=("version_id",))
    return version


async def _decide(
    actor: Actor,
    session: AsyncSession,
    version: VersionRecord,
    status: PolicyVersionStatus,
    *,
    reason: str | None,
) -> None:
    allowed = actor.require(Resource.POLICY, Action.DECIDE).row_filter(VERSION_FACTS, actor)
    decided = await PolicyRepository(session, actor.agency_id).decide(
        version.id, status, by=actor.subject.id, reason=reason, allowed=allowed
    )
    if not decided:
        await refuse_step(actor, session, version.id, action=Action.DECIDE)
