"""Fixtures of development: an agency with lines of appraisal, and its officer."""

import pytest

from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.development_desk import DevelopmentDesk
from tests.support.organisation_factories import make_organisation, make_staff


@pytest.fixture
async def desk(client: Client) -> DevelopmentDesk:
    """Return a desk of an agency in which nothing has been written about anybody yet."""
    async with tenant_session(client.database.owner, DISHUB) as session:
        people = await make_organisation(session, DISHUB, ratees=2)
        officer = await make_staff(session, DISHUB, unit=people.root, rater=people.head)
    await client.give_role(officer.id, Role.PERFORMANCE_OFFICER, DISHUB)
    return DevelopmentDesk(client, people, officer)
