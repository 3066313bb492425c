"""Reasons of events about people: kept apart from the trail, which holds a salted hash of them.

Erasing a person takes the reason and its salt away; the event, and the chain over it, stay.
"""

import hashlib
import secrets
from typing import Final
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId
from tenants.audit_models import AuditReason

#: What the reason of an event begins with when the text stands apart. No text that a caller gives
#: reaches an event about a person, so that none can pass for a hash.
MARK: Final = "sha256:"
SALT_BYTES: Final = 16


def reason_hash(salt: bytes, reason: str) -> str:
    """Return what an event holds in the place of its reason."""
    return MARK + hashlib.sha256(salt + reason.encode()).hexdigest()


async def keep_apart(
    session: AsyncSession, agency_id: AgencyId, event_id: UUID, *, person_id: UUID, reason: str
) -> str:
    """Write the reason of an event about a person, and return what the event itself holds."""
    salt = secrets.token_bytes(SALT_BYTES)
    await session.execute(
        insert(AuditReason).values(
            agency_id=agency_id, event_id=event_id, person_id=person_id, salt=salt, reason=reason
        )
    )
    return reason_hash(salt, reason)
