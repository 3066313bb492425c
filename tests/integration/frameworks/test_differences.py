"""What two versions say differently, and the presets that show it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Integer, Uuid, func, literal, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks.differences import differences
from kinerja.domains.frameworks.errors import PeriodOverlapError
from kinerja.domains.frameworks.loading import PresetChanges, load_preset
from kinerja.domains.frameworks.models import Framework, FrameworkVersion
from kinerja.domains.frameworks.presets import get_preset, preset_codes
from kinerja.domains.frameworks.repository import FrameworkRepository
from kinerja.domains.frameworks.tree import ComponentSpec
from kinerja.domains.frameworks.vocabulary import (
    ApplicableClass,
    ComponentCategory,
    VersionStatus,
)
from kinerja.kit.ids import new_id
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.framework_factories import (
    MadeVersion,
    component,
    indicator,
    make_version,
    two_components,
)

Row = tuple[str | None, ...]


async def draft(session: AsyncSession, *components: ComponentSpec) -> MadeVersion:
    return await make_version(
        session, agency_id=DISHUB, components=components, status=VersionStatus.DRAFT
    )


async def compared(session: AsyncSession, old: MadeVersion, new: MadeVersion) -> list[Row]:
    rows = differences(
        literal(int(DISHUB), Integer()),
        literal(old.version_id, Uuid()),
        literal(new.version_id, Uuid()),
    )
    found = await session.execute(select(rows).order_by(rows.c.code, rows.c.field))
    return [tuple(row) for row in found]


async def test_equal_versions_do_not_differ(database: Database) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        old = await draft(session, *two_components())
        new = await draft(session, *two_components())

        assert await compared(session, old, new) == []


async def test_every_kind_of_difference_is_told(database: Database) -> None:
    kept = indicator("kept", 50)
    before = (
        component("work", 60, kept, indicator("dropped", 50)),
        component("service", 40, category=ComponentCategory.PUBLIC_SERVICE),
    )
    changed = replace(
        kept,
        weight=Decimal("50.5"),
        name_en="Kept longer",
        target=Decimal("99.5"),
        evidence_required=True,
        applies_to=(ApplicableClass.JPT, ApplicableClass.PENGAWAS),
    )
    after = (
        component("work", 60, indicator("fresh", 100)),
        component(
            "service", 40, changed, indicator("other", "49.5"), category=ComponentCategory.OTHER
        ),
    )
    async with tenant_session(database.application, DISHUB) as session:
        old, new = await draft(session, *before), await draft(session, *after)

        assert await compared(session, old, new) == [
            ("REMOVED", "INDICATOR", "dropped", "weight", "50", None),
            ("ADDED", "INDICATOR", "fresh", "weight", None, "100"),
            ("CHANGED", "INDICATOR", "kept", "appliesTo", None, "JPT,PENGAWAS"),
            ("CHANGED", "INDICATOR", "kept", "evidenceRequired", "false", "true"),
            ("CHANGED", "INDICATOR", "kept", "nameEn", "Indicator kept", "Kept longer"),
            ("CHANGED", "INDICATOR", "kept", "parent", "work", "service"),
            ("CHANGED", "INDICATOR", "kept", "target", "100", "99.5"),
            ("CHANGED", "INDICATOR", "kept", "weight", "50", "50.5"),
            ("ADDED", "INDICATOR", "other", "weight", None, "49.5"),
            ("CHANGED", "COMPONENT", "service", "category", "PUBLIC_SERVICE", "OTHER"),
            ("REMOVED", "INDICATOR", "service_indicator", "weight", "100", None),
        ]


async def test_a_component_that_becomes_an_indicator_is_another_node(database: Database) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        old = await draft(session, component("top", 100, component("part", 100)))
        new = await draft(session, component("top", 100, indicator("part", 100)))

        assert [row[:3] for row in await compared(session, old, new)] == [
            ("REMOVED", "COMPONENT", "part"),
            ("ADDED", "INDICATOR", "part"),
            ("REMOVED", "INDICATOR", "part_indicator"),
        ]


async def test_differences_follow_an_outer_row(database: Database) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        old = await draft(session, component("a", 50), component("b", 50))
        new = await draft(session, component("a", 40), component("b", 60))
        outer = FrameworkVersion.__table__.alias("outer_version")
        rows = differences(
            outer.c.agency_id, outer.c.id, literal(new.version_id, Uuid()), correlate=outer
        )
        counted = select(func.count()).select_from(rows).scalar_subquery()

        found = await session.execute(select(outer.c.id, counted))

        assert {tuple(row) for row in found} == {(old.version_id, 2), (new.version_id, 0)}


async def test_dishub_after_its_evaluation_differs_as_the_founding_text_tells(
    database: Database,
) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        keys = [
            await load_preset(session, agency_id=DISHUB, preset_code=code, actor_id=None)
            for code in ("dishub-v1", "dishub-v2")
        ]
        rows = differences(literal(int(DISHUB)), *(literal(key, Uuid()) for key in keys))
        found = await session.execute(select(rows).order_by(rows.c.code))

        assert [tuple(row) for row in found] == [
            ("CHANGED", "COMPONENT", "citizen_satisfaction", "weight", "35", "25"),
            ("ADDED", "COMPONENT", "complaint_responsiveness", "weight", None, "20"),
            ("ADDED", "INDICATOR", "complaints_on_time", "weight", None, "100"),
            ("CHANGED", "COMPONENT", "responsibility", "weight", "45", "35"),
        ]
        numbers = await session.execute(
            select(FrameworkVersion.number, FrameworkVersion.status).order_by(
                FrameworkVersion.number
            )
        )
        assert [tuple(row) for row in numbers] == [(1, "PUBLISHED"), (2, "PUBLISHED")]
        assert await session.scalar(select(func.count()).select_from(Framework)) == 1


@pytest.mark.parametrize("code", preset_codes())
async def test_a_preset_comes_back_from_the_database_as_it_was_written(
    database: Database, code: str
) -> None:
    actor = new_id()
    async with tenant_session(database.application, DUKCAPIL) as session:
        key = await load_preset(session, agency_id=DUKCAPIL, preset_code=code, actor_id=actor)
        repository = FrameworkRepository(session, DUKCAPIL)
        version = await repository.find_version(key)
        assert version is not None
        stored = await session.execute(
            select(FrameworkVersion.content_hash, FrameworkVersion.published_by)
        )
        content = await repository.content(version)

    preset = get_preset(code)
    assert content == preset.content
    assert tuple(stored.one()) == (preset.content.content_hash(), actor)


async def test_a_preset_is_loaded_as_a_draft_for_another_period(database: Database) -> None:
    period = Range(date(2030, 1, 1), None)
    async with tenant_session(database.application, DISHUB) as session:
        key = await load_preset(
            session,
            agency_id=DISHUB,
            preset_code="kelurahan",
            actor_id=None,
            publish=False,
            changes=PresetChanges(effective=period),
        )
        version = await FrameworkRepository(session, DISHUB).find_version(key)

    assert version is not None
    assert (version.status, version.terms.effective) == (VersionStatus.DRAFT, period)


async def loaded_twice(database: Database) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        for _ in range(2):
            await load_preset(session, agency_id=DISHUB, preset_code="kelurahan", actor_id=None)


async def test_a_preset_is_not_published_over_another(database: Database) -> None:
    with pytest.raises(PeriodOverlapError):
        await loaded_twice(database)
