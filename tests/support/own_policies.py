"""Puts the policies of an agency into force as another process would, with its notification."""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from kinerja.kit.ids import new_id
from policies.agency import AgencyPolicies

PROPOSER, APPROVER = UUID(int=0xA1), UUID(int=0xA2)


async def put_in_force(
    owner_url: str,
    policies: AgencyPolicies,
    *,
    number: int = 1,
    status: str = "IN_FORCE",
    notify: bool = True,
) -> UUID:
    """Write a version with all that it holds, over a connection of its own; return its id."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL kinerja.agency_id = '{policies.agency_id}'")
            version = await _write(connection, policies, number, status)
            if notify:
                payload = str(policies.agency_id)
                await connection.execute("SELECT pg_notify('kinerja_snapshots', $1)", payload)
    finally:
        await connection.close()
    return version


async def _write(
    connection: asyncpg.Connection, policies: AgencyPolicies, number: int, status: str
) -> UUID:
    version, agency = new_id(), policies.agency_id
    await connection.execute(
        "UPDATE policy_versions SET status = 'SUPERSEDED'"
        " WHERE agency_id = $1 AND status = 'IN_FORCE'",
        agency,
    )
    decided = (None, None) if status == "PROPOSED" else (APPROVER, datetime.now(UTC))
    await connection.execute(
        "INSERT INTO policy_versions (agency_id, id, number, status, note, content_hash,"
        " proposed_by, decided_by, decided_at) VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8)",
        agency,
        version,
        number,
        status,
        policies.revision,
        PROPOSER,
        *decided,
    )
    await connection.executemany(
        "INSERT INTO policy_roles VALUES ($1, $2, $3, $4, $5)",
        [
            (agency, version, one.name, one.description, list(one.inherits))
            for one in policies.roles
        ],
    )
    await connection.executemany(
        "INSERT INTO policy_rules VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [
            (
                agency,
                version,
                one.name,
                one.role,
                one.resource,
                one.action,
                one.relation,
                None if one.states is None else sorted(one.states),
                None if one.field_classes is None else sorted(one.field_classes),
            )
            for one in policies.rows
        ],
    )
    await connection.executemany(
        "INSERT INTO policy_suspensions VALUES ($1, $2, $3)",
        [(agency, version, name) for name in policies.suspended],
    )
    return version
