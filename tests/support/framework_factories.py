"""Frameworks for tests: short specs, and a published version through the real rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select, true
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks.models import Component, Indicator
from kinerja.domains.frameworks.repository import FrameworkRepository
from kinerja.domains.frameworks.transitions import Transition, transition
from kinerja.domains.frameworks.tree import ComponentSpec, IndicatorSpec, VersionTerms
from kinerja.domains.frameworks.vocabulary import ComponentCategory, Scheme, VersionStatus
from kinerja.kit.ids import AgencyId

_numbers = count(1)

#: The steps that lead from a new draft to a status.
_STEPS = {
    VersionStatus.DRAFT: (),
    VersionStatus.IN_REVIEW: (VersionStatus.IN_REVIEW,),
    VersionStatus.PUBLISHED: (VersionStatus.IN_REVIEW, VersionStatus.PUBLISHED),
    VersionStatus.RETIRED: (
        VersionStatus.IN_REVIEW,
        VersionStatus.PUBLISHED,
        VersionStatus.RETIRED,
    ),
}


@dataclass(frozen=True)
class MadeVersion:
    """A framework version in the database; the ids of its nodes by their codes."""

    framework_id: UUID
    version_id: UUID
    components: dict[str, UUID]
    indicators: dict[str, UUID]


def indicator(code: str, weight: str | int = 100, **changes: Any) -> IndicatorSpec:
    """Make an indicator: higher is better, target 100 on a scale of 0 to 200, cap 120."""
    values = {
        "name_id": f"Indikator {code}",
        "name_en": f"Indicator {code}",
        "definition": f"What {code} measures.",
        "unit": "percent",
        "target": Decimal(100),
        "scale_max": Decimal(200),
    }
    return IndicatorSpec(**{**values, "code": code, "weight": Decimal(weight), **changes})


def component(
    code: str,
    weight: str | int,
    *children: ComponentSpec | IndicatorSpec,
    category: ComponentCategory = ComponentCategory.RESPONSIBILITY,
) -> ComponentSpec:
    """Make a component of `children`; without any, of one indicator `<code>_indicator` of 100."""
    given = children or (indicator(f"{code}_indicator"),)
    return ComponentSpec(
        code=code,
        name_id=f"Komponen {code}",
        name_en=f"Component {code}",
        category=category,
        weight=Decimal(weight),
        components=tuple(child for child in given if isinstance(child, ComponentSpec)),
        indicators=tuple(child for child in given if isinstance(child, IndicatorSpec)),
    )


def terms(scheme: Scheme = Scheme.COMPONENTS, **changes: Any) -> VersionTerms:
    """Make terms that are in force in 2025 and 2026."""
    values = {"effective": Range(date(2025, 1, 1), date(2027, 1, 1)), "scheme": scheme}
    return VersionTerms(**{**values, **changes})


def two_components() -> tuple[ComponentSpec, ...]:
    """Make the smallest tree that is worth weighing: work 60, service 40."""
    return (
        component("work", 60),
        component("service", 40, category=ComponentCategory.PUBLIC_SERVICE),
    )


async def make_version(
    session: AsyncSession,
    *,
    agency_id: AgencyId,
    components: Sequence[ComponentSpec] | None = None,
    status: VersionStatus = VersionStatus.PUBLISHED,
    framework_id: UUID | None = None,
    code: str | None = None,
    created_by: UUID | None = None,
    version_terms: VersionTerms | None = None,
) -> MadeVersion:
    """Write a framework (unless `framework_id` names one) and a version of the given status."""
    repository = FrameworkRepository(session, agency_id)
    name = code or f"framework-{next(_numbers)}"
    framework = framework_id or await repository.add_framework(
        name, name=f"Kerangka {name}", allowed=true()
    )
    assert framework, f"the agency has a framework {name} already"
    version = await repository.add_version(
        framework, terms=version_terms or terms(), created_by=created_by
    )
    await repository.add_tree(version, tuple(components or two_components()))
    current = VersionStatus.DRAFT
    for target in _STEPS[status]:
        step = Transition(
            version_id=version,
            expected=current,
            target=target,
            actor_id=None,
            content_hash="0" * 64,
        )
        assert await transition(session, step, agency_id=agency_id)
        current = target
    return MadeVersion(
        framework,
        version,
        await _codes(session, Component, agency_id=agency_id, version_id=version),
        await _codes(session, Indicator, agency_id=agency_id, version_id=version),
    )


async def make_published_version(session: AsyncSession, **values: Any) -> MadeVersion:
    """Write a published version; keywords as for `make_version`."""
    return await make_version(session, **{**values, "status": VersionStatus.PUBLISHED})


async def _codes(
    session: AsyncSession,
    model: type[Component] | type[Indicator],
    *,
    agency_id: AgencyId,
    version_id: UUID,
) -> dict[str, UUID]:
    found = await session.execute(
        select(model.code, model.id).where(
            model.agency_id == agency_id, model.version_id == version_id
        )
    )
    return dict(found.all())
