"""Why a guarded change touched nothing: not found, not permitted, or not in this status."""

from typing import Never
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks.errors import (
    VersionImmutableError,
    VersionNotFoundError,
    VersionStateConflictError,
)
from kinerja.domains.frameworks.facts import VERSION_FACTS
from kinerja.domains.frameworks.models import FrameworkVersion
from kinerja.domains.frameworks.vocabulary import VersionStatus
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.session import ConcurrentChangeError


async def refuse_edit(actor: Actor, session: AsyncSession, version_id: UUID) -> Never:
    """Say why `actor` could not edit the version as a draft.

    Raises:
        VersionNotFoundError: there is none in the actor's agency that the actor may see.
        NotPermittedError: the actor never edits frameworks here.
        VersionImmutableError: it is no draft.
        ConcurrentChangeError: it became editable in the meantime.
    """
    status = await _status(actor, session, version_id, (Action.CONFIGURE,))
    if status is not VersionStatus.DRAFT:
        raise VersionImmutableError(status=status.value)
    raise ConcurrentChangeError


async def refuse_step(
    actor: Actor,
    session: AsyncSession,
    version_id: UUID,
    *,
    actions: tuple[Action, ...],
    expected: VersionStatus,
) -> Never:
    """Say why `actor` could not take a step that needs one of `actions` and is `expected`.

    Raises:
        VersionNotFoundError: there is none in the actor's agency that the actor may see.
        NotPermittedError: the actor never takes such a step here.
        VersionStateConflictError: the version has another status.
        ConcurrentChangeError: the step became possible in the meantime.
    """
    status = await _status(actor, session, version_id, actions)
    if status is not expected:
        raise VersionStateConflictError(status=status.value, expected=expected.value)
    raise ConcurrentChangeError


async def _status(
    actor: Actor, session: AsyncSession, version_id: UUID, actions: tuple[Action, ...]
) -> VersionStatus:
    """Return the version's status to an actor for whom nothing but the status is in the way."""
    visible = actor.grant(Resource.FRAMEWORK, Action.VIEW).row_filter(VERSION_FACTS, actor)
    grants = [actor.grant(Resource.FRAMEWORK, action) for action in actions]
    reasons = [
        case(
            (grant.row_filter(VERSION_FACTS, actor), Refusal.STATE.value),
            else_=grant.refusal(VERSION_FACTS, actor),
        )
        for grant in grants
    ]
    found = await session.execute(
        select(FrameworkVersion.status, *reasons).where(
            FrameworkVersion.agency_id == actor.agency_id,
            FrameworkVersion.id == version_id,
            visible,
        )
    )
    row = found.one_or_none()
    if row is None:
        raise VersionNotFoundError(path=("version_id",))
    if Refusal.STATE.value not in row[1:]:
        raise actor.refused(Resource.FRAMEWORK, actions[0], row[1])
    return VersionStatus(row[0])
