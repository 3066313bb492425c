"""What happened, for auditors, and the same event for other systems: both in one transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId, new_id
from tenants.audit_people import people_concerned
from tenants.audit_reasons import keep_apart
from tenants.models import AuditEvent, OutboxEvent


async def record(  # noqa: PLR0913 - the columns of an audit event.
    session: AsyncSession,
    *,
    agency_id: AgencyId,
    actor_id: UUID | None,
    action: str,
    object_type: str,
    object_id: UUID | None,
    reason: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    request_id: UUID | None = None,
    topic: str | None = None,
    person_id: UUID | None = None,
) -> None:
    """Write one audit event and one outbox event in the caller's transaction.

    The outbox event carries ids only: what changed stays in the audit trail, which is read under
    permission. Decimals, dates and ids in `before` and `after` are stored as text. Whom the event
    is about follows from the object, unless `person_id` says it; the reason of such an event stands
    apart from it, so that it can be erased.
    """
    event_id = new_id()
    if person_id is None and object_id is not None:
        found = await people_concerned(session, agency_id, object_type, [object_id])
        person_id = found.get(object_id)
    if person_id is not None and reason is not None:
        reason = await keep_apart(session, agency_id, event_id, person_id=person_id, reason=reason)
    await session.execute(
        insert(AuditEvent).values(
            agency_id=agency_id,
            id=event_id,
            actor_id=actor_id,
            action=action,
            object_type=object_type,
            object_id=object_id,
            reason=reason,
            before=before,
            after=after,
            request_id=request_id,
            person_id=person_id,
        )
    )
    payload = {"action": action, "objectType": object_type, "objectId": object_id}
    await session.execute(
        insert(OutboxEvent).values(
            agency_id=agency_id,
            id=new_id(),
            topic=topic or action,
            payload={**payload, "auditEventId": event_id},
        )
    )


async def record_each(  # noqa: PLR0913 - the columns of audit events.
    session: AsyncSession,
    *,
    agency_id: AgencyId,
    actor_id: UUID | None,
    action: str,
    object_type: str,
    after: Mapping[UUID, Mapping[str, Any]],
    request_id: UUID | None = None,
) -> None:
    """Write one audit event and one outbox event for each object of `after`, in two statements.

    A third one before them asks whom the objects are about, if they are about people.
    """
    if not after:
        return
    people = await people_concerned(session, agency_id, object_type, after)
    events = [(new_id(), key, dict(content)) for key, content in after.items()]
    common = {"agency_id": agency_id, "action": action, "object_type": object_type}
    await session.execute(
        insert(AuditEvent),
        [
            {
                **common,
                "id": event_id,
                "actor_id": actor_id,
                "object_id": key,
                "after": content,
                "request_id": request_id,
                "person_id": people.get(key),
            }
            for event_id, key, content in events
        ],
    )
    payload = {"action": action, "objectType": object_type}
    await session.execute(
        insert(OutboxEvent),
        [
            {
                "agency_id": agency_id,
                "id": new_id(),
                "topic": action,
                "payload": {**payload, "objectId": key, "auditEventId": event_id},
            }
            for event_id, key, _ in events
        ],
    )
