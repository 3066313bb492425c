"""What happens to surveys, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId
from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    CREATED = "survey.created"
    UPDATED = "survey.updated"
    SUBMITTED = "survey.submitted"
    RETURNED = "survey.returned"
    OPENED = "survey.opened"
    CLOSED = "survey.closed"
    LINK_ISSUED = "survey.link_issued"
    LINK_REVOKED = "survey.link_revoked"
    ANSWERED = "survey.answered"
    SHEETS_IMPORTED = "survey.sheets_imported"


async def note(
    actor: Actor,
    session: AsyncSession,
    deed: Deed,
    *,
    survey_id: UUID,
    after: Mapping[str, Any],
    reason: str | None = None,
) -> None:
    """Write what `actor` did to a survey, in the transaction of the deed."""
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="Survey",
        object_id=survey_id,
        after=after,
        reason=reason,
        request_id=actor.request_id,
    )


async def note_answer(session: AsyncSession, agency_id: AgencyId, *, survey_id: UUID) -> None:
    """Write that somebody has answered: not who, not what, and not in which request.

    The id of a request leads to the logs of proxies, and so to an address.
    """
    await record(
        session,
        agency_id=agency_id,
        actor_id=None,
        action=Deed.ANSWERED.value,
        object_type="Survey",
        object_id=survey_id,
    )
