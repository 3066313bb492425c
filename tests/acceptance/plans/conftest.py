"""Fixtures of performance plans: an agency whose cycle is being planned."""

import pytest

from kinerja.domains.cycles.service import start_planning
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.appraisal_world import make_world
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.plan_desk import PlanDesk


@pytest.fixture
async def desk(client: Client) -> PlanDesk:
    """Return a desk at which plans may be begun."""
    world = await make_world(client.database.application, DISHUB)
    async with tenant_session(world.engine, DISHUB) as session:
        await start_planning(world.officer, session, cycle_id=world.cycle_id)
    await client.give_role(world.officer.subject.id, Role.PERFORMANCE_OFFICER, DISHUB)
    return PlanDesk(client, world)
