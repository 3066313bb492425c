"""What happens in somebody's development, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    FEEDBACK_GIVEN = "feedback.given"
    ACTION_PLANNED = "development_action.planned"
    ACTION_MOVED = "development_action.moved"


_OBJECTS = {
    Deed.FEEDBACK_GIVEN: "Feedback",
    Deed.ACTION_PLANNED: "DevelopmentAction",
    Deed.ACTION_MOVED: "DevelopmentAction",
}


async def note(
    actor: Actor,
    session: AsyncSession,
    deed: Deed,
    *,
    object_id: UUID,
    person_id: UUID,
    after: Mapping[str, Any],
) -> None:
    """Write what `actor` did, in the transaction of the deed.

    What was written stands in the row itself, where it can be erased, and never here.
    """
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type=_OBJECTS[deed],
        object_id=object_id,
        person_id=person_id,
        after=after,
        request_id=actor.request_id,
    )
