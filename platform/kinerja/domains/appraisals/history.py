"""What happens to appraisals, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from policies.subject import Actor
from tenants.audit import record_each


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    OPENED = "appraisal.opened"
    SELF_REVIEWED = "appraisal.self_reviewed"
    SELF_REVIEW_RETURNED = "appraisal.self_review_returned"
    SCORED = "appraisal.scored"
    RATED = "appraisal.rated"
    SUBMITTED = "appraisal.submitted"
    RETURNED = "appraisal.returned"
    INNOVATION_APPROVED = "appraisal.innovation_approved"
    CALIBRATED = "appraisal.calibrated"
    DELIVERED = "appraisal.delivered"
    ACKNOWLEDGED = "appraisal.acknowledged"
    OBJECTED = "appraisal.objected"
    OBJECTION_WITHDRAWN = "appraisal.objection_withdrawn"
    OBJECTION_DECIDED = "appraisal.objection_decided"
    REVISED = "appraisal.revised"
    SELF_REVIEW_CLOSED = "appraisal.self_review_closed"
    FINAL = "appraisal.final"


async def note(
    actor: Actor, session: AsyncSession, deed: Deed, after: Mapping[UUID, Mapping[str, Any]]
) -> None:
    """Write what `actor` did to each of the appraisals, in the transaction of the deed."""
    await record_each(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="Appraisal",
        after=after,
        request_id=actor.request_id,
    )
