"""What happens to frameworks, in the words of the audit trail and the outbox."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from policies.subject import Actor
from tenants.audit import record


class Deed(StrEnum):
    """What was done; also the topic of the outbox event."""

    FRAMEWORK_CREATED = "framework.created"
    VERSION_CREATED = "framework_version.created"
    TERMS_CHANGED = "framework_version.terms_changed"
    COMPONENTS_SET = "framework_version.components_set"
    WEIGHTS_SET = "framework_version.weights_set"
    SUBMITTED = "framework_version.submitted"
    RETURNED = "framework_version.returned"
    PUBLISHED = "framework_version.published"
    RETIRED = "framework_version.retired"


async def note(  # noqa: PLR0913 - the columns of an audit event.
    actor: Actor,
    session: AsyncSession,
    deed: Deed,
    *,
    object_id: UUID,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Write what `actor` did to a framework or version, in the transaction of the deed."""
    created = deed is Deed.FRAMEWORK_CREATED
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="Framework" if created else "FrameworkVersion",
        object_id=object_id,
        before=before,
        after=after,
        reason=reason,
        request_id=actor.request_id,
    )
