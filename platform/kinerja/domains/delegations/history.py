"""What happens to delegations, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.errors import KinerjaError
from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    DELEGATED = "delegation.created"
    ENDED = "delegation.ended"
    REFUSED = "delegation.refused"


async def note(
    actor: Actor,
    session: AsyncSession,
    deed: Deed,
    *,
    object_id: UUID | None,
    after: Mapping[str, Any],
) -> None:
    """Write what `actor` did, in the transaction of the deed."""
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="Delegation",
        object_id=object_id,
        after=after,
        request_id=actor.request_id,
    )


async def note_refusal(
    actor: Actor, session: AsyncSession, error: KinerjaError, *, object_id: UUID | None = None
) -> None:
    """Write that a step was refused, and by which code; call it after the step was undone."""
    await note(actor, session, Deed.REFUSED, object_id=object_id, after={"code": error.code})
