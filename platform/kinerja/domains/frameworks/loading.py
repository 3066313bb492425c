"""Loading a preset into an agency: for provisioning and the demonstration, not for the API."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import true
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks.heads import FrameworkHead
from kinerja.domains.frameworks.history import Deed
from kinerja.domains.frameworks.presets import get_preset
from kinerja.domains.frameworks.repository import FrameworkRepository
from kinerja.domains.frameworks.transitions import Transition, transition
from kinerja.domains.frameworks.tree import VersionContent
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.ids import AgencyId
from tenants.audit import record
from tenants.session import ConcurrentChangeError


@dataclass(frozen=True, kw_only=True)
class PresetChanges:
    """What an agency says otherwise than the preset: the framework's head, the period in force."""

    head: FrameworkHead | None = None
    effective: Range[date] | None = None


AS_WRITTEN = PresetChanges()


async def load_preset(
    session: AsyncSession,
    *,
    agency_id: AgencyId,
    preset_code: str,
    actor_id: UUID | None,
    publish: bool = True,
    changes: PresetChanges = AS_WRITTEN,
) -> UUID:
    """Write a preset as the next version of its framework and return the version's id.

    The framework is made if the agency has none with that code. The agency's author of a preset is
    nobody, so `actor_id` may publish it.

    Raises:
        PresetNotFoundError: there is no such preset.
        PeriodOverlapError: another published version is in force in part of the period.
    """
    preset = get_preset(preset_code)
    content = preset.content
    if changes.effective is not None:
        terms = replace(content.terms, effective=changes.effective)
        content = VersionContent(terms=terms, components=content.components)
    head = changes.head or FrameworkHead(code=preset.framework, name=preset.name_id)
    repository = FrameworkRepository(session, agency_id)
    framework_id = await repository.find_framework_id(head.code) or await repository.add_framework(
        head.code, name=head.name, allowed=true()
    )
    if framework_id is None or not await repository.lock_framework(framework_id, allowed=true()):
        raise ConcurrentChangeError
    version_id = await repository.add_version(framework_id, terms=content.terms, created_by=None)
    await repository.add_tree(version_id, content.components)
    if publish:
        await _publish(session, version_id, content, agency_id=agency_id, actor_id=actor_id)
    await record(
        session,
        agency_id=agency_id,
        actor_id=actor_id,
        action=(Deed.PUBLISHED if publish else Deed.VERSION_CREATED).value,
        object_type="FrameworkVersion",
        object_id=version_id,
        after=content.terms.as_text() | {"preset": preset_code},
    )
    return version_id


async def _publish(
    session: AsyncSession,
    version_id: UUID,
    content: VersionContent,
    *,
    agency_id: AgencyId,
    actor_id: UUID | None,
) -> None:
    review = Transition(
        version_id=version_id,
        expected=VersionStatus.DRAFT,
        target=VersionStatus.IN_REVIEW,
        actor_id=None,
    )
    publication = Transition(
        version_id=version_id,
        expected=VersionStatus.IN_REVIEW,
        target=VersionStatus.PUBLISHED,
        actor_id=actor_id,
        content_hash=content.content_hash(),
    )
    for step in (review, publication):
        if not await transition(session, step, agency_id=agency_id):
            raise ConcurrentChangeError
