"""A Dishub whose cycle is being scored, and how its people ask why."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from kinerja.kit.ids import AgencyId, GlobalId, new_id
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world
from tests.support.clients import Client
from tests.support.database import DISHUB

WHY = """query ($id: ID!, $action: PolicyAction!) { %s(id: $id, action: $action) {
  allowed code sentence rule ruleSource role relation state openStates since until } }"""


@dataclass(frozen=True)
class Asking:
    """The service, its people, and the appraisal of one of them."""

    client: Client
    world: World
    appraisal: UUID

    async def why(
        self,
        who: UUID,
        type_name: str,
        key: UUID,
        action: str,
        *,
        field: str = "whyNot",
        agency_id: int = DISHUB,
        **headers: str,
    ) -> dict[str, Any]:
        """Ask as an employee of the Dishub; in English, unless `accept_language` is given."""
        asking = self.client.as_(who, agency="DISHUB")
        asking = asking.with_headers(**{"accept_language": "en", **headers})
        given = {"id": str(GlobalId(type_name, AgencyId(agency_id), key)), "action": action}
        answer = await asking.query(WHY % field, given)
        assert not answer.errors, answer.errors
        found: dict[str, Any] = answer.data[field]
        return found

    async def write(self, statement: str, **values: Any) -> None:
        """Write a row of the Dishub as its owner, committed; `id` is a new key."""
        async with tenant_session(self.client.database.owner, DISHUB) as session:
            await session.execute(text(statement), {"agency": DISHUB, "id": new_id(), **values})


@pytest.fixture
async def asking(client: Client) -> Asking:
    """Return the Dishub with the appraisal of its first ratee."""
    world = await open_world(await make_world(client.database.application, DISHUB))
    return Asking(client, world, await world.appraisal_of(world.organisation.ratee))
