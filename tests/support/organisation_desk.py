"""Clients of Dishub's people, for tests of the organisation's operations."""

from dataclasses import dataclass
from uuid import UUID

from kinerja.kit.ids import AgencyId, GlobalId
from policies.permissions import Role
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.organisation_factories import TypicalAgency
from tests.support.organisation_office import Office, make_office


@dataclass(frozen=True)
class Desk:
    """Who asks: the officer of Dishub, a plain employee of it, nobody. All read English."""

    office: Office
    officer: Client
    employee: Client
    anonymous: Client

    @property
    def agency(self) -> TypicalAgency:
        """Return who is who."""
        return self.office.agency


async def open_desk(client: Client) -> Desk:
    """Write a typical Dishub and return its clients."""
    office = await make_office(client.database)
    english = client.with_headers(accept_language="en")
    officer = office.officer.subject.id
    await client.give_role(officer, Role.PERFORMANCE_OFFICER, DISHUB)
    return Desk(
        office=office,
        officer=english.as_(officer, agency="DISHUB"),
        employee=english.as_(office.employee.subject.id, agency="DISHUB"),
        anonymous=english,
    )


def global_id(type_name: str, key: UUID, agency_id: AgencyId = DISHUB) -> str:
    """Return the id of an object as the API gives it."""
    return str(GlobalId(type_name, agency_id, key))
