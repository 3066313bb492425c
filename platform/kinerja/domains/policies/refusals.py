"""Why a guarded step touched nothing: not found, not permitted, or not in this status."""

from typing import Never
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.policies.errors import PolicyStateConflictError, PolicyVersionNotFoundError
from kinerja.domains.policies.facts import VERSION_FACTS
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.policy_models import PolicyVersion, PolicyVersionStatus
from tenants.session import ConcurrentChangeError


async def refuse_step(
    actor: Actor, session: AsyncSession, version_id: UUID, *, action: Action
) -> Never:
    """Say why `actor` could not take a step with a version that must be proposed.

    Raises:
        PolicyVersionNotFoundError: there is none in the actor's agency that the actor may see.
        NotPermittedError: the actor never takes such a step here.
        PolicyStateConflictError: the version is decided already.
        ConcurrentChangeError: the step became possible in the meantime.
    """
    visible = actor.grant(Resource.POLICY, Action.VIEW).row_filter(VERSION_FACTS, actor)
    reason = actor.grant(Resource.POLICY, action).refusal(VERSION_FACTS, actor)
    found = await session.execute(
        select(PolicyVersion.status, reason).where(
            PolicyVersion.agency_id == actor.agency_id, PolicyVersion.id == version_id, visible
        )
    )
    row = found.one_or_none()
    if row is None:
        raise PolicyVersionNotFoundError(path=("version_id",))
    status, told = row
    if told != Refusal.STATE.value:
        raise actor.refused(Resource.POLICY, action, told)
    if status != PolicyVersionStatus.PROPOSED.value:
        raise PolicyStateConflictError(status=status, path=("version_id",))
    raise ConcurrentChangeError
