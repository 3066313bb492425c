"""The running service seals the audit trail by itself."""

import asyncio

from tests.support.audit_trail import trail_of
from tests.support.clients import running_client
from tests.support.database import Database
from tests.support.identity_provider import IdentityProvider

PATIENCE = 30.0


async def test_the_service_seals_what_is_old_enough(
    database: Database, provider: IdentityProvider
) -> None:
    trail = await trail_of(database)
    await trail.write(3)
    async with trail.tampering() as owner:
        await owner.execute(
            "UPDATE audit_events SET occurred_at = occurred_at - interval '5 minutes'"
        )

    async with running_client(database, provider, audit_seal_seconds=1), asyncio.timeout(PATIENCE):
        while len(await trail.chained()) < 4:  # noqa: ASYNC110 - another connection tells nobody.
            await asyncio.sleep(0.05)

    assert (await trail.verify()).is_sound
