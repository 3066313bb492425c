"""What happens to cycles, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    CREATED = "cycle.created"
    OPENED = "cycle.opened"
    PLANNING_STARTED = "cycle.planning_started"
    SCORING_STARTED = "cycle.scoring_started"
    CITIZENS_COUNTED = "cycle.citizens_counted"
    CALIBRATION_STARTED = "cycle.calibration_started"
    DELIVERED = "cycle.delivered"
    CANCELLED = "cycle.cancelled"
    FINALISED = "cycle.finalised"
    AMENDED = "cycle.amended"
    CONTINUED = "cycle.continued"


async def note(
    actor: Actor,
    session: AsyncSession,
    deed: Deed,
    *,
    cycle_id: UUID,
    after: Mapping[str, Any],
    reason: str | None = None,
) -> None:
    """Write what `actor` did to a cycle, in the transaction of the deed."""
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="Cycle",
        object_id=cycle_id,
        after=after,
        reason=reason,
        request_id=actor.request_id,
    )
