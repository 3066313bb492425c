"""What happens to inspection cases, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    OPENED = "inspection_case.opened"
    CLOSED = "inspection_case.closed"


async def note(
    actor: Actor, session: AsyncSession, deed: Deed, *, case_id: UUID, after: Mapping[str, Any]
) -> None:
    """Write what `actor` did to a case, in the transaction of the deed.

    The event does not tell whom the case is about: more people read the audit trail than cases,
    and the investigated person reads the own access log.
    """
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="InspectionCase",
        object_id=case_id,
        after=after,
        request_id=actor.request_id,
    )
