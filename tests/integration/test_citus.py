"""The same migrations, roles and row-level security on a Citus cluster."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from itertools import count
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.clock import today
from kinerja.kit.ids import AgencyId, new_id
from kinerja.kit.pseudonyms import real_id
from migrations import run
from tenants.api_clients import ensure_client
from tenants.provisioning import create_agency
from tenants.row_security import TABLES, expected_policies
from tenants.session import UnitOfWork, tenant_session
from tenants.sharing import DataSharing
from tenants.startup_checks import check_database
from tests.support.citus import migrated_cluster
from tests.support.data_sharing import share_data
from tests.support.database import Database, Server
from tests.support.framework_factories import component, make_version
from tests.support.rows import committed_employee, count_employees, insert_employee

pytestmark = pytest.mark.citus

_numbers = count(1)
#: Citus raises when a statement has to visit more than one shard.
ONE_SHARD_ONLY = text("SET LOCAL citus.multi_task_query_log_level = 'error'")
#: What guards each shard of a table, as its node says; Citus puts the shard's name for `%s`.
ON_SHARDS = text("""
    SELECT CAST(result AS json) FROM run_command_on_shards(CAST(:table AS text), $$
        SELECT json_build_object(
            'forced', relrowsecurity AND relforcerowsecurity,
            'policies', (SELECT json_agg(json_build_array(cmd, array_to_string(roles, ','),
                coalesce(qual, ''), coalesce(with_check, ''), permissive = 'PERMISSIVE'))
                FROM pg_policies p WHERE p.tablename = c.relname))
        FROM pg_class c WHERE c.oid = '%s'::regclass
    $$)
""")


class Two(NamedTuple):
    """Two agencies on one cluster."""

    database: Database
    first: AgencyId
    second: AgencyId


@pytest.fixture(scope="module")
def cluster(citus_url: str) -> Iterator[Server]:
    """Return a migrated cluster, emptied afterwards."""
    with migrated_cluster(citus_url) as server:
        yield server


@pytest.fixture
async def two(cluster: Server) -> AsyncIterator[Two]:
    """Return two new agencies."""
    database = Database(cluster, cluster.database)
    made = [
        await create_agency(
            database.owner,
            code=f"UJI_{next(_numbers)}",
            name="Dinas Uji",
            kind="DINAS",
            active_from=date(2026, 1, 1),
        )
        for _ in range(2)
    ]
    yield Two(database, made[0].id, made[1].id)
    await database.dispose()


async def _refused(two: Two, statement: str, **values: Any) -> str:
    """Return what the database says against a statement of the application."""
    with pytest.raises(DBAPIError) as refused:
        async with tenant_session(two.database.application, two.first) as session:
            await session.execute(text(statement), {"agency": two.first, **values})
    return str(refused.value.orig)


async def test_the_tables_are_distributed_and_colocated(two: Two) -> None:
    async with AsyncSession(two.database.owner) as session:
        rows = await session.execute(
            text(
                "SELECT citus_table_type, count(*), count(DISTINCT colocation_id)"
                " FROM citus_tables GROUP BY 1 ORDER BY 1"
            )
        )
        partitioned = await session.scalar(text("SELECT count(*) FROM pg_partitioned_table"))

    owned = len(TABLES)
    assert [tuple(row) for row in rows] == [("distributed", owned, 1), ("reference", 6, 1)]
    assert partitioned == 0


async def test_the_service_would_start(two: Two) -> None:
    await check_database(two.database.application, revisions=run.revisions())


async def test_every_tenant_table_is_guarded_alike_on_every_shard(two: Two) -> None:
    """Not by the coordinator alone: also who reaches a node sees one agency's rows only."""
    async with AsyncSession(two.database.owner) as session:
        for table in TABLES:
            shards = (await session.scalars(ON_SHARDS, {"table": table})).all()
            found = {
                (shard["forced"], tuple(map(tuple, sorted(shard["policies"])))) for shard in shards
            }
            expected = sorted(
                (one.command, one.role, _plain(one.using), _plain(one.check), one.is_permissive)
                for one in expected_policies(table, on_citus=True)
            )
            assert len(shards) > 1
            assert found == {(True, tuple(expected))}, table


def _plain(condition: str) -> str:
    return " ".join(condition.split())


async def test_an_agency_sees_its_own_rows_only(two: Two) -> None:
    await committed_employee(two.database.application, two.first)

    async with tenant_session(two.database.application, two.first) as session:
        assert await count_employees(session) == 1
    async with tenant_session(two.database.application, two.second) as session:
        assert await count_employees(session) == 0
    async with AsyncSession(two.database.application) as session:
        assert await count_employees(session) == 0


async def test_a_statement_of_one_agency_visits_one_shard(two: Two) -> None:
    asked = text(
        "SELECT e.id, (SELECT json_agg(a.id) FROM assignments a"
        " WHERE a.agency_id = :agency AND a.employee_id = e.id) FROM employees e"
        " WHERE e.agency_id = :agency"
    )
    await committed_employee(two.database.application, two.first)

    async with tenant_session(two.database.application, two.first) as session:
        await session.execute(ONE_SHARD_ONLY)
        assert len((await session.execute(asked, {"agency": two.first})).all()) == 1


async def test_another_agencys_id_cannot_be_inserted(two: Two) -> None:
    with pytest.raises(DBAPIError, match="row-level security policy"):
        async with tenant_session(two.database.application, two.first) as session:
            await insert_employee(session, two.second)


async def test_the_owner_sees_only_the_agency_that_it_set(two: Two) -> None:
    await committed_employee(two.database.application, two.first)

    async with AsyncSession(two.database.owner) as session:
        assert await count_employees(session) == 0
    async with tenant_session(two.database.owner, two.first) as session:
        assert await count_employees(session) == 1


async def test_history_cannot_be_changed(two: Two) -> None:
    for statement in ("DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET id = id"):
        said = await _refused(two, statement.format("audit_events"))
        assert "permission denied" in said


async def test_published_versions_cannot_be_changed(two: Two) -> None:
    async with tenant_session(two.database.application, two.first) as session:
        made = await make_version(session, agency_id=two.first, status=VersionStatus.PUBLISHED)
    values = {"agency": two.first, "version": made.version_id}

    async with tenant_session(two.database.application, two.first) as session:
        for statement in (
            "UPDATE components SET weight = 1 WHERE agency_id = :agency RETURNING id",
            "DELETE FROM indicators WHERE agency_id = :agency RETURNING id",
            "DELETE FROM framework_versions WHERE agency_id = :agency RETURNING id",
            "UPDATE framework_versions SET status = 'DRAFT' WHERE agency_id = :agency RETURNING id",
        ):
            assert (await session.execute(text(statement), values)).all() == []


async def test_the_status_cannot_be_set_directly(two: Two) -> None:
    async with tenant_session(two.database.application, two.first) as session:
        await make_version(session, agency_id=two.first, status=VersionStatus.DRAFT)

    said = await _refused(
        two, "UPDATE framework_versions SET status = 'PUBLISHED' WHERE agency_id = :agency"
    )
    assert "row-level security policy" in said


async def test_a_transition_ends_what_it_was_allowed(two: Two) -> None:
    async with tenant_session(two.database.application, two.first) as session:
        await make_version(session, agency_id=two.first, status=VersionStatus.PUBLISHED)
        setting = await session.scalar(text("SELECT current_setting('kinerja.transition', true)"))
        changed = await session.execute(
            text("UPDATE components SET weight = 1 WHERE agency_id = :agency RETURNING id"),
            {"agency": two.first},
        )

        assert (setting, changed.all()) == ("off", [])


async def test_weights_that_do_not_sum_to_100_are_not_published(two: Two) -> None:
    async with tenant_session(two.database.application, two.first) as session:
        made = await make_version(
            session,
            agency_id=two.first,
            components=[component("work", 60), component("service", 39)],
            status=VersionStatus.IN_REVIEW,
        )

    said = await _refused(
        two,
        "SELECT transition_framework_version"
        "(:agency, :version, 'IN_REVIEW', 'PUBLISHED', NULL, '')",
        version=made.version_id,
    )
    assert "sum to exactly 100" in said


async def test_foreign_keys_and_exclusions_hold(two: Two) -> None:
    line = (
        "INSERT INTO reporting_lines (agency_id, id, ratee_id, rater_id, kind, valid) VALUES"
        " (:agency, :id, :ratee, :rater, 'LINE', '[2026-01-01,2027-01-01)')"
    )
    ratee = await committed_employee(two.database.application, two.first)
    rater = await committed_employee(two.database.application, two.first)
    foreign = await committed_employee(two.database.application, two.second)
    values = {"ratee": ratee, "rater": rater}
    async with tenant_session(two.database.application, two.first) as session:
        await session.execute(text(line), {"agency": two.first, "id": new_id(), **values})

    again = await _refused(two, line, id=new_id(), **values)
    assert "ex_reporting_lines_one_line" in again
    other = await _refused(two, line, id=new_id(), ratee=rater, rater=foreign)
    assert "fk_reporting_lines_agency_id_rater_id" in other


async def test_a_component_that_lies_about_the_status_is_refused_at_commit(two: Two) -> None:
    async with tenant_session(two.database.application, two.first) as session:
        made = await make_version(session, agency_id=two.first, status=VersionStatus.PUBLISHED)

    said = await _refused(
        two,
        "INSERT INTO components (agency_id, id, version_id, version_status, code, name_id,"
        " name_en, category, weight, ordinal)"
        " VALUES (:agency, :id, :version, 'DRAFT', 'baru', 'Baru', 'New', 'OTHER', 1, 9)",
        id=new_id(),
        version=made.version_id,
    )
    assert "could not commit transaction" in said  # The shard refused; its reason is in its log.


async def test_a_client_meets_people_by_pseudonyms_on_one_shard(two: Two) -> None:
    """The function is on every node, and takes the key as a parameter."""
    key = bytes(range(32))
    real = await committed_employee(two.database.owner, two.first)
    statement = text(
        "SELECT pseudonym(:key, id) FROM employees"
        " WHERE agency_id = :agency ORDER BY sha256(CAST(:key AS bytea) || uuid_send(id))"
    )
    async with tenant_session(two.database.application, two.first) as session:
        await session.execute(ONE_SHARD_ONLY)
        shown = await session.scalars(statement, {"agency": two.first, "key": key})
        assert [real_id(key, one) for one in shown] == [real]


async def test_an_agency_grants_data_to_a_client(two: Two) -> None:
    owner = two.database.owner
    async with owner.begin() as connection:
        client_id = await ensure_client(connection, f"Dasbor {two.first}")
    await share_data(owner, two.first, client_id, scopes=["cycle:view"])
    sharing = DataSharing()
    unit = UnitOfWork(two.database.application)
    for agency_id, granted in ((two.first, frozenset({"cycle:view"})), (two.second, None)):
        assert granted == await sharing.scopes(unit, agency_id, client_id=client_id, on=today())
    await unit.rollback()
