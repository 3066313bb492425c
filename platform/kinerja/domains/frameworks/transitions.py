"""Moving a version from one status to the next, through the one function that may.

The database refuses what must not happen; here each refusal becomes an error with a sentence.
"""

from dataclasses import dataclass
from typing import Never
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks.errors import (
    CycleRunsOnError,
    PeriodOverlapError,
    TwoPersonsRequiredError,
    VersionPinnedError,
)
from kinerja.domains.frameworks.models import FrameworkVersion
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId

#: SQLSTATE → error. 23P01 is an exclusion constraint: `ex_framework_versions_published_overlap`.
REFUSALS: dict[str, type[KinerjaError]] = {
    "23P01": PeriodOverlapError,
    "KJ004": TwoPersonsRequiredError,
    "KJ005": VersionPinnedError,
    "KJ006": CycleRunsOnError,
}


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One step of one version. `actor_id` None: the service itself, when it loads a preset."""

    version_id: UUID
    expected: VersionStatus
    target: VersionStatus
    actor_id: UUID | None
    content_hash: str | None = None


async def transition(
    session: AsyncSession,
    step: Transition,
    *,
    agency_id: AgencyId,
    allowed: ColumnElement[bool] | None = None,
) -> bool:
    """Take the step if the version is as expected and `allowed`; else answer False.

    Of two callers who take the same step at once, one gets True and the other False.

    Raises:
        PeriodOverlapError: another published version is in force in part of the period.
        TwoPersonsRequiredError: the publisher made or submitted the version.
        VersionPinnedError: a running cycle uses the version that would retire.
        CycleRunsOnError: a cycle of the version before runs into the period of the new one.
    """
    found = select(FrameworkVersion.id).where(
        FrameworkVersion.agency_id == agency_id,
        FrameworkVersion.id == step.version_id,
        FrameworkVersion.status == step.expected,
        true() if allowed is None else allowed,
    )
    # Called over rows, the function would run on a shard of Citus; it asks for the status again.
    function = func.transition_framework_version(
        agency_id,
        step.version_id,
        step.expected.value,
        step.target.value,
        step.actor_id,
        step.content_hash,
    )
    try:
        return bool(await session.scalar(found) and await session.scalar(select(function)))
    except DBAPIError as error:
        _refuse(error)


def _refuse(error: DBAPIError) -> Never:
    refusal = REFUSALS.get(getattr(error.orig, "sqlstate", None) or "")
    if refusal is None:
        raise error
    raise refusal from error
