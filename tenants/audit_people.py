"""Whom an audit event is about, by the object that it is about."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import Integer, Uuid, any_, bindparam, column, select, table
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId

#: By type of object: the table and the column that names the employee. The tables belong to
#: domains above this package. What is not here is about nobody, or must not be told: who answered
#: in a 360 review, who is being investigated, whose data is on legal hold.
_NAMED_IN: Final[Mapping[str, tuple[str, str]]] = {
    "Appraisal": ("appraisals", "ratee_id"),
    "Assignment": ("assignments", "employee_id"),
    "DataRequest": ("data_requests", "employee_id"),
    "Delegation": ("delegations", "delegator_id"),
    "ReportingLine": ("reporting_lines", "ratee_id"),
    "RoleAssignment": ("role_assignments", "subject_id"),
}


async def people_concerned(
    session: AsyncSession, agency_id: AgencyId, object_type: str, keys: Collection[UUID]
) -> Mapping[UUID, UUID]:
    """Return for each object the employee whom it is about, by one statement or none."""
    if object_type == "Employee":
        return {key: key for key in keys}
    if object_type not in _NAMED_IN or not keys:
        return {}
    name, person = _NAMED_IN[object_type]
    rows = table(name, column("agency_id", Integer), column("id", Uuid), column(person, Uuid))
    asked = bindparam("keys", list(keys), ARRAY(Uuid()))
    statement = select(rows.c.id, rows.c[person]).where(
        rows.c.agency_id == agency_id, rows.c.id == any_(asked)
    )
    return {key: about for key, about in await session.execute(statement) if about is not None}
