"""Who grants data of an agency, and the programs that read it: over the whole service."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range

from kinerja.kit.clock import today
from kinerja.kit.ids import AgencyId
from tenants.session import tenant_session
from tests.support.clients import Answer, Client
from tests.support.data_sharing import share_data
from tests.support.database import DISHUB
from tests.support.reading import World

GRANT = """
mutation ($input: GrantDataSharingInput!) { grantDataSharing(input: $input) {
  dataSharingGrant { id clientName scopes legalBasis purpose periodStart periodEnd state
    grantedBy { id } revokedBy { id } revokedAt }
  errors { code path message } } }
"""
REVOKE = """
mutation ($input: RevokeDataSharingInput!) { revokeDataSharing(input: $input) {
  dataSharingGrant { id state revokedBy { id } } errors { code path } } }
"""
#: Scopes under which a client sees people, but not who they are.
PEOPLE = ("employee:view", "org_unit:view", "cycle:view", "appraisal:view", "score:view")


@dataclass(frozen=True)
class SharingDesk:
    """The service, and what is in its database."""

    client: Client
    world: World

    @property
    def head(self) -> Client:
        """The head of Dishub."""
        return self.client.as_(self.world.dishub.organisation.head.id, agency="DISHUB")

    async def tool(self, *scopes: str, name: str = "Dasbor uji") -> Client:
        """Return a program with a token for these scopes, to which nobody has granted anything."""
        return self.client.with_token(await self.client.api_token(*scopes, name=name))

    async def shared(
        self,
        *scopes: str,
        name: str = "Dasbor uji",
        agency_id: AgencyId = DISHUB,
        valid: Range[date] | None = None,
        **changes: Any,
    ) -> None:
        """Let an agency share, as if it had been granted long ago."""
        owner = self.client.database.owner
        client_id = await self.client_id(name)
        await share_data(owner, agency_id, client_id, scopes=scopes, valid=valid, **changes)
        self.client.app.state.registry.sharing.forget()

    async def client_id(self, name: str) -> UUID:
        """Return the id of a registered program."""
        known: UUID = await self._of_client("id", name)
        return known

    async def pseudonym_key(self, name: str) -> bytes:
        """Return the secret of a registered program."""
        known: bytes = await self._of_client("pseudonym_key", name)
        return known

    async def _of_client(self, column: str, name: str) -> Any:
        found = text(f"SELECT {column} FROM api_clients WHERE name = :name")  # noqa: S608 - ours.
        async with self.client.database.owner.connect() as connection:
            return (await connection.execute(found, {"name": name})).scalar_one()

    async def grant(self, who: Client, **changes: Any) -> Mapping[str, Any]:
        """Grant cycles of Dishub to the program for 30 days, unless told otherwise."""
        given = {
            "agencyCode": "DISHUB",
            "clientName": "Dasbor uji",
            "scopes": ["cycle:view"],
            "legalBasis": "Perjanjian kerja sama 12/2026",
            "purpose": "Dasbor kinerja",
            "periodStart": today().isoformat(),
            "periodEnd": (today() + timedelta(days=29)).isoformat(),
            **changes,
        }
        answer = await who.query(GRANT, {"input": given})
        assert not answer.errors, answer.errors
        payload: Mapping[str, Any] = answer.data["grantDataSharing"]
        return payload

    async def audit(self) -> list[tuple[str, UUID | None]]:
        """Return the deeds of data sharing in Dishub's trail, and who did them."""
        statement = text(
            "SELECT action, actor_id FROM audit_events WHERE agency_id = :agency"
            " AND (action LIKE 'data_sharing.%' OR action LIKE 'api_%') ORDER BY id"
        )
        async with tenant_session(self.client.database.owner, DISHUB) as session:
            rows = await session.execute(statement, {"agency": DISHUB})
            return [(row[0], row[1]) for row in rows]


async def pages(
    who: Client, query: str, *way: str, size: int = 3, **variables: Any
) -> AsyncIterator[Answer]:
    """Yield page after page of the connection to which `way` leads in the answer's data."""
    after = None
    while True:
        answer = await who.query(query, {"first": size, "after": after, **variables})
        assert not answer.errors, answer.errors
        yield answer
        info = found(answer, *way)["pageInfo"]
        if not info["hasNextPage"]:
            return
        after = info["endCursor"]


def found(answer: Answer, *way: str) -> Any:
    """Return what lies at the end of a way through the answer's data."""
    value = answer.data
    for key in way:
        value = value[key]
    return value
