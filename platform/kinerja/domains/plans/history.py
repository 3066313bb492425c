"""What happens to performance plans, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    DRAFTED = "plan.drafted"
    CHANGED = "plan.changed"
    PROPOSED = "plan.proposed"
    AGREED = "plan.agreed"
    RETURNED = "plan.returned"


async def note(
    actor: Actor,
    session: AsyncSession,
    deed: Deed,
    *,
    plan_id: UUID,
    ratee_id: UUID,
    after: Mapping[str, Any],
) -> None:
    """Write what `actor` did to a plan, in the transaction of the deed.

    Its texts stand in the plan itself, where they can be erased, and never here.
    """
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="PerformancePlan",
        object_id=plan_id,
        person_id=ratee_id,
        after=after,
        request_id=actor.request_id,
    )
