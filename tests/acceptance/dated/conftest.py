"""The stage of dated rights."""

import pytest

from tests.support.appraisal_world import make_world, open_world
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.dated_rights import Stage


@pytest.fixture
async def stage(client: Client) -> Stage:
    """Return a cycle of the Dishub that is being scored; nobody has scored yet."""
    world = await open_world(await make_world(client.database.application, DISHUB, ratees=3))
    await client.give_role(world.officer.subject.id, "performance_officer", DISHUB)
    return Stage(client, world)
