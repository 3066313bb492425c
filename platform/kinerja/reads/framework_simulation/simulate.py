"""Trying out a framework version on a past cycle. Stores nothing."""

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.facts import APPRAISAL_FACTS
from kinerja.domains.appraisals.tree import MAX_DEPTH
from kinerja.domains.cycles.errors import CycleNotFoundError, VersionTooDeepError
from kinerja.domains.cycles.facts import CYCLE_FACTS
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.frameworks.errors import VersionNotFoundError
from kinerja.domains.frameworks.facts import VERSION_FACTS, draft_facts
from kinerja.domains.frameworks.repository import FrameworkRepository
from kinerja.domains.frameworks.service import check_weights
from kinerja.domains.frameworks.tree import ComponentSpec, VersionContent
from kinerja.kit.statement_settings import CHECKED_BY_ONE_PLAN, statement_settings
from kinerja.reads.framework_simulation.errors import (
    NoIndicatorsError,
    NoResultsError,
    NothingInCommonError,
)
from kinerja.reads.framework_simulation.outcome import Outcome, outcome
from kinerja.reads.framework_simulation.people import CYCLE, VERSION
from kinerja.reads.framework_simulation.statement import SMALLEST, simulation
from kinerja.workflows.room import SETTINGS
from policies.asking import values_for
from policies.permissions import Action, FieldClass, Resource
from policies.subject import Actor

#: The time and memory of a whole cycle. Nothing is written, so no foreign key asks for one plan.
_ROOM: Final = {name: SETTINGS[name] for name in SETTINGS if name not in CHECKED_BY_ONE_PLAN}
#: The field class of the numbers of an appraisal.
_NUMBERS: Final = FieldClass.INTERNAL


async def simulate_framework(
    actor: Actor, session: AsyncSession, *, version_id: UUID, cycle_id: UUID
) -> Outcome:
    """Recalculate a cycle by a version that need not be published, and compare.

    For those who may see drafts: who prepares and who decides on frameworks, and who oversees them.
    The work is one statement; the looks before it only tell what is wrong.

    Raises:
        VersionNotFoundError, CycleNotFoundError: there is none here that the actor may see.
        NotPermittedError: the actor may not see drafts.
        NoIndicatorsError: the version measures nothing.
        VersionTooDeepError: its tree is deeper than any that may be used.
        NoResultsError: nobody in the cycle has been scored to the end.
        NothingInCommonError: none of the version's indicators was scored in the cycle.
        KinerjaError: WEIGHTS_NOT_100, WEIGHTS_NOT_SCHEME.
    """
    content = await _content(actor, session, version_id)
    await _check_cycle(actor, session, cycle_id)
    _check(content)
    values = {
        **values_for(actor),
        VERSION: version_id,
        CYCLE: cycle_id,
        SMALLEST: actor.smallest_group,
    }
    async with statement_settings(session, _ROOM):
        rows = await session.execute(simulation(_visible(actor)), values)
    found = outcome([tuple(row) for row in rows])
    if not found.people:
        raise NoResultsError(path=("cycleId",))
    if not any(one.is_scored for one in found.indicators):
        raise NothingInCommonError(path=("cycleId",))
    return found


async def _content(actor: Actor, session: AsyncSession, version_id: UUID) -> VersionContent:
    grant = actor.grant(Resource.FRAMEWORK, Action.VIEW)
    repository = FrameworkRepository(session, actor.agency_id)
    version = await repository.find_version(
        version_id, allowed=grant.row_filter(VERSION_FACTS, actor)
    )
    if version is None:
        raise VersionNotFoundError(path=("versionId",))
    drafts = grant.row_filter(draft_facts(actor.agency_id), actor)
    if not await session.scalar(select(drafts)):
        raise actor.refused(Resource.FRAMEWORK, Action.CONFIGURE)
    return await repository.content(version)


async def _check_cycle(actor: Actor, session: AsyncSession, cycle_id: UUID) -> None:
    visible = actor.grant(Resource.CYCLE, Action.VIEW).row_filter(CYCLE_FACTS, actor)
    found = await session.scalar(
        select(Cycle.id).where(Cycle.agency_id == actor.agency_id, Cycle.id == cycle_id, visible)
    )
    if found is None:
        raise CycleNotFoundError(path=("cycleId",))


def _check(content: VersionContent) -> None:
    if not any(map(_has_indicators, content.components)):
        raise NoIndicatorsError(path=("versionId",))
    if max(map(_depth, content.components)) > MAX_DEPTH:
        raise VersionTooDeepError(limit=MAX_DEPTH)
    check_weights(content.components, scheme=content.terms.scheme)


def _has_indicators(component: ComponentSpec) -> bool:
    return bool(component.indicators) or any(map(_has_indicators, component.components))


def _depth(component: ComponentSpec) -> int:
    return 1 + max(map(_depth, component.components), default=0)


def _visible(actor: Actor) -> ColumnElement[bool]:
    """Return whose numbers the actor may see: as of any other read of an appraisal."""
    grant = actor.grant(Resource.APPRAISAL, Action.VIEW)
    shown = grant.field_filter(APPRAISAL_FACTS, actor, _NUMBERS)
    numbers = (true() if shown else false()) if isinstance(shown, bool) else shown
    return and_(grant.row_filter(APPRAISAL_FACTS, actor), numbers)
