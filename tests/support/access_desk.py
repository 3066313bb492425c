"""Dishub's people as clients of the service, and the accounts that are kept of their reads."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.models import Employee
from kinerja.kit.ids import AgencyId, GlobalId, new_id
from policies.permissions import Role
from tenants.audit_models import AccessEvent, ProvinceEvent
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world
from tests.support.clients import Client
from tests.support.database import DISHUB


@dataclass(frozen=True)
class AccessDesk:
    """Who asks. `officer` and `dpo` are employees; `hr` and `inspector` stand above agencies."""

    client: Client
    world: World
    officer: Client
    dpo: Client
    operator: Client
    hr: Client
    inspector: Client

    def as_(self, employee: Employee) -> Client:
        """Return a client of an employee of Dishub who holds no further role."""
        return self.client.as_(employee.id, agency="DISHUB")

    async def accounts(self, agency_id: AgencyId = DISHUB) -> list[AccessEvent]:
        """Return what an agency has kept account of, oldest first."""
        statement = (
            select(AccessEvent).where(AccessEvent.agency_id == agency_id).order_by(AccessEvent.id)
        )
        async with tenant_session(self.client.database.application, agency_id) as session:
            return list(await session.scalars(statement))

    async def reports(self) -> list[ProvinceEvent]:
        """Return which reports across agencies were read, oldest first."""
        statement = (
            select(ProvinceEvent)
            .where(ProvinceEvent.action == "report.read")
            .order_by(ProvinceEvent.id)
        )
        async with AsyncSession(self.client.database.application) as session:
            return list(await session.scalars(statement))


async def open_access_desk(client: Client) -> AccessDesk:
    """Write a Dishub with appraisals that are being rated, and give the roles."""
    english = client.with_headers(accept_language="en")
    world = await open_world(await make_world(client.database.application, DISHUB))
    first, second = world.organisation.branches
    officer_id, dpo_id, operator_id = first.rater.id, second.rater.id, second.superior.id
    for person, role in (
        (officer_id, Role.PERFORMANCE_OFFICER),
        (dpo_id, Role.DPO),
        (operator_id, Role.OPERATOR),
    ):
        await client.give_role(person, role, DISHUB)
    hr, inspector = new_id(), new_id()
    await client.give_province_role(hr, Role.PROVINCE_HR)
    await client.give_province_role(inspector, Role.INSPECTORATE)
    return AccessDesk(
        client=english,
        world=world,
        officer=english.as_(officer_id, agency="DISHUB"),
        dpo=english.as_(dpo_id, agency="DISHUB"),
        operator=english.as_(operator_id, agency="DISHUB"),
        hr=english.as_(hr),
        inspector=english.as_(inspector),
    )


def global_id(type_name: str, key: UUID, agency_id: AgencyId = DISHUB) -> str:
    """Return the id of an object as the API gives it."""
    return str(GlobalId(type_name, agency_id, key))


def told(event: AccessEvent) -> dict[str, Any]:
    """Return the part of an account that most tests are about."""
    return {
        "reach": event.reach,
        "owner": event.owner_id,
        "resources": event.resources,
        "purpose": event.purpose,
    }
