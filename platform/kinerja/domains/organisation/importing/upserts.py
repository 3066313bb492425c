"""Moves the staged rows into the agency: what is new is inserted, what differs is updated.

Nothing that is equal already is touched, so that a repeated import changes nothing.
"""

# ruff: noqa: S608 - the statements are put together from words of this module only.

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId
from kinerja.kit.staging import change_rows

_INSERT_UNITS = """
INSERT INTO org_units (agency_id, id, parent_id, code, name, level, path)
SELECT :agency, u.id, p.id, u.code, u.name, u.level, u.path::ltree
FROM import_units u LEFT JOIN import_units p ON p.code = u.parent_code
WHERE u.is_new"""
_UPDATE_UNITS = """
UPDATE org_units o SET name = u.name, level = u.level, parent_id = p.id, path = u.path::ltree
FROM import_units u LEFT JOIN import_units p ON p.code = u.parent_code
WHERE o.agency_id = :agency AND o.id = u.id AND NOT u.is_new
    AND (o.name, o.level, o.parent_id, o.path::text)
        IS DISTINCT FROM (u.name, u.level, p.id, u.path)"""
_SET_HEADS = """
UPDATE org_units o SET head_position_id = r.position_id
FROM (SELECT DISTINCT unit_id, position_id FROM import_rows WHERE is_unit_head) r
WHERE o.agency_id = :agency AND o.id = r.unit_id
    AND o.head_position_id IS DISTINCT FROM r.position_id"""

_POSITIONS = """(
    SELECT DISTINCT ON (position_id) position_id AS id, position_code, position_name,
        position_class, unit_id
    FROM import_rows ORDER BY position_id, line
)"""
_INSERT_POSITIONS = f"""
INSERT INTO positions (agency_id, id, code, name, position_class, org_unit_id)
SELECT :agency, r.id, r.position_code, r.position_name, r.position_class, r.unit_id
FROM {_POSITIONS} r
WHERE NOT EXISTS (SELECT 1 FROM known_positions k WHERE k.id = r.id)"""
_UPDATE_POSITIONS = f"""
UPDATE positions o SET name = r.position_name, position_class = r.position_class,
    org_unit_id = r.unit_id
FROM {_POSITIONS} r
WHERE o.agency_id = :agency AND o.id = r.id
    AND (o.name, o.position_class, o.org_unit_id)
        IS DISTINCT FROM (r.position_name, r.position_class, r.unit_id)"""

_PEOPLE = """(
    SELECT DISTINCT ON (employee_id) employee_id AS id, nip, name, employment,
        max(nrk) OVER (PARTITION BY employee_id) AS nrk
    FROM import_rows ORDER BY employee_id, line
)"""
_INSERT_PEOPLE = f"""
INSERT INTO employees (agency_id, id, nip, nrk, name, employment, state)
SELECT :agency, r.id, r.nip, r.nrk, r.name, r.employment, 'ACTIVE'
FROM {_PEOPLE} r
WHERE NOT EXISTS (SELECT 1 FROM known_people k WHERE k.id = r.id)"""
_UPDATE_PEOPLE = f"""
UPDATE employees o SET name = r.name, nrk = coalesce(r.nrk, o.nrk), employment = r.employment
FROM {_PEOPLE} r
WHERE o.agency_id = :agency AND o.id = r.id
    AND (o.name, o.nrk, o.employment)
        IS DISTINCT FROM (r.name, coalesce(r.nrk, o.nrk), r.employment)"""

#: A row that restates an assignment: same person, position and first day.
_RESTATED_ASSIGNMENT = """
    known_assignments k WHERE k.employee_id = r.employee_id AND k.position_id = r.position_id
        AND lower(k.valid) = r.valid_from"""
_UPDATE_ASSIGNMENTS = """
UPDATE assignments o SET valid = r.valid
FROM import_rows r JOIN known_assignments k ON k.employee_id = r.employee_id
    AND k.position_id = r.position_id AND lower(k.valid) = r.valid_from
WHERE o.agency_id = :agency AND o.id = k.id AND k.valid <> r.valid"""
_INSERT_ASSIGNMENTS = f"""
INSERT INTO assignments (agency_id, id, employee_id, position_id, org_unit_id, kind, valid)
SELECT :agency, r.assignment_id, r.employee_id, r.position_id, r.unit_id, 'DEFINITIF', r.valid
FROM import_rows r
WHERE NOT EXISTS (SELECT 1 FROM {_RESTATED_ASSIGNMENT})"""

#: A row that restates a reporting line: same ratee, rater and first day.
_RESTATED_LINE = """
    known_lines k WHERE k.kind = 'LINE' AND k.ratee_id = r.employee_id
        AND k.rater_id = r.rater_id AND lower(k.valid) = r.valid_from"""
_UPDATE_LINES = """
UPDATE reporting_lines o SET valid = r.valid,
    superior_id = coalesce(r.superior_id, o.superior_id)
FROM import_rows r JOIN known_lines k ON k.kind = 'LINE' AND k.ratee_id = r.employee_id
    AND k.rater_id = r.rater_id AND lower(k.valid) = r.valid_from
WHERE o.agency_id = :agency AND o.id = k.id
    AND (o.valid, o.superior_id)
        IS DISTINCT FROM (r.valid, coalesce(r.superior_id, o.superior_id))"""
_INSERT_LINES = f"""
INSERT INTO reporting_lines (agency_id, id, ratee_id, rater_id, superior_id, kind, valid)
SELECT :agency, r.line_id, r.employee_id, r.rater_id, r.superior_id, 'LINE', r.valid
FROM import_rows r
WHERE r.rater_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {_RESTATED_LINE})"""


@dataclass(frozen=True)
class Step:
    """One statement, and the count in the report that its rows belong to."""

    noun: str
    is_new: bool
    statement: str


#: Updates of dated rows go before inserts: a period must have ended before the next begins.
STEPS: Sequence[Step] = (
    Step("units", True, _INSERT_UNITS),
    Step("units", False, _UPDATE_UNITS),
    Step("positions", True, _INSERT_POSITIONS),
    Step("positions", False, _UPDATE_POSITIONS),
    Step("heads", False, _SET_HEADS),
    Step("employees", True, _INSERT_PEOPLE),
    Step("employees", False, _UPDATE_PEOPLE),
    Step("assignments", False, _UPDATE_ASSIGNMENTS),
    Step("assignments", True, _INSERT_ASSIGNMENTS),
    Step("reporting_lines", False, _UPDATE_LINES),
    Step("reporting_lines", True, _INSERT_LINES),
)


@dataclass(frozen=True)
class Changes:
    """How many rows of each kind were made and changed."""

    created: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return how many rows were touched at all."""
        return sum(self.created.values()) + sum(self.updated.values())


async def apply_step(
    session: AsyncSession, agency_id: AgencyId, step: Step, changes: Changes
) -> None:
    """Run one step and add its rows to `changes`."""
    counts = changes.created if step.is_new else changes.updated
    counts[step.noun] = await change_rows(session, step.statement, agency=agency_id)
