"""What happens to grants, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.data_sharing.terms import Terms
from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    GRANTED = "data_sharing.granted"
    REVOKED = "data_sharing.revoked"


def told(client_name: str, terms: Terms) -> dict[str, Any]:
    """Return what the audit trail keeps of a grant: all of it, since it names no person."""
    return {
        "client": client_name,
        "scopes": list(terms.scopes),
        "legalBasis": terms.legal_basis,
        "purpose": terms.purpose,
        "firstDay": terms.valid.lower,
        "end": terms.valid.upper,
    }


async def note(
    actor: Actor, session: AsyncSession, deed: Deed, *, grant_id: UUID, after: Mapping[str, Any]
) -> None:
    """Write what `actor` did to a grant, in the transaction of the deed."""
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="DataSharingGrant",
        object_id=grant_id,
        after=after,
        request_id=actor.request_id,
    )
