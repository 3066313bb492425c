"""Proposing an agency's policies, taking a proposal back, and rolling back to an older version."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.policies.content import of_bounded_size
from kinerja.domains.policies.errors import (
    NeverInForceError,
    NothingToChangeError,
    NotProposerError,
    PolicyVersionNotFoundError,
)
from kinerja.domains.policies.facts import VERSION_FACTS, proposal_facts
from kinerja.domains.policies.history import Deed, note
from kinerja.domains.policies.locking import lock_policies
from kinerja.domains.policies.refusals import refuse_step
from kinerja.domains.policies.repository import PolicyRepository, Proposal, VersionRecord
from kinerja.domains.policies.staleness import check_base
from kinerja.domains.policies.texts import LONGEST_NOTE, read_text
from policies import guardrails
from policies.agency import AgencyPolicies
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.policy_models import PolicyVersionStatus

_ONCE_IN_FORCE = frozenset({PolicyVersionStatus.IN_FORCE, PolicyVersionStatus.SUPERSEDED})


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody proposes: `based_on_id` is the version in force that it was made from."""

    policies: AgencyPolicies
    note: str
    based_on_id: UUID | None


async def propose_policies(actor: Actor, session: AsyncSession, *, wish: Wish) -> UUID:
    """Write a new version, proposed; it decides nothing until another person approves it.

    Raises:
        NotPermittedError: the actor may not propose policies here.
        StaleVersionError: another version than `based_on_id` is in force.
        NothingToChangeError: what is in force says the same.
        TooManyPartsError, PolicyTextError: it is more than one version may hold.
        KinerjaError: a word is unknown, or the province does not let an agency do this.
    """
    actor.require(Resource.POLICY, Action.CONFIGURE)
    policies = of_bounded_size(wish.policies)
    text = read_text(wish.note, limit=LONGEST_NOTE, path=("note",))
    guardrails.check(policies)
    await lock_policies(session, actor.agency_id)
    repository = PolicyRepository(session, actor.agency_id)
    in_force = await repository.find_in_force()
    await check_base(repository, wish.based_on_id, in_force)
    _check_difference(policies, in_force)
    return await _add(
        actor,
        session,
        Proposal(
            policies=policies,
            note=text,
            based_on_id=wish.based_on_id,
            proposed_by=actor.subject.id,
        ),
    )


async def roll_back_policies(
    actor: Actor, session: AsyncSession, *, version_id: UUID, note_text: str
) -> UUID:
    """Propose what an older version held, in the place of what is in force now.

    Raises:
        PolicyVersionNotFoundError: there is no such version that the actor may see.
        NeverInForceError: it was never in force.
        NotPermittedError, NothingToChangeError, PolicyTextError: as for a proposal.
        KinerjaError: the province does not let an agency do this any more.
    """
    actor.require(Resource.POLICY, Action.CONFIGURE)
    await lock_policies(session, actor.agency_id)
    repository = PolicyRepository(session, actor.agency_id)
    visible = actor.grant(Resource.POLICY, Action.VIEW).row_filter(VERSION_FACTS, actor)
    version = await repository.find(version_id, allowed=visible)
    if version is None:
        raise PolicyVersionNotFoundError(path=("version_id",))
    if version.status not in _ONCE_IN_FORCE:
        raise NeverInForceError(path=("version_id",))
    in_force = await repository.find_in_force()
    wish = Wish(
        policies=await repository.content(version_id),
        note=note_text,
        based_on_id=None if in_force is None else in_force.id,
    )
    return await propose_policies(actor, session, wish=wish)


async def withdraw_policies(actor: Actor, session: AsyncSession, *, version_id: UUID) -> None:
    """Take back an own proposal.

    Raises:
        NotProposerError: somebody else proposed it.
        PolicyStateConflictError: it is decided already.
        PolicyVersionNotFoundError, NotPermittedError: as their names say.
    """
    grant = actor.require(Resource.POLICY, Action.CONFIGURE)
    repository = PolicyRepository(session, actor.agency_id)
    visible = actor.grant(Resource.POLICY, Action.VIEW).row_filter(VERSION_FACTS, actor)
    version = await repository.find(version_id, allowed=visible)
    if version is not None and version.proposed_by != actor.subject.id:
        raise NotProposerError(path=("version_id",))
    withdrawn = await repository.decide(
        version_id,
        PolicyVersionStatus.WITHDRAWN,
        by=actor.subject.id,
        reason=None,
        allowed=grant.row_filter(VERSION_FACTS, actor),
    )
    if not withdrawn:
        await refuse_step(actor, session, version_id, action=Action.CONFIGURE)
    await note(actor, session, Deed.WITHDRAWN, object_id=version_id, after={})


def _check_difference(policies: AgencyPolicies, in_force: VersionRecord | None) -> None:
    held = (
        AgencyPolicies(policies.agency_id).revision if in_force is None else in_force.content_hash
    )
    if policies.revision == held:
        raise NothingToChangeError


async def _add(actor: Actor, session: AsyncSession, proposal: Proposal) -> UUID:
    facts = proposal_facts(actor.agency_id, proposer=actor.subject.id)
    allowed = actor.require(Resource.POLICY, Action.CONFIGURE).row_filter(facts, actor)
    version_id = await PolicyRepository(session, actor.agency_id).add(proposal, allowed=allowed)
    if version_id is None:
        raise actor.refused(Resource.POLICY, Action.CONFIGURE)
    after = {
        "contentHash": proposal.policies.revision,
        "basedOn": proposal.based_on_id,
        "roles": len(proposal.policies.roles),
        "rules": len(proposal.policies.rows),
        "suspensions": len(proposal.policies.suspended),
    }
    await note(actor, session, Deed.PROPOSED, object_id=version_id, after=after)
    return version_id
