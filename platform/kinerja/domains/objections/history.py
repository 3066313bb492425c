"""What happens to objections, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    FILED = "objection.filed"
    STATED = "objection.stated"
    WITHDRAWN = "objection.withdrawn"
    DECIDED = "objection.decided"


async def note(
    actor: Actor,
    session: AsyncSession,
    deed: Deed,
    *,
    objection_id: UUID,
    ratee_id: UUID,
    after: Mapping[str, Any],
) -> None:
    """Write what `actor` did to an objection, in the transaction of the deed.

    What was said stands in the objection itself, where it can be erased, and never here.
    """
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="Objection",
        object_id=objection_id,
        person_id=ratee_id,
        after=after,
        request_id=actor.request_id,
    )
