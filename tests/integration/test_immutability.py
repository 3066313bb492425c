"""What is published or written as history cannot be changed by the application role."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.ids import new_id
from tenants.row_security import TABLES
from tenants.session import tenant_session
from tests.support.database import DISHUB, Database
from tests.support.framework_factories import MadeVersion, component, make_version

APPEND_ONLY = sorted(
    table for table, rules in TABLES.items() if not rules.commands & {"UPDATE", "DELETE"}
)
TRANSITION = text(
    "SELECT transition_framework_version(:agency, :version, :expected, :target, NULL, :hash)"
)
WEIGHTS = text(
    "SELECT code, weight FROM components WHERE agency_id = :agency AND version_id = :version"
    " UNION ALL SELECT code, weight FROM indicators"
    " WHERE agency_id = :agency AND version_id = :version ORDER BY 1"
)


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """Return a session of the application role that is rolled back."""
    async with AsyncSession(database.application) as session:
        await session.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        yield session


async def _made(database: Database, status: VersionStatus, *weights: int) -> MadeVersion:
    """Commit a version whose root components have these weights."""
    components = [component(f"part_{index}", weight) for index, weight in enumerate(weights)]
    async with tenant_session(database.application, DISHUB) as session:
        return await make_version(session, agency_id=DISHUB, components=components, status=status)


def _move(made: MadeVersion, expected: str, target: str) -> dict[str, Any]:
    return {
        "agency": DISHUB,
        "version": made.version_id,
        "expected": expected,
        "target": target,
        "hash": "0" * 64,
    }


@pytest.mark.parametrize("status", [VersionStatus.IN_REVIEW, VersionStatus.PUBLISHED])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE components SET weight = 50",
        "UPDATE indicators SET weight = 50",
        "UPDATE framework_versions SET legal_basis = 'lain'",
        "DELETE FROM indicators",
        "DELETE FROM components",
        "DELETE FROM framework_versions",
    ],
)
async def test_a_version_that_is_no_draft_does_not_change(
    database: Database, status: VersionStatus, statement: str
) -> None:
    made = await _made(database, status, 60, 40)
    asked = {"agency": DISHUB, "version": made.version_id}

    async with tenant_session(database.application, DISHUB) as session:
        before = (await session.execute(WEIGHTS, asked)).all()
        touched = await session.execute(text(f"{statement} RETURNING id"))
        assert touched.all() == []

    async with tenant_session(database.application, DISHUB) as session:
        assert (await session.execute(WEIGHTS, asked)).all() == before
        assert len(before) == 4


async def test_a_published_version_takes_no_further_component(
    database: Database, session: AsyncSession
) -> None:
    made = await _made(database, VersionStatus.PUBLISHED, 60, 40)
    insert = (
        "INSERT INTO components (agency_id, id, version_id, version_status, code, name_id, name_en,"
        " category, weight, ordinal)"
        " VALUES (:agency, :id, :version, '{status}', 'baru', 'Baru', 'New', 'OTHER', 1, 9)"
    )
    row = {"agency": DISHUB, "id": new_id(), "version": made.version_id}

    with pytest.raises(ProgrammingError, match="row-level security policy"):
        await session.execute(text(insert.format(status="PUBLISHED")), row)
    await session.rollback()
    # A component that lies about the status meets the deferred foreign key at the end.
    await session.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
    await session.execute(text(insert.format(status="DRAFT")), row)
    with pytest.raises(DBAPIError, match="fk_components_version_status"):
        await session.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE framework_versions SET status = 'PUBLISHED'",
        "UPDATE framework_versions SET content_hash = ''",
        "UPDATE framework_versions SET published_by = id",
        "UPDATE framework_versions SET published_at = now()",
        "UPDATE components SET version_status = 'PUBLISHED'",
    ],
)
async def test_the_status_cannot_be_set_directly(
    database: Database, session: AsyncSession, statement: str
) -> None:
    await _made(database, VersionStatus.DRAFT, 100)

    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(text(statement))


@pytest.mark.parametrize("weights", [(60, 39), (60, 41), (50,)])
async def test_weights_that_do_not_sum_to_100_are_not_published(
    database: Database, session: AsyncSession, weights: tuple[int, ...]
) -> None:
    made = await _made(database, VersionStatus.IN_REVIEW, *weights)

    with pytest.raises(DBAPIError, match="sum to exactly 100") as refused:
        await session.execute(TRANSITION, _move(made, "IN_REVIEW", "PUBLISHED"))

    assert getattr(refused.value.orig, "sqlstate", None) == "KJ002"


@pytest.mark.parametrize(
    ("status", "target"),
    [("DRAFT", "PUBLISHED"), ("PUBLISHED", "DRAFT"), ("PUBLISHED", "IN_REVIEW")],
)
async def test_a_version_takes_no_forbidden_step(
    database: Database, session: AsyncSession, status: str, target: str
) -> None:
    made = await _made(database, VersionStatus(status), 100)

    with pytest.raises(DBAPIError, match=f"never moves from {status} to {target}") as refused:
        await session.execute(TRANSITION, _move(made, status, target))

    assert getattr(refused.value.orig, "sqlstate", None) == "KJ001"


async def test_a_version_of_another_agency_is_not_found_by_the_transition(
    database: Database,
) -> None:
    made = await _made(database, VersionStatus.IN_REVIEW, 100)

    async with tenant_session(database.application, DISHUB) as session:
        await session.execute(text("SET LOCAL kinerja.agency_id = '1'"))
        moved = await session.scalar(TRANSITION, _move(made, "IN_REVIEW", "PUBLISHED"))
        assert moved is False
    async with tenant_session(database.application, DISHUB) as session:
        assert await session.scalar(text("SELECT status FROM framework_versions")) == "IN_REVIEW"


async def test_the_append_only_tables_are_the_ones_of_the_design() -> None:
    assert APPEND_ONLY == [
        "access_events",
        "audit_chain",
        "audit_events",
        "audit_reasons",
        "audit_seals",
        "behaviour_expectations",
        "complaint_metrics",
        "complaint_steps",
        "feedback",
        "node_results",
        "org_performances",
        "outbox_events",
        "policy_roles",
        "policy_rules",
        "policy_suspensions",
        "report_cells",
        "scores",
        "survey_answers",
        "survey_element_results",
        "survey_elements",
        "survey_marks",
        "survey_responses",
        "survey_results",
        "work_results",
    ]


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET agency_id = 1"]
)
async def test_append_only_tables_refuse_changes(
    session: AsyncSession, table: str, statement: str
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(text(statement.format(table)))
