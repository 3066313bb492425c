"""Dishub's people as clients who ask about personal data, and what they ask."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from kinerja.domains.organisation.models import Employee
from kinerja.kit.ids import AgencyId, GlobalId, new_id
from policies.permissions import Role
from tenants.models import AuditEvent
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world
from tests.support.clients import Client
from tests.support.database import DISHUB, Database

FILED = "dataRequest { id kind state statement isOverdue filedAt dueAt decision change { id } }"
ERRORS = "errors { code message path }"
CORRECT = f"""
mutation ($input: RequestCorrectionInput!) {{
  requestCorrection(input: $input) {{ {FILED} {ERRORS} }}
}}
"""
ERASE = f"""
mutation ($input: RequestErasureInput!) {{ requestErasure(input: $input) {{ {FILED} {ERRORS} }} }}
"""
ACCESS = f"""
mutation ($input: RequestAccessInput!) {{ requestAccess(input: $input) {{ {FILED} {ERRORS} }} }}
"""
WITHDRAW = f"""
mutation ($input: WithdrawDataRequestInput!) {{
  withdrawDataRequest(input: $input) {{ {FILED} {ERRORS} }}
}}
"""
DECIDE = f"""
mutation ($input: DecideDataRequestInput!) {{
  decideDataRequest(input: $input) {{ {FILED} {ERRORS} }}
}}
"""
HELD = "legalHold { id state legalBasis periodStart periodEnd }"
PLACE = f"""
mutation ($input: PlaceLegalHoldInput!) {{ placeLegalHold(input: $input) {{ {HELD} {ERRORS} }} }}
"""
LIFT = f"""
mutation ($input: LiftLegalHoldInput!) {{ liftLegalHold(input: $input) {{ {HELD} {ERRORS} }} }}
"""
EXPORT = f"""
mutation ($input: ExportMyDataInput!) {{
  exportMyData(input: $input) {{ document recordCount {ERRORS} }}
}}
"""
STATEMENT = "Nama saya salah tulis di data pegawai."
REASON = "Sudah diperiksa dengan berkas kepegawaian."


def global_id(type_name: str, key: UUID, agency: AgencyId = DISHUB) -> str:
    """Return the id that clients use."""
    return str(GlobalId(type_name, agency, key))


async def ask(client: Client, document: str, **given: Any) -> dict[str, Any]:
    """Return the payload of a mutation with one input."""
    answer = await client.query(document, {"input": given})
    assert answer.errors == [], answer.body
    (found,) = answer.data.values()
    payload: dict[str, Any] = found
    return payload


async def codes(client: Client, document: str, **given: Any) -> list[str]:
    """Return the codes of a mutation's errors."""
    return [error["code"] for error in (await ask(client, document, **given))["errors"]]


@dataclass(frozen=True)
class PrivacyDesk:
    """Who asks: the data protection officer and the performance officer are employees too."""

    client: Client
    world: World
    dpo: Client
    officer: Client

    @property
    def person(self) -> Client:
        """The client of the ratee."""
        return self.as_(self.world.organisation.ratee)

    def as_(self, employee: Employee) -> Client:
        """Return a client of an employee who holds no further role."""
        english = self.client.with_headers(accept_language="en")
        return english.as_(employee.id, agency="DISHUB")

    async def file(self, client: Client | None = None, document: str = CORRECT) -> str:
        """File a request and return its id."""
        payload = await ask(
            client or self.person, document, agencyCode="DISHUB", statement=STATEMENT
        )
        assert payload["errors"] == []
        key: str = payload["dataRequest"]["id"]
        return key

    async def events(self, prefix: str) -> list[AuditEvent]:
        """Return the audit events whose action begins so, oldest first."""
        statement = (
            select(AuditEvent)
            .where(AuditEvent.agency_id == DISHUB, AuditEvent.action.startswith(prefix))
            .order_by(AuditEvent.id)
        )
        async with tenant_session(self.client.database.application, DISHUB) as session:
            return list(await session.scalars(statement))


async def open_privacy_desk(client: Client) -> PrivacyDesk:
    """Write a Dishub with appraisals that are being rated, and give the roles."""
    world = await open_world(await make_world(client.database.application, DISHUB))
    second = world.organisation.branches[1]
    await client.give_role(second.rater.id, Role.DPO, DISHUB)
    await client.give_role(second.superior.id, Role.PERFORMANCE_OFFICER, DISHUB)
    english = client.with_headers(accept_language="en")
    return PrivacyDesk(
        client,
        world,
        english.as_(second.rater.id, agency="DISHUB"),
        english.as_(second.superior.id, agency="DISHUB"),
    )


async def province_dpo(client: Client) -> Client:
    """Return a data protection officer who is employed elsewhere."""
    person = new_id()
    await client.give_role(person, Role.DPO, DISHUB)
    return client.with_headers(accept_language="en").as_(person)


async def as_owner(database: Database, statement: str, **values: Any) -> None:
    """Run a statement in Dishub as the owner of the tables, as time and operators would."""
    async with database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        await connection.execute(text(statement), values)


async def dumped(database: Database) -> str:
    """Return every value of every table of the database as text, whatever its type."""
    async with database.owner.connect() as connection:
        names = await connection.scalars(
            text(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
                " AND relnamespace = 'public'::regnamespace"
            )
        )
        pieces = []
        for name in names.all():
            for agency in (1, 2, 3):
                await connection.execute(text(f"SET kinerja.agency_id = '{agency}'"))
                found = await connection.scalars(text(f'SELECT t::text FROM "{name}" t'))  # noqa: S608 - a name out of the catalogue.
                pieces += [str(one) for one in found.all()]
        await connection.rollback()
    return "\n".join(pieces)
