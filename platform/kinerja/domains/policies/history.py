"""What happens to policies and roles, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup
from kinerja.kit.ids import GlobalId
from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    PROPOSED = "policy.proposed"
    WITHDRAWN = "policy.withdrawn"
    APPROVED = "policy.approved"
    REJECTED = "policy.rejected"
    REFUSED = "policy.refused"
    ROLE_GRANTED = "role.granted"
    ROLE_ENDED = "role.ended"
    ROLE_REFUSED = "role.refused"


_OF_ROLES = frozenset({Deed.ROLE_GRANTED, Deed.ROLE_ENDED})


async def note(
    actor: Actor,
    session: AsyncSession,
    deed: Deed,
    *,
    object_id: UUID,
    after: Mapping[str, Any],
    reason: str | None = None,
) -> None:
    """Write what `actor` did, in the transaction of the deed."""
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="RoleAssignment" if deed in _OF_ROLES else "PolicyVersion",
        object_id=object_id,
        after=after,
        reason=reason,
        request_id=actor.request_id,
    )


@dataclass(frozen=True)
class Refusal:
    """A step that was refused. `tried_on`: its object as the caller named it; it may be none."""

    deed: Deed
    step: str
    error: KinerjaError
    tried_on: GlobalId | None

    @property
    def codes(self) -> list[str]:
        """The codes that told why, once each."""
        error = self.error
        parts = error.errors if isinstance(error, KinerjaErrorGroup) else (error,)
        return list(dict.fromkeys(part.code for part in parts))


async def note_refusal(actor: Actor, session: AsyncSession, refusal: Refusal) -> None:
    """Write that a step was refused; call it after the step was undone."""
    tried_on = refusal.tried_on
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=refusal.deed.value,
        object_type="PolicyVersion" if tried_on is None else tried_on.type_name,
        object_id=None if tried_on is None else tried_on.key,
        after={"step": refusal.step, "codes": refusal.codes},
        request_id=actor.request_id,
    )
