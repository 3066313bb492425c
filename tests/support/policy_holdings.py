"""Dated roles of policy tests: as plain values, as rows, and as the service reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncConnection

from kinerja.kit.ids import AgencyId
from policies.facts import Period
from tenants.models import ProvinceRoleAssignment, RoleAssignment
from tenants.snapshots import Holdings
from tests.support.policy_organisation import enter, key


@dataclass(frozen=True)
class Held:
    """Who holds which role, in an agency or (None) above all, and when."""

    agency: AgencyId | None
    person: UUID
    role: str
    valid: Period


def roles_held(
    holdings: Iterable[Held], person: UUID, *, agency: AgencyId, today: date
) -> frozenset[str]:
    """Return the roles that somebody holds in an agency on a day, by the plain values."""
    return frozenset(
        one.role
        for one in holdings
        if one.agency in {None, agency} and one.person == person and one.valid.covers(today)
    )


async def insert_holdings(connection: AsyncConnection, holdings: Iterable[Held]) -> None:
    """Write the roles, those of each agency inside it."""
    by_agency: dict[AgencyId | None, list[dict[str, Any]]] = {}
    for number, one in enumerate(holdings):
        by_agency.setdefault(one.agency, []).append(_row(number, one))
    for agency, rows in by_agency.items():
        if agency is None:
            await connection.execute(insert(ProvinceRoleAssignment), rows)
        else:
            await enter(connection, agency)
            here = [{"agency_id": agency, **row} for row in rows]
            await connection.execute(insert(RoleAssignment), here)


def _row(number: int, one: Held) -> dict[str, Any]:
    return {
        "id": key("held", number),
        "subject_id": one.person,
        "role": one.role,
        "valid": Range(one.valid.start, one.valid.end, bounds="[)"),
    }


async def roles_read(
    connection: AsyncConnection, person: UUID, *, agency: AgencyId, today: date
) -> frozenset[str]:
    """Return the roles that somebody holds in an agency on a day, as the registry finds them."""
    here, above = RoleAssignment.__table__.c, ProvinceRoleAssignment.__table__.c
    found = frozenset[str]()
    for columns, condition in ((here, here.agency_id == agency), (above, above.id.is_not(None))):
        rows = await connection.execute(
            select(columns.subject_id, columns.role, columns.valid).where(condition)
        )
        found |= Holdings.of(tuple(row) for row in rows).roles(person, today)
    return found
