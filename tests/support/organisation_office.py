"""An agency with its officer, to try changes of the organisation on."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from kinerja.kit.ids import AgencyId
from policies.permissions import Role
from policies.subject import Actor
from tenants.models import AuditEvent, OutboxEvent
from tenants.session import tenant_session
from tests.support.database import DISHUB, Database
from tests.support.framework_people import make_actor
from tests.support.organisation_factories import TypicalAgency, make_organisation


@dataclass(frozen=True)
class Office:
    """A typical agency; `officer` may configure it, `employee` may not."""

    database: Database
    agency: TypicalAgency
    officer: Actor
    employee: Actor

    @property
    def agency_id(self) -> AgencyId:
        """Return the agency's id."""
        return AgencyId(self.agency.agency_id)

    async def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """Return what the application role sees in the agency."""
        async with tenant_session(self.database.application, self.agency_id) as session:
            return [tuple(row) for row in await session.execute(text(query), values)]

    async def deeds(self) -> list[tuple[str, str, UUID | None]]:
        """Return what the audit trail tells of the organisation, oldest first."""
        async with tenant_session(self.database.application, self.agency_id) as session:
            events = await session.scalars(
                select(AuditEvent)
                .where(AuditEvent.agency_id == self.agency_id, AuditEvent.object_type != "Agency")
                .order_by(AuditEvent.id)
            )
            return [(event.action, event.object_type, event.object_id) for event in events]

    async def topics(self) -> list[str]:
        """Return the topics of the outbox about the organisation, oldest first."""
        async with tenant_session(self.database.application, self.agency_id) as session:
            found = await session.scalars(
                select(OutboxEvent.topic)
                .where(
                    OutboxEvent.agency_id == self.agency_id,
                    OutboxEvent.topic.not_like("agency.%"),
                )
                .order_by(OutboxEvent.id)
            )
            return list(found)


async def make_office(database: Database) -> Office:
    """Write a typical Dishub; committed."""
    async with tenant_session(database.application, DISHUB) as session:
        agency = await make_organisation(session, DISHUB, code="DISHUB")
    works, configures = Role.EMPLOYEE, Role.PERFORMANCE_OFFICER
    return Office(
        database=database,
        agency=agency,
        officer=make_actor(DISHUB, works, configures, person=agency.stranger.id),
        employee=make_actor(DISHUB, works, person=agency.ratee.id),
    )
