"""What happens to the organisation, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    UNIT_CREATED = "org_unit.created"
    UNIT_UPDATED = "org_unit.updated"
    POSITION_CREATED = "position.created"
    EMPLOYEE_CREATED = "employee.created"
    EMPLOYEE_UPDATED = "employee.updated"
    TRANSFERRED = "employee.transferred"
    ASSIGNED = "assignment.created"
    ASSIGNMENT_ENDED = "assignment.ended"
    LINE_SET = "reporting_line.created"
    LINE_ENDED = "reporting_line.ended"


_OBJECTS = {
    Deed.UNIT_CREATED: "OrgUnit",
    Deed.UNIT_UPDATED: "OrgUnit",
    Deed.POSITION_CREATED: "Position",
    Deed.EMPLOYEE_CREATED: "Employee",
    Deed.EMPLOYEE_UPDATED: "Employee",
    Deed.TRANSFERRED: "Employee",
    Deed.ASSIGNED: "Assignment",
    Deed.ASSIGNMENT_ENDED: "Assignment",
    Deed.LINE_SET: "ReportingLine",
    Deed.LINE_ENDED: "ReportingLine",
}


async def note(
    actor: Actor,
    session: AsyncSession,
    deed: Deed,
    *,
    object_id: UUID,
    after: Mapping[str, Any],
) -> None:
    """Write what `actor` did, in the transaction of the deed.

    `after` holds no personal data: of a person it names the fields that changed, not their values.
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
