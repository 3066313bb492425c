"""Writes an invented organisation through COPY, as the application role."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.demonstration.organisation import Organisation
from kinerja.kit.ids import AgencyId
from kinerja.kit.staging import allow_long_statements, analyse_stage, create_stage, fill_stage
from tenants import audit

_PERIOD = "daterange(valid_from, valid_to, '[)')"
_DATED = {"valid_from": "date", "valid_to": "date"}


class _Target(NamedTuple):
    """A table, the staged columns with their types, and what goes into `valid` if it is dated."""

    table: str
    columns: Mapping[str, str]
    dated: bool = False

    def insert(self) -> str:
        """Return the statement that moves the staged rows under the agency."""
        names = ", ".join(name for name in self.columns if name not in _DATED)
        into, values = names, names.replace("path", "path::ltree")
        if self.dated:
            into, values = f"{into}, valid", f"{values}, {_PERIOD}"
        return (
            f"INSERT INTO {self.table} (agency_id, {into})"  # noqa: S608 - our own names.
            f" SELECT :agency, {values} FROM staged_{self.table}"
        )


_UNITS = _Target(
    "org_units",
    {"id": "uuid", "parent_id": "uuid", "code": "text", "name": "text", "level": "text"}
    | {"path": "text"},  # The driver has no codec for ltree.
)
_POSITIONS = _Target(
    "positions",
    {"id": "uuid", "code": "text", "name": "text", "position_class": "text", "org_unit_id": "uuid"},
)
_EMPLOYEES = _Target(
    "employees",
    {"id": "uuid", "nip": "text", "nrk": "text", "name": "text", "employment": "text"}
    | {"state": "text"},
)
_ASSIGNMENTS = _Target(
    "assignments",
    {"id": "uuid", "employee_id": "uuid", "position_id": "uuid", "org_unit_id": "uuid"}
    | {"kind": "text"}
    | _DATED,
    dated=True,
)
_LINES = _Target(
    "reporting_lines",
    {"id": "uuid", "ratee_id": "uuid", "rater_id": "uuid", "superior_id": "uuid", "kind": "text"}
    | _DATED,
    dated=True,
)
_SET_HEADS = """
UPDATE org_units SET head_position_id = heads.position_id
FROM staged_heads heads
WHERE org_units.agency_id = :agency AND org_units.id = heads.unit_id
"""


async def load_organisation(
    session: AsyncSession,
    agency_id: AgencyId,
    organisation: Organisation,
    *,
    progress: Callable[[int], None] = lambda _rows: None,
) -> None:
    """Write all rows in the caller's transaction; `progress` hears how many more are in.

    The session must be inside the agency (`tenant_session`), whose organisation must be empty.
    One audit event tells of the whole.
    """
    await allow_long_statements(session)
    for target, records in (
        (_UNITS, [unit[:-1] for unit in organisation.units]),  # Heads follow their positions.
        (_POSITIONS, organisation.positions),
        (_EMPLOYEES, organisation.employees),
        (_ASSIGNMENTS, organisation.assignments),
        (_LINES, organisation.lines),
    ):
        await _load(session, agency_id, target, records)
        progress(len(records))
    await _set_heads(session, agency_id, organisation)
    await audit.record(
        session,
        agency_id=agency_id,
        actor_id=None,
        action="organisation.invented",
        object_type="Agency",
        object_id=None,
        reason="demonstration",
        after={"rows": organisation.rows, "employees": len(organisation.employees)},
    )


async def _load(
    session: AsyncSession, agency_id: AgencyId, target: _Target, records: Sequence[Sequence[Any]]
) -> None:
    stage = f"staged_{target.table}"
    await create_stage(session, stage, target.columns)
    await fill_stage(session, stage, columns=target.columns, records=records)
    await session.execute(text(target.insert()), {"agency": agency_id})
    await session.execute(text(f"DROP TABLE {stage}"))


async def _set_heads(
    session: AsyncSession, agency_id: AgencyId, organisation: Organisation
) -> None:
    columns = {"unit_id": "uuid", "position_id": "uuid"}
    await create_stage(session, "staged_heads", columns)
    heads = [(unit.id, unit.head_position_id) for unit in organisation.units]
    await fill_stage(session, "staged_heads", columns=columns, records=heads)
    await analyse_stage(session, "staged_heads")
    await session.execute(text(_SET_HEADS), {"agency": agency_id})
    await session.execute(text("DROP TABLE staged_heads"))
