"""Officers configure: frameworks, versions, trees and whole sets of weights."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks import service
from kinerja.domains.frameworks.entries import WeightEntry
from kinerja.domains.frameworks.heads import FrameworkHead, TermsChange
from kinerja.domains.frameworks.models import Component, Framework, FrameworkVersion
from kinerja.domains.frameworks.repository import FrameworkRepository
from kinerja.domains.frameworks.tree import VersionContent
from kinerja.domains.frameworks.vocabulary import Scheme, VersionStatus
from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup
from kinerja.kit.ids import new_id
from policies.subject import Actor
from tenants.models import AuditEvent, OutboxEvent
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.framework_factories import (
    MadeVersion,
    component,
    indicator,
    make_version,
    terms,
    two_components,
)
from tests.support.framework_people import People, make_people

HEAD = FrameworkHead(code="kinerja", name="Kinerja")
CONTENT = VersionContent(terms=terms(), components=two_components())
NEXT_YEAR = Range(date(2027, 1, 1), date(2028, 1, 1))


def entries(**weights: str) -> list[WeightEntry]:
    return [WeightEntry(code=code, weight=Decimal(weight)) for code, weight in weights.items()]


def whole_set(work: str, service_weight: str) -> list[WeightEntry]:
    return entries(work=work, service=service_weight, work_indicator="100", service_indicator="100")


async def draft(database: Database, **changes: Any) -> MadeVersion:
    async with tenant_session(database.application, DISHUB) as session:
        values = {"agency_id": DISHUB, "status": VersionStatus.DRAFT, **changes}
        return await make_version(session, **values)


async def refused(database: Database, act: Callable[[AsyncSession], Any]) -> list[KinerjaError]:
    """Return why `act` was refused; what it had written is rolled back as at the edge."""
    with pytest.raises(KinerjaError) as caught:
        async with tenant_session(database.application, DISHUB) as session:
            await act(session)
    error = caught.value
    return list(error.errors) if isinstance(error, KinerjaErrorGroup) else [error]


async def weights_of(database: Database, made: MadeVersion) -> dict[str, Decimal]:
    async with tenant_session(database.application, DISHUB) as session:
        rows = await session.execute(
            select(Component.code, Component.weight).where(
                Component.agency_id == DISHUB, Component.version_id == made.version_id
            )
        )
        return dict(rows.all())


async def count(database: Database, model: type) -> int:
    async with tenant_session(database.application, DISHUB) as session:
        return int(await session.scalar(select(func.count()).select_from(model)) or 0)


async def test_an_officer_makes_a_framework_with_its_first_draft(
    database: Database, people: People
) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        made = await service.create_framework(people.officer, session, head=HEAD, content=CONTENT)
        repository = FrameworkRepository(session, DISHUB)
        version = await repository.find_version(made.version_id)
        assert version is not None
        content = await repository.content(version)
        events = (await session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))).all()
        topics = (await session.scalars(select(OutboxEvent.topic).order_by(OutboxEvent.id))).all()

    assert (version.number, version.status) == (1, VersionStatus.DRAFT)
    assert content == CONTENT
    assert events[-2:] == ["framework.created", "framework_version.created"]
    assert topics[-2:] == ["framework.created", "framework_version.created"]


async def test_a_code_that_is_taken_is_refused(database: Database, people: People) -> None:
    async def act(session: AsyncSession) -> None:
        await service.create_framework(people.officer, session, head=HEAD, content=CONTENT)
        await service.create_framework(people.officer, session, head=HEAD, content=CONTENT)

    (error,) = await refused(database, act)

    assert (error.code, error.path) == ("CODE_TAKEN", ("code",))
    assert await count(database, Framework) == 0


@pytest.mark.parametrize("who", ["head", "employee", "province"])
async def test_only_an_officer_makes_a_framework(
    database: Database, people: People, who: str
) -> None:
    actor: Actor = getattr(people, who)

    async def act(session: AsyncSession) -> None:
        await service.create_framework(actor, session, head=HEAD, content=CONTENT)

    (error,) = await refused(database, act)

    assert error.code == "NOT_PERMITTED"
    assert await count(database, Framework) == 0


async def test_wrong_weights_make_no_framework(database: Database, people: People) -> None:
    wrong = replace(CONTENT, components=(component("work", "99.99"),))

    async def act(session: AsyncSession) -> None:
        await service.create_framework(people.officer, session, head=HEAD, content=wrong)

    (error,) = await refused(database, act)

    assert (error.code, error.path) == ("WEIGHTS_NOT_100", ("components",))
    assert await count(database, Framework) == 0


async def test_a_new_version_says_what_the_latest_says(database: Database, people: People) -> None:
    made = await draft(database, status=VersionStatus.PUBLISHED)

    async with tenant_session(database.application, DISHUB) as session:
        change = TermsChange(effective=NEXT_YEAR, legal_basis="Pergub baru")
        key = await service.create_version(
            people.officer, session, framework_id=made.framework_id, change=change
        )
        repository = FrameworkRepository(session, DISHUB)
        version = await repository.find_version(key)
        assert version is not None
        content = await repository.content(version)
        ids = await session.scalars(select(Component.id).where(Component.version_id == key))

    assert (version.number, version.status) == (2, VersionStatus.DRAFT)
    assert content.components == two_components()
    assert content.terms == terms(effective=NEXT_YEAR, legal_basis="Pergub baru")
    assert not set(ids) & set(made.components.values())


async def test_a_version_can_be_cloned_from_any_other_of_the_agency(
    database: Database, people: People
) -> None:
    latest = await draft(database)
    other = await draft(database, components=(component("alone", 100),))

    async with tenant_session(database.application, DISHUB) as session:
        key = await service.create_version(
            people.officer,
            session,
            framework_id=latest.framework_id,
            change=TermsChange(effective=NEXT_YEAR),
            clone_from=other.version_id,
        )
        codes = await session.scalars(select(Component.code).where(Component.version_id == key))

    assert list(codes) == ["alone"]


async def test_a_missing_framework_or_source_is_not_found(
    database: Database, people: People
) -> None:
    made = await draft(database)
    async with tenant_session(database.application, DUKCAPIL) as session:
        foreign = await make_version(session, agency_id=DUKCAPIL)
    change = TermsChange(effective=NEXT_YEAR)

    for framework_id, source in (
        (new_id(), None),
        (foreign.framework_id, None),
        (made.framework_id, new_id()),
        (made.framework_id, foreign.version_id),
    ):

        async def act(
            session: AsyncSession, framework_id: Any = framework_id, source: Any = source
        ) -> None:
            await service.create_version(
                people.officer,
                session,
                framework_id=framework_id,
                change=change,
                clone_from=source,
            )

        assert [error.code for error in await refused(database, act)] == ["NOT_FOUND"]


async def test_a_tree_is_replaced_as_a_whole(database: Database, people: People) -> None:
    made = await draft(database)
    tree = (component("top", 100, component("inner", 70), indicator("leaf", 30)),)

    async with tenant_session(database.application, DISHUB) as session:
        await service.set_components(
            people.officer, session, version_id=made.version_id, components=tree
        )
    async with tenant_session(database.application, DISHUB) as session:
        repository = FrameworkRepository(session, DISHUB)
        version = await repository.find_version(made.version_id)
        assert version is not None
        content = await repository.content(version)
        event = await session.scalar(
            select(AuditEvent).where(AuditEvent.action == "framework_version.components_set")
        )

    assert content.components == tree
    assert event is not None
    assert event.actor_id == people.officer.subject.id
    assert event.after == {"top": "100", "inner": "70", "inner_indicator": "100", "leaf": "30"}


async def test_a_wrong_tree_leaves_the_old_one(database: Database, people: People) -> None:
    made = await draft(database)

    async def act(session: AsyncSession) -> None:
        await service.set_components(
            people.officer,
            session,
            version_id=made.version_id,
            components=(component("top", "99.99"),),
        )

    assert [error.code for error in await refused(database, act)] == ["WEIGHTS_NOT_100"]
    assert await weights_of(database, made) == {"work": 60, "service": 40}


async def test_weights_are_replaced_as_a_whole(database: Database, people: People) -> None:
    made = await draft(database)
    by_id = [
        WeightEntry(id=made.components["work"], weight=Decimal("33.34")),
        WeightEntry(id=made.indicators["work_indicator"], weight=Decimal(100)),
        *entries(service="66.66", service_indicator="100.0000"),
    ]

    async with tenant_session(database.application, DISHUB) as session:
        await service.set_weights(
            people.officer, session, version_id=made.version_id, entries=by_id
        )

    assert await weights_of(database, made) == {
        "work": Decimal("33.34"),
        "service": Decimal("66.66"),
    }
    async with tenant_session(database.application, DISHUB) as session:
        event = await session.scalar(
            select(AuditEvent).where(AuditEvent.action == "framework_version.weights_set")
        )
    assert event is not None
    assert (event.before["work"], event.after["work"]) == ("60", "33.34")  # type: ignore[index] # set.


CASES = {
    "99.99": (whole_set("59.99", "40"), [("WEIGHTS_NOT_100", ("entries",))]),
    "zero": (whole_set("0", "100"), [("WEIGHT_NOT_ALLOWED", ("entries", 0, "weight"))]),
    "negative": (
        whole_set("-1", "101"),
        [
            ("WEIGHT_NOT_ALLOWED", ("entries", 0, "weight")),
            ("WEIGHT_NOT_ALLOWED", ("entries", 1, "weight")),
        ],
    ),
    "five decimals": (
        whole_set("59.99999", "40.00001"),
        [
            ("WEIGHT_NOT_ALLOWED", ("entries", 0, "weight")),
            ("WEIGHT_NOT_ALLOWED", ("entries", 1, "weight")),
        ],
    ),
    "empty": (
        [],
        [("MISSING_NODE", ("entries",))] * 4,
    ),
    "missing": (whole_set("60", "40")[:3], [("MISSING_NODE", ("entries",))]),
    "unknown": (
        [*whole_set("60", "40"), *entries(stranger="1")],
        [("UNKNOWN_NODE", ("entries", 4))],
    ),
    "unknown id": (
        [*whole_set("60", "40"), WeightEntry(id=new_id(), weight=Decimal(1))],
        [("UNKNOWN_NODE", ("entries", 4))],
    ),
    "twice": (
        [*whole_set("60", "40"), *entries(work="60")],
        [("DUPLICATE_NODE", ("entries", 4))],
    ),
    "no name": (
        [*whole_set("60", "40"), WeightEntry(weight=Decimal(1))],
        [("NODE_NOT_NAMED", ("entries", 4))],
    ),
    "two names": (
        [*whole_set("60", "40"), WeightEntry(weight=Decimal(1), code="work", id=new_id())],
        [("NODE_NOT_NAMED", ("entries", 4))],
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_a_set_of_weights_that_is_wrong_changes_nothing(
    database: Database, people: People, case: str
) -> None:
    made = await draft(database)
    given, expected = CASES[case]

    async def act(session: AsyncSession) -> None:
        await service.set_weights(
            people.officer, session, version_id=made.version_id, entries=given
        )

    errors = await refused(database, act)

    assert [(error.code, error.path) for error in errors] == expected
    assert await weights_of(database, made) == {"work": 60, "service": 40}


async def test_the_scheme_of_the_version_binds_its_weights(
    database: Database, people: People
) -> None:
    made = await draft(database, version_terms=terms(Scheme.S70_30))

    async def act(session: AsyncSession) -> None:
        await service.set_weights(
            people.officer, session, version_id=made.version_id, entries=whole_set("60", "40")
        )

    assert [error.code for error in await refused(database, act)] == ["WEIGHTS_NOT_SCHEME"]


EDITS: dict[str, Callable[[Actor, AsyncSession, Any], Any]] = {
    "set_weights": lambda actor, session, key: service.set_weights(
        actor, session, version_id=key, entries=whole_set("50", "50")
    ),
    "set_components": lambda actor, session, key: service.set_components(
        actor, session, version_id=key, components=(component("top", 100),)
    ),
    "change_terms": lambda actor, session, key: service.change_terms(
        actor, session, version_id=key, change=TermsChange(effective=NEXT_YEAR)
    ),
}


async def edited(edit: str, actor: Actor, key: Any, session: AsyncSession) -> None:
    await EDITS[edit](actor, session, key)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize(
    "status", [VersionStatus.IN_REVIEW, VersionStatus.PUBLISHED, VersionStatus.RETIRED]
)
async def test_only_a_draft_can_be_edited(
    database: Database, people: People, edit: str, status: VersionStatus
) -> None:
    made = await draft(database, status=status)

    errors = await refused(
        database, lambda session: EDITS[edit](people.officer, session, made.version_id)
    )

    assert [error.code for error in errors] == ["VERSION_IMMUTABLE"]
    assert status.value in errors[0].message("en")
    assert await weights_of(database, made) == {"work": 60, "service": 40}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize(
    ("who", "code"),
    [("head", "NOT_PERMITTED"), ("province", "NOT_PERMITTED"), ("employee", "NOT_PERMITTED")],
)
async def test_only_an_officer_edits(
    database: Database, people: People, edit: str, who: str, code: str
) -> None:
    made = await draft(database)
    actor: Actor = getattr(people, who)

    errors = await refused(database, lambda session: EDITS[edit](actor, session, made.version_id))

    assert [error.code for error in errors] == [code]
    assert await weights_of(database, made) == {"work": 60, "service": 40}


@pytest.mark.parametrize("edit", EDITS)
async def test_a_version_of_another_agency_is_not_found(
    database: Database, people: People, edit: str
) -> None:
    async with tenant_session(database.application, DUKCAPIL) as session:
        foreign = await make_version(session, agency_id=DUKCAPIL, status=VersionStatus.DRAFT)
    strangers = await make_people(database.application, DUKCAPIL)

    for actor, key in ((people.officer, foreign.version_id), (people.officer, new_id())):
        errors = await refused(database, partial(edited, edit, actor, key))
        assert [error.code for error in errors] == ["NOT_FOUND"]

    async with tenant_session(database.application, DUKCAPIL) as session:
        await EDITS[edit](strangers.officer, session, foreign.version_id)


async def test_terms_of_a_draft_change(database: Database, people: People) -> None:
    made = await draft(database)

    async with tenant_session(database.application, DISHUB) as session:
        await service.change_terms(
            people.officer,
            session,
            version_id=made.version_id,
            change=TermsChange(effective=NEXT_YEAR, scheme=Scheme.S60_40),
        )
        version = await FrameworkRepository(session, DISHUB).find_version(made.version_id)

    assert version is not None
    assert version.terms == terms(Scheme.S60_40, effective=NEXT_YEAR)


async def test_the_weights_change_in_one_statement(database: Database, people: People) -> None:
    made = await draft(database)
    async with tenant_session(database.application, DISHUB) as session:
        await service.set_weights(
            people.officer, session, version_id=made.version_id, entries=whole_set("50", "50")
        )
        changed = await session.scalars(
            text("SELECT DISTINCT xmin::text FROM components WHERE version_id = :v"),
            {"v": made.version_id},
        )
        assert len(list(changed)) == 1
        assert await session.scalar(
            select(func.count())
            .select_from(FrameworkVersion)
            .where(FrameworkVersion.status == VersionStatus.DRAFT)
        )
