"""The tables of the import's own transaction: the rows of the file, and what the agency has.

The agency's part is copied once, so that the checks run on temporary tables only: no check can
forget the agency, and none depends on how the real tables are distributed.
"""

# ruff: noqa: S608 - the statements are put together from words of this module only.

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.importing.rows import EmployeeRow
from kinerja.kit.ids import AgencyId, new_id
from kinerja.kit.staging import analyse_stage, create_stage, fill_stage

#: The ids are given to a row before it is known whether it makes a new unit, position, person.
_IDS = ("unit_id", "position_id", "employee_id", "assignment_id", "line_id")
_ROW_COLUMNS = {
    "line": "integer",
    "nip": "text",
    "nrk": "text",
    "name": "text",
    "employment": "text",
    "unit_code": "text",
    "unit_name": "text",
    "parent_unit_code": "text",
    "unit_level": "text",
    "position_code": "text",
    "position_name": "text",
    "position_class": "text",
    "is_unit_head": "boolean",
    "valid_from": "date",
    "valid_to": "date",
    "rater_nip": "text",
    "superior_nip": "text",
    **dict.fromkeys(_IDS, "uuid"),
}
_LATER_COLUMNS = "ADD valid daterange, ADD rater_id uuid, ADD superior_id uuid"

_KNOWN = {
    "known_units": """
        SELECT u.id, u.code, u.name, u.level, u.path::text AS path, u.head_position_id,
            p.code AS parent_code
        FROM org_units u
        LEFT JOIN org_units p ON p.agency_id = :agency AND p.id = u.parent_id
        WHERE u.agency_id = :agency""",
    "known_root": """
        SELECT u.id, u.code, u.head_position_id,
            EXISTS (SELECT 1 FROM assignments a
                WHERE a.agency_id = :agency AND a.position_id = u.head_position_id) AS was_headed
        FROM org_units u WHERE u.agency_id = :agency AND u.parent_id IS NULL""",
    "known_positions": """
        SELECT id, code, name, position_class, org_unit_id
        FROM positions WHERE agency_id = :agency""",
    "known_people": """
        SELECT id, nip, nrk, name, employment FROM employees WHERE agency_id = :agency""",
    "known_assignments": """
        SELECT id, employee_id, position_id, valid
        FROM assignments WHERE agency_id = :agency AND kind = 'DEFINITIF'""",
    "known_acting": """
        SELECT position_id FROM assignments WHERE agency_id = :agency AND kind <> 'DEFINITIF'""",
    "known_lines": """
        SELECT id, ratee_id, rater_id, superior_id, valid, kind
        FROM reporting_lines WHERE agency_id = :agency""",
}


async def stage_rows(session: AsyncSession, rows: Iterable[EmployeeRow]) -> None:
    """Copy the rows into `import_rows`, as they come: they are never all in memory."""
    await create_stage(session, "import_rows", _ROW_COLUMNS)
    await create_stage(
        session,
        "import_problems",
        {"line": "integer", "column_name": "text", "code": "text", "first": "integer"},
    )
    records = ((*row, *(new_id() for _ in _IDS)) for row in rows)
    await fill_stage(session, "import_rows", columns=_ROW_COLUMNS, records=records)
    await session.execute(text(f"ALTER TABLE import_rows {_LATER_COLUMNS}"))
    await session.execute(
        text("UPDATE import_rows SET valid = daterange(valid_from, valid_to, '[)')")
    )
    await analyse_stage(session, "import_rows")


async def stage_agency(session: AsyncSession, agency_id: AgencyId) -> None:
    """Copy what the agency has into the `known_…` tables."""
    for name, query in _KNOWN.items():
        await session.execute(
            text(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {query}"), {"agency": agency_id}
        )
        await analyse_stage(session, name)


#: Each row takes the ids of what is known, or else those of the first row that describes it.
RESOLVE_IDS = [
    f"""
    UPDATE import_rows r SET {id_} = coalesce(k.id, f.id)
    FROM (
        SELECT DISTINCT ON ({key}) {key} AS key, {id_} AS id FROM import_rows ORDER BY {key}, line
    ) f
    LEFT JOIN {known} k ON k.{code} = f.key
    WHERE f.key = r.{key}"""
    for id_, key, known, code in (
        ("unit_id", "unit_code", "known_units", "code"),
        ("position_id", "position_code", "known_positions", "code"),
        ("employee_id", "nip", "known_people", "nip"),
    )
] + [
    f"""
    UPDATE import_rows r SET {column}_id = p.id
    FROM (
        SELECT nip, id FROM known_people
        UNION SELECT nip, employee_id FROM import_rows
    ) p
    WHERE p.nip = r.{column}_nip"""
    for column in ("rater", "superior")
]
