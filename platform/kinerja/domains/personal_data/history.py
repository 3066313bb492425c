"""What happens to people's data, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    REQUESTED = "data_request.filed"
    WITHDRAWN = "data_request.withdrawn"
    DECIDED = "data_request.decided"
    HOLD_PLACED = "legal_hold.placed"
    HOLD_LIFTED = "legal_hold.lifted"
    EXPORTED = "personal_data.exported"
    ERASED = "personal_data.erased"


#: Of a hold nobody is told whom it is about: more people read the audit trail than holds.
_OBJECTS = {
    Deed.REQUESTED: "DataRequest",
    Deed.WITHDRAWN: "DataRequest",
    Deed.DECIDED: "DataRequest",
    Deed.HOLD_PLACED: "LegalHold",
    Deed.HOLD_LIFTED: "LegalHold",
    Deed.EXPORTED: "Employee",
    Deed.ERASED: "Employee",
}


async def note(
    actor: Actor, session: AsyncSession, deed: Deed, *, object_id: UUID, after: Mapping[str, Any]
) -> None:
    """Write what `actor` did, in the transaction of the deed.

    `after` holds words of vocabularies and ids, never what the person or the decider wrote.
    """
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type=_OBJECTS[deed],
        object_id=object_id,
        after=after,
        request_id=actor.request_id,
    )
