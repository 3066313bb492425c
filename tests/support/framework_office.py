"""Dishub as the acceptance tests of frameworks need it: its people, and a client for each."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.ids import AgencyId, GlobalId
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.framework_factories import MadeVersion, make_version
from tests.support.framework_people import People, make_people


@dataclass(frozen=True)
class Office:
    """Dishub with its people, as clients of the API."""

    people: People
    officer: Client
    head: Client
    employee: Client
    anonymous: Client

    async def version(self, **changes: Any) -> MadeVersion:
        """Write a version of Dishub, a draft unless said otherwise."""
        values = {"agency_id": DISHUB, "status": VersionStatus.DRAFT, **changes}
        agency_id = values["agency_id"]
        async with tenant_session(self.anonymous.database.application, agency_id) as session:
            return await make_version(session, **values)


async def open_office(client: Client) -> Office:
    """Write Dishub's people and return their clients, who read English."""
    english = client.with_headers(accept_language="en")
    people = await make_people(client.database.application, DISHUB)
    officer = people.officer.subject.id
    await client.give_role(officer, Role.PERFORMANCE_OFFICER, DISHUB)
    return Office(
        people=people,
        officer=english.as_(officer, agency="DISHUB"),
        head=english.as_(people.head.subject.id, agency="DISHUB"),
        employee=english.as_(people.employee.subject.id, agency="DISHUB"),
        anonymous=english,
    )


def global_id(type_name: str, key: UUID, agency_id: AgencyId = DISHUB) -> str:
    """Return the id of an object as the API gives it."""
    return str(GlobalId(type_name, agency_id, key))
