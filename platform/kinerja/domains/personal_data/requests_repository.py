"""Requests of data subjects in the database: every statement names the agency.

`allowed` is the actor's row filter; a change that touches nothing answers None or False, and the
service finds out why.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Uuid, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.personal_data.models import DataRequest
from kinerja.domains.personal_data.people import EMPLOYEES
from kinerja.domains.personal_data.vocabulary import RequestKind, RequestState
from kinerja.kit.ids import AgencyId, new_id
from tenants.models import AuditEvent


@dataclass(frozen=True)
class Filed:
    """A new request."""

    employee_id: UUID
    kind: RequestKind
    statement: str
    filed_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class Decision:
    """What was decided on a request, by whom and why."""

    state: RequestState
    reason: str
    decided_by: UUID
    decided_at: datetime
    change_event_id: UUID | None


class RequestRepository:
    """Requests of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(self, request: Filed, *, allowed: ColumnElement[bool]) -> UUID | None:
        """Add a request and return its id; `allowed` is a condition on `EMPLOYEES`.

        None: not allowed, no such employee, or one of this kind is open.
        """
        instant = DateTime(timezone=True)
        row = select(
            EMPLOYEES.c.agency_id,
            literal(new_id(), Uuid()),
            EMPLOYEES.c.id,
            literal(request.kind.value),
            literal(RequestState.FILED.value),
            literal(request.statement),
            literal(request.filed_at, instant),
            literal(request.due_at, instant),
        ).where(
            EMPLOYEES.c.agency_id == self._agency_id,
            EMPLOYEES.c.id == request.employee_id,
            EMPLOYEES.c.erased_at.is_(None),
            allowed,
        )
        names = ["agency_id", "id", "employee_id", "kind", "state"]
        statement = (
            insert(DataRequest)
            .from_select([*names, "statement", "filed_at", "due_at"], row)
            .on_conflict_do_nothing()
            .returning(DataRequest.id)
        )
        added: UUID | None = await self._session.scalar(statement)
        return added

    async def lock(self, key: UUID, *, allowed: ColumnElement[bool]) -> DataRequest | None:
        """Return an open request that nobody else decides meanwhile."""
        found: DataRequest | None = await self._session.scalar(
            select(DataRequest).where(*self._open(key), allowed).with_for_update()
        )
        return found

    async def decide(self, key: UUID, decision: Decision, *, allowed: ColumnElement[bool]) -> bool:
        """Decide an open request."""
        return await self._change(
            key,
            allowed,
            state=decision.state.value,
            decision=decision.reason,
            decided_by=decision.decided_by,
            decided_at=decision.decided_at,
            change_event_id=decision.change_event_id,
        )

    async def withdraw(self, key: UUID, *, allowed: ColumnElement[bool]) -> bool:
        """Withdraw an open request."""
        return await self._change(key, allowed, state=RequestState.WITHDRAWN.value)

    async def is_changed_by(self, request: DataRequest, event_id: UUID | None) -> bool:
        """Tell whether an event is a change of the person's data after the request was filed."""
        if event_id is None:
            return False
        found = await self._session.scalar(
            select(AuditEvent.id).where(
                AuditEvent.agency_id == self._agency_id,
                AuditEvent.id == event_id,
                AuditEvent.person_id == request.employee_id,
                AuditEvent.object_type != "DataRequest",
                AuditEvent.occurred_at > request.filed_at,
            )
        )
        return found is not None

    def _open(self, key: UUID) -> tuple[ColumnElement[bool], ...]:
        return (
            DataRequest.agency_id == self._agency_id,
            DataRequest.id == key,
            DataRequest.state == RequestState.FILED.value,
        )

    async def _change(
        self,
        key: UUID,
        allowed: ColumnElement[bool],
        **values: Any,  # noqa: ANN401 - of columns.
    ) -> bool:
        statement = (
            update(DataRequest)
            .where(*self._open(key), allowed)
            .values(values)
            .returning(DataRequest.id)
            .execution_options(synchronize_session=False)
        )
        return await self._session.scalar(statement) is not None
