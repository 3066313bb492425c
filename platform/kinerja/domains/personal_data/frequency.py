"""How often somebody may have an agency work on the own data in a day: often enough for a right."""

import hashlib
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.personal_data.errors import TooManyCopiesError, TooManyDataRequestsError
from kinerja.domains.personal_data.history import Deed
from kinerja.domains.personal_data.models import DataRequest
from kinerja.kit import clock
from policies.subject import Actor
from tenants.models import AuditEvent

#: A copy reads everything that there is about a person: the dearest statement that anybody may run.
MOST_COPIES: Final = 5
#: A request waits for a person who answers within three days; withdrawn ones count.
MOST_REQUESTS: Final = 10
DAY: Final = timedelta(days=1)


async def begin_copy(actor: Actor, session: AsyncSession) -> None:
    """Let the actor take a copy of the own data, one at a time, until the transaction ends.

    Raises:
        TooManyCopiesError: another one is being made, or enough were made in the last 24 hours.
    """
    if not await session.scalar(select(func.pg_try_advisory_xact_lock(_lock_of(actor)))):
        raise TooManyCopiesError(limit=MOST_COPIES)
    made = await session.scalar(
        select(func.count())
        .select_from(AuditEvent)
        .where(
            AuditEvent.agency_id == actor.agency_id,
            AuditEvent.object_id == actor.subject.id,
            AuditEvent.actor_id == actor.subject.id,
            AuditEvent.action == Deed.EXPORTED.value,
            AuditEvent.occurred_at > clock.now() - DAY,
        )
    )
    if (made or 0) >= MOST_COPIES:
        raise TooManyCopiesError(limit=MOST_COPIES)


async def check_requests(actor: Actor, session: AsyncSession) -> None:
    """Refuse to file requests without end.

    Raises:
        TooManyDataRequestsError: the actor filed enough in the last 24 hours.
    """
    filed = await session.scalar(
        select(func.count())
        .select_from(DataRequest)
        .where(
            DataRequest.agency_id == actor.agency_id,
            DataRequest.employee_id == actor.subject.id,
            DataRequest.filed_at > clock.now() - DAY,
        )
    )
    if (filed or 0) >= MOST_REQUESTS:
        raise TooManyDataRequestsError(limit=MOST_REQUESTS)


def _lock_of(actor: Actor) -> int:
    """Return the number of a lock that is the actor's alone."""
    name = f"kinerja copy {actor.agency_id} {actor.subject.id}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
