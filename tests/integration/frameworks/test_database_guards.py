"""The database by itself: what the application role cannot do to frameworks, whatever code says."""

import random
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks.tree import ComponentSpec, weighed
from kinerja.domains.frameworks.vocabulary import ComponentCategory, Scheme, VersionStatus
from kinerja.domains.frameworks.weights import weight_errors
from kinerja.kit.ids import new_id
from migrations.framework_transition import TWO_PERSONS_REQUIRED
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.framework_factories import (
    component,
    indicator,
    make_version,
    terms,
    two_components,
)

MOVE = text("SELECT transition_framework_version(:agency, :version, :last, :next, NULL, 'hash')")


async def sqlstate(session: AsyncSession, statement: Any, **values: Any) -> str | None:
    """Run a statement in a savepoint and return the SQLSTATE of its refusal."""
    try:
        async with session.begin_nested():
            await session.execute(statement, values)
    except DBAPIError as error:
        return str(getattr(error.orig, "sqlstate", ""))
    return None


CLOSED = [
    "UPDATE framework_versions SET scheme = 'S70_30' WHERE id = :version",
    "UPDATE framework_versions SET effective = 'empty' WHERE id = :version",
    "DELETE FROM framework_versions WHERE id = :version",
    "UPDATE components SET weight = 1 WHERE version_id = :version",
    "UPDATE indicators SET target = 1 WHERE version_id = :version",
    "DELETE FROM indicators WHERE version_id = :version",
    "DELETE FROM components WHERE version_id = :version",
]


@pytest.mark.parametrize("status", [VersionStatus.IN_REVIEW, VersionStatus.PUBLISHED])
async def test_what_is_no_draft_cannot_be_changed_by_any_statement(
    database: Database, status: VersionStatus
) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        made = await make_version(session, agency_id=DISHUB, status=status)

        for statement in CLOSED:
            result: Any = await session.execute(text(statement), {"version": made.version_id})
            assert result.rowcount == 0, statement


async def test_a_node_cannot_be_added_to_a_published_version(database: Database) -> None:
    add = text(
        "INSERT INTO components (agency_id, id, version_id, version_status, code, name_id,"
        " name_en, category, weight, ordinal) VALUES (:agency, gen_random_uuid(), :version,"
        " :status, 'late', 'x', 'x', 'OTHER', 1, 9)"
    )
    async with tenant_session(database.application, DISHUB) as session:
        made = await make_version(session, agency_id=DISHUB)
        values = {"agency": DISHUB, "version": made.version_id}

        # As a node of a published version: closed by row-level security.
        assert await sqlstate(session, add, status="PUBLISHED", **values) == "42501"
        # As a node of a draft: the version is none, which the foreign key finds out.
        await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        assert await sqlstate(session, add, status="DRAFT", **values) == "23503"


@pytest.mark.parametrize(
    "column", ["status", "content_hash", "published_by", "published_at", "submitted_by"]
)
async def test_the_application_never_touches_the_columns_of_publication(
    database: Database, column: str
) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        await make_version(session, agency_id=DISHUB, status=VersionStatus.DRAFT)

        statement = text(f"UPDATE framework_versions SET {column} = NULL")  # noqa: S608 - a name from above.
        assert await sqlstate(session, statement) == "42501"


MOVES = {("DRAFT", "IN_REVIEW"), ("IN_REVIEW", "DRAFT"), ("IN_REVIEW", "PUBLISHED")} | {
    ("PUBLISHED", "RETIRED")
}


async def test_a_version_moves_along_its_life_only(database: Database) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        made = await make_version(session, agency_id=DISHUB, status=VersionStatus.RETIRED)
        outcomes = {
            (last.value, following.value): await sqlstate(
                session,
                MOVE,
                agency=DISHUB,
                version=made.version_id,
                last=last.value,
                next=following.value,
            )
            for last in VersionStatus
            for following in VersionStatus
        }

    assert {move for move, state in outcomes.items() if state is None} == MOVES
    assert {state for state in outcomes.values() if state} == {"KJ001"}


async def test_nobody_unknown_publishes_what_somebody_made(database: Database) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        made = await make_version(
            session, agency_id=DISHUB, status=VersionStatus.IN_REVIEW, created_by=new_id()
        )
        values = {"agency": DISHUB, "version": made.version_id}

        refusal = await sqlstate(session, MOVE, last="IN_REVIEW", next="PUBLISHED", **values)

        assert refusal == TWO_PERSONS_REQUIRED


async def test_another_agency_moves_nothing(database: Database) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        made = await make_version(session, agency_id=DISHUB, status=VersionStatus.DRAFT)
    async with tenant_session(database.application, DUKCAPIL) as session:
        moved = await session.scalar(
            MOVE,
            {
                "agency": DISHUB,
                "version": made.version_id,
                "last": "DRAFT",
                "next": "IN_REVIEW",
            },
        )

    assert moved is False


async def test_a_component_of_nothing_is_not_published(database: Database) -> None:
    empty = replace(component("hollow", 40), indicators=())
    async with tenant_session(database.application, DISHUB) as session:
        made = await make_version(
            session,
            agency_id=DISHUB,
            components=(two_components()[0], empty),
            status=VersionStatus.IN_REVIEW,
        )
        values = {"agency": DISHUB, "version": made.version_id}
        state = await sqlstate(session, MOVE, last="IN_REVIEW", next="PUBLISHED", **values)

    assert state == "KJ002"


def _parts(chance: random.Random, total: Decimal, count: int) -> list[Decimal]:
    """Cut `total` into parts of four decimals, and now and then spoil one of them a little."""
    units = int(total.scaleb(4))
    edges = [0, *sorted(chance.sample(range(1, units), count - 1)), units]
    parts = [Decimal(b - a).scaleb(-4) for a, b in pairwise(edges)]
    if chance.random() < 0.1:
        spoiled = chance.randrange(count)
        parts[spoiled] = max(Decimal("0.0001"), parts[spoiled] - Decimal("0.0001"))
    return parts


def _tree(chance: random.Random) -> tuple[ComponentSpec, ...]:
    """Make one to three roots and a behaviour root, whose share is right for one scheme or none."""
    share = chance.choice([Decimal(30), Decimal(40), Decimal("29.9999")])
    rest = _parts(chance, 100 - share, chance.randint(1, 3))
    roots = []
    for number, weight in enumerate([*rest, share]):
        leaves = [
            indicator(f"leaf{number}_{position}", str(part))
            for position, part in enumerate(_parts(chance, Decimal(100), chance.randint(1, 4)))
        ]
        category = ComponentCategory.BEHAVIOUR if number == len(rest) else ComponentCategory.OTHER
        roots.append(component(f"root{number}", str(weight), *leaves, category=category))
    return tuple(roots)


async def test_domain_and_database_agree_about_weights(database: Database) -> None:
    chance = random.Random(20261124)  # noqa: S311 - cases, not secrets.
    verdicts: dict[tuple[Scheme, bool], int] = {}
    async with tenant_session(database.application, DISHUB) as session:
        for _ in range(120):
            scheme = chance.choice(list(Scheme))
            tree = _tree(chance)
            nodes = tuple(weighed(tree))
            codes = {error.code for error in weight_errors(nodes, scheme=scheme)}
            made = await make_version(
                session,
                agency_id=DISHUB,
                components=tree,
                version_terms=terms(scheme),
                status=VersionStatus.IN_REVIEW,
            )
            values = {"agency": DISHUB, "version": made.version_id}
            state = await sqlstate(session, MOVE, last="IN_REVIEW", next="PUBLISHED", **values)

            sums_wrong, scheme_wrong = "WEIGHTS_NOT_100" in codes, "WEIGHTS_NOT_SCHEME" in codes
            assert "WEIGHT_NOT_ALLOWED" not in codes
            expected = "KJ002" if sums_wrong else "KJ003" if scheme_wrong else None
            assert state == expected, (scheme, nodes, codes)
            key = (scheme, state is None)
            verdicts[key] = verdicts.get(key, 0) + 1

    assert len(verdicts) == 2 * len(Scheme), verdicts
    assert min(verdicts.values()) >= 3, verdicts
