"""Fixtures of the life of an appraisal: an agency whose ratees may object for fourteen days."""

import pytest

from policies.permissions import Role
from tests.support.appraisal_world import make_world, open_world
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.life_desk import LifeDesk


@pytest.fixture
async def desk(client: Client) -> LifeDesk:
    """Return a desk at which all results are submitted, ready to be calibrated."""
    world = await make_world(client.database.application, DISHUB, objection_days=14)
    await open_world(world)
    await world.complete()
    await client.give_role(world.officer.subject.id, Role.PERFORMANCE_OFFICER, DISHUB)
    return LifeDesk(client, world)
