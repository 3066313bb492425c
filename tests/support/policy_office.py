"""Dishub as the tests of its own policies need it: an organisation, and its people's clients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kinerja.kit.ids import AgencyId
from policies.permissions import Role
from tenants.models import AuditEvent
from tenants.session import tenant_session
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.framework_office import global_id
from tests.support.organisation_factories import TypicalAgency, make_organisation

PROPOSE = """
mutation ($input: ProposePoliciesInput!) {
  proposePolicies(input: $input) {
    version { id number status contentHash }
    errors { code message path }
  }
}
"""
IN_FORCE = """
{ agency(code: "DISHUB") { policiesInForce {
  id number status note suspensions
  roles { name description inherits }
  rules { name role resource action relation states fieldClasses }
} } }
"""


def role(name: str, *inherits: str, description: str = "Membantu.") -> dict[str, Any]:
    """Return a role as clients send it."""
    return {"name": name, "description": description, "inherits": list(inherits)}


def rule(name: str, role: str, matter: str, relation: str, **more: Any) -> dict[str, Any]:
    """Return a rule as clients send it; `matter` is `RESOURCE.ACTION`."""
    resource, action = matter.split(".")
    words = {"resource": resource, "action": action, "relation": relation}
    return {"name": name, "role": role, **words, **more}


def content(
    roles: Sequence[Mapping[str, Any]] = (),
    rules: Sequence[Mapping[str, Any]] = (),
    suspensions: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a whole set as clients send it."""
    return {"roles": [*roles], "rules": [*rules], "suspensions": [*suspensions]}


#: A set that is within the guardrails: helpers see how far appraisals are, colleagues no units.
SOUND = content(
    roles=[role("helper")],
    rules=[
        rule("helpers-see-status", "helper", "APPRAISAL.VIEW", "STAFF", fieldClasses=["PUBLIC"])
    ],
    suspensions=["staff-see-units"],
)


@dataclass(frozen=True)
class PolicyOffice:
    """Dishub: the officer proposes, the head decides, `deputy` is a second officer."""

    client: Client
    agency: TypicalAgency
    officer: Client
    deputy: Client
    head: Client
    employee: Client

    @property
    def officer_id(self) -> UUID:
        """Return whom the officer's client is of."""
        return self.agency.stranger.id

    async def propose(
        self, change: Mapping[str, Any], *, by: Client | None = None, **more: Any
    ) -> Any:
        """Propose a set, from what is in force unless said otherwise; return the payload."""
        given = {"agencyCode": "DISHUB", "change": change, "note": "Uji coba.", **more}
        given.setdefault("basedOnId", await self.in_force_id())
        answer = await (by or self.officer).query(PROPOSE, {"input": given})
        assert answer.errors == []
        return answer.data["proposePolicies"]

    async def take(self, name: str, version_id: str, *, by: Client, **more: Any) -> Any:
        """Take a step with a version and return the payload."""
        type_name = f"{name[0].upper()}{name[1:]}Input"
        document = (
            f"mutation ($input: {type_name}!) {{ {name}(input: $input)"
            " { version { id number status } errors { code message path } } }"
        )
        answer = await by.query(document, {"input": {"versionId": version_id, **more}})
        assert answer.errors == []
        return answer.data[name]

    async def approve(self, change: Mapping[str, Any]) -> str:
        """Put a set into force, and wait until the service decides by it; return its id."""
        proposed = await self.propose(change)
        assert proposed["errors"] == []
        version_id = str(proposed["version"]["id"])
        approved = await self.take("approvePolicies", version_id, by=self.head)
        assert approved["errors"] == []
        await self.client.app.state.registry.refresh(DISHUB)
        return version_id

    async def in_force(self) -> Any:
        """Return what is in force, as the officer reads it."""
        answer = await self.officer.query(IN_FORCE)
        return answer.data["agency"]["policiesInForce"]

    async def in_force_id(self) -> str | None:
        """Return the id of the version in force."""
        found = await self.in_force()
        return None if found is None else str(found["id"])

    async def deeds(self, *actions: str) -> list[tuple[str, UUID | None, dict[str, Any] | None]]:
        """Return what the audit trail tells of these actions, oldest first."""
        return await deeds(self.client, DISHUB, *actions)

    def person(self, person_id: UUID) -> Client:
        """Return a client of an employee."""
        return self.client.with_headers(accept_language="en").as_(person_id, agency="DISHUB")


async def deeds(
    client: Client, agency_id: AgencyId, *actions: str
) -> list[tuple[str, UUID | None, dict[str, Any] | None]]:
    """Return what an agency's audit trail tells of some actions, oldest first."""
    async with tenant_session(client.database.application, agency_id) as session:
        events = await session.scalars(
            select(AuditEvent)
            .where(AuditEvent.agency_id == agency_id, AuditEvent.action.in_(actions))
            .order_by(AuditEvent.id)
        )
        return [(event.action, event.actor_id, event.after) for event in events]


async def open_policy_office(client: Client) -> PolicyOffice:
    """Write a typical Dishub and return its people's clients."""
    async with tenant_session(client.database.application, DISHUB) as session:
        agency = await make_organisation(session, DISHUB, code="DISHUB")
    return await staff_policy_office(client, agency)


async def staff_policy_office(client: Client, agency: TypicalAgency) -> PolicyOffice:
    """Make two people of a Dishub that is there its officers, and return the clients."""
    english = client.with_headers(accept_language="en")
    officer, deputy = agency.stranger.id, agency.branches[1].ratees[1].id
    for person in (officer, deputy):
        await client.give_role(person, Role.PERFORMANCE_OFFICER, DISHUB)
    people = (officer, deputy, agency.head.id, agency.ratee.id)
    return PolicyOffice(client, agency, *(english.as_(one, agency="DISHUB") for one in people))


def version_gid(key: UUID, agency_id: AgencyId = DISHUB) -> str:
    """Return the id of a version as the API gives it."""
    return global_id("PolicyVersion", key, agency_id)
