"""Review, publication and retirement, with two persons and one winner."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleKind, CycleState
from kinerja.domains.frameworks.models import Component, FrameworkVersion
from kinerja.domains.frameworks.publication import (
    publish_version,
    retire_version,
    return_to_draft,
    submit_for_review,
)
from kinerja.domains.frameworks.repository import FrameworkRepository
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from policies.subject import Actor
from tenants.models import AuditEvent
from tenants.session import tenant_session
from tests.support.database import DISHUB, Database
from tests.support.framework_factories import MadeVersion, component, make_version, terms
from tests.support.framework_people import People

DRAFT, IN_REVIEW = VersionStatus.DRAFT, VersionStatus.IN_REVIEW
PUBLISHED, RETIRED = VersionStatus.PUBLISHED, VersionStatus.RETIRED

STEPS: dict[str, Callable[..., Any]] = {
    "submit": submit_for_review,
    "return": return_to_draft,
    "publish": publish_version,
    "retire": retire_version,
}
RIGHT = {"submit": DRAFT, "return": IN_REVIEW, "publish": IN_REVIEW, "retire": PUBLISHED}


async def made(database: Database, **changes: Any) -> MadeVersion:
    async with tenant_session(database.application, DISHUB) as session:
        return await make_version(session, **{"agency_id": DISHUB, "status": DRAFT, **changes})


async def take(database: Database, step: str, actor: Actor, version_id: UUID) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        await STEPS[step](actor, session, version_id=version_id)


async def code_of(database: Database, step: str, actor: Actor, version_id: UUID) -> str | None:
    try:
        await take(database, step, actor, version_id)
    except KinerjaError as error:
        return error.code
    return None


async def row_of(database: Database, version_id: UUID) -> FrameworkVersion:
    async with tenant_session(database.application, DISHUB) as session:
        found = await session.scalar(
            select(FrameworkVersion).where(
                FrameworkVersion.agency_id == DISHUB, FrameworkVersion.id == version_id
            )
        )
    assert found is not None
    return found


async def test_officer_submits_and_head_publishes(database: Database, people: People) -> None:
    version = await made(database, created_by=people.officer.subject.id)

    await take(database, "submit", people.officer, version.version_id)
    await take(database, "publish", people.head, version.version_id)

    row = await row_of(database, version.version_id)
    async with tenant_session(database.application, DISHUB) as session:
        repository = FrameworkRepository(session, DISHUB)
        record = await repository.find_version(version.version_id)
        assert record is not None
        content = await repository.content(record)
        states = await session.scalars(select(Component.version_status).distinct())
        actions = await session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))
        assert list(states) == ["PUBLISHED"]
        assert list(actions)[-2:] == ["framework_version.submitted", "framework_version.published"]
    assert row.status == "PUBLISHED"
    assert row.submitted_by == people.officer.subject.id
    assert row.published_by == people.head.subject.id
    assert row.published_at is not None
    assert row.content_hash == content.content_hash()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("status", list(VersionStatus))
async def test_a_step_is_only_taken_from_its_own_status(
    database: Database, people: People, step: str, status: VersionStatus
) -> None:
    version = await made(database, status=status)
    actor = people.officer if step == "submit" else people.head

    code = await code_of(database, step, actor, version.version_id)

    assert code == (None if status is RIGHT[step] else "STATE_CONFLICT")


@pytest.mark.parametrize(
    ("step", "allowed"),
    [
        ("submit", {"officer", "officer_and_head"}),
        ("return", {"officer", "head", "officer_and_head"}),
        ("publish", {"head", "officer_and_head"}),
        ("retire", {"head", "officer_and_head"}),
    ],
)
async def test_a_step_is_taken_by_whom_it_belongs_to(
    database: Database, people: People, step: str, allowed: set[str]
) -> None:
    outcomes = {}
    for number, who in enumerate(("officer", "head", "officer_and_head", "employee", "province")):
        period = Range(date(2030 + number, 1, 1), date(2031 + number, 1, 1))
        version = await made(database, status=RIGHT[step], version_terms=terms(effective=period))
        outcomes[who] = await code_of(database, step, getattr(people, who), version.version_id)

    assert {who for who, code in outcomes.items() if code is None} == allowed
    # An employee does not even learn that an unpublished version exists, unless the right to
    # take the step can never be his: then the answer says who has it, and nothing of the row.
    hidden = {"NOT_PERMITTED", "NOT_FOUND"}
    assert {code for code in outcomes.values() if code} <= hidden


async def test_whoever_made_a_version_does_not_publish_it(
    database: Database, people: People
) -> None:
    both = people.officer_and_head
    version = await made(database, status=IN_REVIEW, created_by=both.subject.id)

    assert await code_of(database, "publish", both, version.version_id) == "TWO_PERSONS_REQUIRED"
    assert (await row_of(database, version.version_id)).status == "IN_REVIEW"


async def test_whoever_submitted_a_version_does_not_publish_it(
    database: Database, people: People
) -> None:
    both = people.officer_and_head
    version = await made(database, created_by=people.officer.subject.id)
    await take(database, "submit", both, version.version_id)

    assert await code_of(database, "publish", both, version.version_id) == "TWO_PERSONS_REQUIRED"


async def test_an_empty_version_is_not_submitted(database: Database, people: People) -> None:
    version = await made(database)
    async with tenant_session(database.application, DISHUB) as session:
        await FrameworkRepository(session, DISHUB).replace_tree(version.version_id, ())

    code = await code_of(database, "submit", people.officer, version.version_id)

    assert code == "FRAMEWORK_EMPTY"


@pytest.mark.parametrize("step", ["submit", "publish"])
async def test_wrong_weights_are_neither_submitted_nor_published(
    database: Database, people: People, step: str
) -> None:
    wrong = (component("work", "59.99"), component("service", 40))
    version = await made(database, components=wrong, status=RIGHT[step])
    actor = people.officer if step == "submit" else people.head

    assert await code_of(database, step, actor, version.version_id) == "WEIGHTS_NOT_100"
    assert (await row_of(database, version.version_id)).status == RIGHT[step].value


async def test_a_missing_version_is_not_found(database: Database, people: People) -> None:
    for step in STEPS:
        actor = people.officer if step == "submit" else people.head
        assert await code_of(database, step, actor, new_id()) == "NOT_FOUND"


async def test_published_versions_of_a_framework_do_not_overlap(
    database: Database, people: People
) -> None:
    first = await made(database, status=PUBLISHED)
    same = await made(database, status=IN_REVIEW, framework_id=first.framework_id)
    after = await made(
        database,
        status=IN_REVIEW,
        framework_id=first.framework_id,
        version_terms=terms(effective=Range(date(2027, 1, 1), None)),
    )

    assert await code_of(database, "publish", people.head, same.version_id) == "PERIOD_OVERLAP"
    assert await code_of(database, "publish", people.head, after.version_id) is None

    await take(database, "retire", people.head, first.version_id)
    assert await code_of(database, "publish", people.head, same.version_id) is None


async def test_a_version_without_a_last_day_ends_where_its_successor_begins(
    database: Database, people: People
) -> None:
    old = await made(
        database, status=PUBLISHED, version_terms=terms(effective=Range(date(2026, 1, 1), None))
    )
    new = await made(
        database,
        status=IN_REVIEW,
        framework_id=old.framework_id,
        version_terms=terms(effective=Range(date(2027, 1, 1), None)),
    )
    hash_before = (await row_of(database, old.version_id)).content_hash

    assert await code_of(database, "publish", people.head, new.version_id) is None

    ended = await row_of(database, old.version_id)
    assert ended.effective == Range(date(2026, 1, 1), date(2027, 1, 1))
    assert (ended.status, ended.content_hash) == (PUBLISHED.value, hash_before)


async def test_a_successor_does_not_cut_off_a_cycle(database: Database, people: People) -> None:
    old = await made(
        database, status=PUBLISHED, version_terms=terms(effective=Range(date(2025, 1, 1), None))
    )
    new = await made(
        database,
        status=IN_REVIEW,
        framework_id=old.framework_id,
        version_terms=terms(effective=Range(date(2025, 10, 1), None)),
    )
    async with tenant_session(database.application, DISHUB) as session:
        await pin(session, old, CycleState.OPEN)

    assert await code_of(database, "publish", people.head, new.version_id) == "PERIOD_OVERLAP"
    assert (await row_of(database, old.version_id)).effective == Range(date(2025, 1, 1), None)
    assert (await row_of(database, new.version_id)).status == IN_REVIEW.value


async def test_of_two_who_publish_at_once_one_wins(database: Database, people: People) -> None:
    version = await made(database, status=IN_REVIEW)

    codes = await asyncio.gather(
        *(code_of(database, "publish", people.head, version.version_id) for _ in range(4))
    )

    assert sorted(code or "" for code in codes) == ["", *["STATE_CONFLICT"] * 3]
    async with tenant_session(database.application, DISHUB) as session:
        events = await session.scalars(
            select(AuditEvent).where(AuditEvent.action == "framework_version.published")
        )
        assert len(list(events)) == 1


async def test_of_two_overlapping_versions_published_at_once_one_wins(
    database: Database, people: People
) -> None:
    first = await made(database, status=IN_REVIEW)
    second = await made(database, status=IN_REVIEW, framework_id=first.framework_id)

    codes = await asyncio.gather(
        *(code_of(database, "publish", people.head, one.version_id) for one in (first, second))
    )

    assert sorted(code or "" for code in codes) == ["", "PERIOD_OVERLAP"]


async def pin(session: AsyncSession, version: MadeVersion, state: CycleState) -> None:
    await session.execute(
        insert(Cycle).values(
            agency_id=DISHUB,
            id=new_id(),
            framework_id=version.framework_id,
            framework_version_id=version.version_id,
            code="siklus",
            name="Siklus",
            kind=CycleKind.ANNUAL.value,
            period=Range(date(2025, 1, 1), date(2026, 1, 1)),
            state=CycleState.OPEN.value,
        )
    )
    # A finished cycle cannot be inserted; it becomes one.
    await session.execute(update(Cycle).where(Cycle.agency_id == DISHUB).values(state=state.value))


@pytest.mark.parametrize("state", list(CycleState))
async def test_a_version_that_a_running_cycle_uses_does_not_retire(
    database: Database, people: People, state: CycleState
) -> None:
    version = await made(database, status=PUBLISHED)
    async with tenant_session(database.application, DISHUB) as session:
        await pin(session, version, state)

    code = await code_of(database, "retire", people.head, version.version_id)

    done = {CycleState.FINALISED, CycleState.ARCHIVED, CycleState.CANCELLED}
    assert code == (None if state in done else "STATE_CONFLICT")


async def test_retiring_waits_for_a_cycle_that_is_just_being_opened(
    database: Database, people: People
) -> None:
    version = await made(database, status=PUBLISHED)

    async with tenant_session(database.application, DISHUB) as session:
        await pin(session, version, CycleState.OPEN)
        retiring = asyncio.create_task(code_of(database, "retire", people.head, version.version_id))
        await asyncio.sleep(0.2)
        assert not retiring.done()

    assert await retiring == "STATE_CONFLICT"


async def test_the_reason_for_a_return_is_kept(database: Database, people: People) -> None:
    version = await made(database, status=IN_REVIEW)

    async with tenant_session(database.application, DISHUB) as session:
        await return_to_draft(
            people.head, session, version_id=version.version_id, reason="Bobot IKM kurang"
        )
    async with tenant_session(database.application, DISHUB) as session:
        event = await session.scalar(
            select(AuditEvent).where(AuditEvent.action == "framework_version.returned")
        )

    assert event is not None
    assert (event.reason, event.object_id) == ("Bobot IKM kurang", version.version_id)
    assert (await row_of(database, version.version_id)).status == "DRAFT"
