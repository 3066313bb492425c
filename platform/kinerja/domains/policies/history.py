"""What happens to policies and roles, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup
from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    PROPOSED = "policy.proposed"
    WITHDRAWN = "policy.withdrawn"
    APPROVED = "policy.approved"
    REJECTED = "policy.rejected"
    REFUSED = "policy.refused"
    ROLE_GRANTED = "role.granted"
    ROLE_ENDED = "role.ended"
    ROLE_REFUSED = "role.refused"


_OF_ROLES = frozenset({Deed.ROLE_GRANTED, Deed.ROLE_ENDED, Deed.ROLE_REFUSED})


async def note(
    actor: Actor,
    session: AsyncSession,
    deed: Deed,
    *,
    object_id: UUID | None,
    after: Mapping[str, Any],
    reason: str | None = None,
) -> None:
    """Write what `actor` did, in the transaction of the deed."""
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="RoleAssignment" if deed in _OF_ROLES else "PolicyVersion",
        object_id=object_id,
        after=after,
        reason=reason,
        request_id=actor.request_id,
    )


async def note_refusal(
    actor: Actor,
    session: AsyncSession,
    error: KinerjaError,
    *,
    step: str,
    object_id: UUID | None = None,
    deed: Deed = Deed.REFUSED,
) -> None:
    """Write that a `step` was refused, and by which codes; call it after the step was undone."""
    parts = error.errors if isinstance(error, KinerjaErrorGroup) else (error,)
    codes = list(dict.fromkeys(part.code for part in parts))
    after = {"step": step, "codes": codes}
    await note(actor, session, deed, object_id=object_id, after=after)
