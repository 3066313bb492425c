"""What rows can get wrong together, or against the agency: each check is one statement.

A check writes the rows that it refuses into `import_problems`. Refused rows leave the stage, and
all checks run again, since what leaned on them (a parent unit, a rater) is refused in its turn.
"""

# ruff: noqa: S608 - the statements are put together from words of this module only.

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.importing.stage import RESOLVE_IDS
from kinerja.kit.staging import change_rows, create_stage

_UNIT_COLUMNS = {
    "code": "text",
    "id": "uuid",
    "name": "text",
    "level": "text",
    "parent_code": "text",
    "path": "text",
    "is_new": "boolean",
}
_LINE_COLUMNS = {"line": "integer", "ratee_id": "uuid", "rater_id": "uuid", "valid": "daterange"}
_REFUSE = "INSERT INTO import_problems (line, column_name, code, first) "


def _disagree(column: str, *, of: str, code: str, among: str = "true", report: str = "") -> str:
    """Refuse rows that say about `of` something else than the first row that says anything."""
    return f"""{_REFUSE}
        SELECT r.line, '{report or column}', '{code}', f.line
        FROM import_rows r
        JOIN (
            SELECT DISTINCT ON ({of}) {of} AS key, {column} AS value, line
            FROM import_rows WHERE {column} IS NOT NULL AND {among} ORDER BY {of}, line
        ) f ON f.key = r.{of} AND f.value <> r.{column}
        WHERE {among}"""


_SAME_DAYS = f"""{_REFUSE}
    SELECT line, 'nip', 'DUPLICATE_NIP', before
    FROM (
        SELECT line, valid_from,
            lag(line) OVER in_time AS before,
            max(coalesce(valid_to, 'infinity')) OVER (
                PARTITION BY nip ORDER BY valid_from, line
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS taken_until
        FROM import_rows
        WINDOW in_time AS (PARTITION BY nip ORDER BY valid_from, line)
    ) rows_in_time
    WHERE valid_from < taken_until"""

#: The tree as it would be: what the agency has, changed and completed by what the rows say.
_PLAN_UNITS = """
    INSERT INTO import_units (code, id, name, level, parent_code, is_new)
    WITH said AS (
        SELECT unit_code AS code,
            (array_agg(unit_id ORDER BY line))[1] AS id,
            (array_agg(unit_name ORDER BY line) FILTER (WHERE unit_name IS NOT NULL))[1] AS name,
            (array_agg(unit_level ORDER BY line) FILTER (WHERE unit_level IS NOT NULL))[1] AS level,
            (array_agg(parent_unit_code ORDER BY line)
                FILTER (WHERE parent_unit_code IS NOT NULL))[1] AS parent_code
        FROM import_rows GROUP BY unit_code
    )
    SELECT coalesce(k.code, s.code), coalesce(k.id, s.id), coalesce(s.name, k.name),
        coalesce(s.level, k.level), coalesce(s.parent_code, k.parent_code), k.id IS NULL
    FROM known_units k FULL JOIN said s ON s.code = k.code
    WHERE k.id IS NOT NULL OR s.name IS NOT NULL"""
_PLAN_PATHS = """
    WITH RECURSIVE tree AS (
        SELECT code, code AS path, 1 AS depth FROM import_units WHERE parent_code IS NULL
        UNION ALL
        SELECT u.code, t.path || '.' || u.code, t.depth + 1
        FROM import_units u JOIN tree t ON u.parent_code = t.code
    )
    UPDATE import_units u SET path = t.path,
        level = coalesce(u.level, CASE t.depth WHEN 1 THEN 'AGENCY' WHEN 2 THEN 'BIDANG'
            ELSE 'SEKSI' END)
    FROM tree t WHERE t.code = u.code"""

_UNKNOWN_UNIT = f"""{_REFUSE}
    SELECT line, 'unit_code', 'UNKNOWN_UNIT', NULL FROM import_rows r
    WHERE NOT EXISTS (SELECT 1 FROM import_units u WHERE u.code = r.unit_code)"""
_UNKNOWN_PARENT = f"""{_REFUSE}
    SELECT r.line, 'parent_unit_code', 'UNKNOWN_PARENT_UNIT', NULL
    FROM import_rows r JOIN import_units u ON u.code = r.unit_code
    WHERE u.parent_code IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM import_units p WHERE p.code = u.parent_code)"""
_UNKNOWN_PEOPLE = [
    f"""{_REFUSE}
    SELECT line, '{column}', 'UNKNOWN_PERSON', NULL FROM import_rows r
    WHERE r.{column} IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM known_people k WHERE k.nip = r.{column})
        AND NOT EXISTS (SELECT 1 FROM import_rows o WHERE o.nip = r.{column})"""
    for column in ("rater_nip", "superior_nip")
]
#: Whoever is not reached from a root stands on a circle or below one.
_UNIT_CIRCLE = f"""{_REFUSE}
    SELECT r.line, 'parent_unit_code', 'UNIT_CIRCLE', NULL
    FROM import_rows r JOIN import_units u ON u.code = r.unit_code WHERE u.path IS NULL"""

#: The root that the agency has stays its root; in an empty one the first row's unit becomes it.
_SECOND_ROOT = f"""{_REFUSE}
    SELECT r.line, 'parent_unit_code', 'SECOND_ROOT', NULL
    FROM import_rows r JOIN import_units u ON u.code = r.unit_code
    WHERE u.is_new AND u.parent_code IS NULL AND u.code <> coalesce(
        (SELECT code FROM known_root),
        (SELECT o.unit_code FROM import_rows o JOIN import_units n ON n.code = o.unit_code
            WHERE n.parent_code IS NULL ORDER BY o.line LIMIT 1))"""
#: A file may name the first head of an agency. Whoever comes after is for the head or the province
#: to enter: a file may restate that, or let it end sooner, and does not say it anew.
_ROOT_HEAD = f"""{_REFUSE}
    SELECT r.line, 'position_code', 'ROOT_HEAD_NEEDS_DECISION', NULL
    FROM import_rows r JOIN known_root k
        ON r.position_id = k.head_position_id OR (r.unit_id = k.id AND r.is_unit_head)
    WHERE CASE WHEN r.position_id = k.head_position_id
        THEN k.was_headed AND NOT EXISTS (
            SELECT 1 FROM known_assignments a WHERE a.employee_id = r.employee_id
                AND a.position_id = r.position_id AND a.valid @> r.valid)
        ELSE k.was_headed
            OR EXISTS (SELECT 1 FROM known_assignments a WHERE a.position_id = r.position_id)
            OR EXISTS (SELECT 1 FROM known_acting a WHERE a.position_id = r.position_id)
        END"""

#: An entry that a row restates (same person, same post or rater, same first day) may change its
#: end; against every other entry the row must keep clear.
_ASSIGNMENT_OVERLAP = f"""{_REFUSE}
    SELECT DISTINCT r.line, 'assignment_start', 'PERIOD_OVERLAP', NULL::integer
    FROM import_rows r
    JOIN known_assignments a ON a.employee_id = r.employee_id AND a.valid && r.valid
    WHERE NOT EXISTS (
        SELECT 1 FROM import_rows o
        WHERE o.employee_id = a.employee_id AND o.position_id = a.position_id
            AND o.valid_from = lower(a.valid))"""
_LINE_OVERLAP = f"""{_REFUSE}
    SELECT DISTINCT r.line, 'rater_nip', 'PERIOD_OVERLAP', NULL::integer
    FROM import_rows r
    JOIN known_lines l ON l.ratee_id = r.employee_id AND l.kind = 'LINE' AND l.valid && r.valid
    WHERE r.rater_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM import_rows o
        WHERE o.employee_id = l.ratee_id AND o.rater_id = l.rater_id
            AND o.valid_from = lower(l.valid))"""
_PLAN_LINES = """
    INSERT INTO import_lines (line, ratee_id, rater_id, valid)
    SELECT line, employee_id, rater_id, valid FROM import_rows WHERE rater_id IS NOT NULL
    UNION ALL
    SELECT NULL, ratee_id, rater_id, valid FROM known_lines WHERE kind <> 'LINE'
    UNION ALL
    SELECT NULL, ratee_id, rater_id, valid FROM known_lines l
    WHERE l.kind = 'LINE' AND NOT EXISTS (
        SELECT 1 FROM import_rows o
        WHERE o.employee_id = l.ratee_id AND o.rater_id = l.rater_id
            AND o.valid_from = lower(l.valid))"""
#: UNION, not UNION ALL: a circle that does not lead back to its start ends when it repeats itself.
_RATING_CIRCLE = f"""{_REFUSE}
    WITH RECURSIVE walk AS (
        SELECT line, ratee_id AS start, rater_id AS at, valid
        FROM import_lines WHERE line IS NOT NULL
        UNION
        SELECT w.line, w.start, l.rater_id, w.valid * l.valid
        FROM walk w JOIN import_lines l ON l.ratee_id = w.at AND l.valid && w.valid
        WHERE w.at <> w.start
    )
    SELECT DISTINCT line, 'rater_nip', 'RATING_CIRCLE', NULL::integer FROM walk WHERE at = start"""

_UNIT, _POSITION = "CONFLICTING_UNIT", "CONFLICTING_POSITION"
#: In this order; a later group relies on what the earlier ones have found to be so.
_GROUPS: list[list[str]] = [
    [
        _SAME_DAYS,
        _disagree("name", of="nip", code="DUPLICATE_NIP", report="nip"),
        _disagree("nrk", of="nip", code="DUPLICATE_NIP", report="nip"),
        _disagree("unit_name", of="unit_code", code=_UNIT),
        _disagree("parent_unit_code", of="unit_code", code=_UNIT),
        _disagree("unit_level", of="unit_code", code=_UNIT),
        _disagree("position_name", of="position_code", code=_POSITION),
        _disagree("position_class", of="position_code", code=_POSITION),
        _disagree("unit_code", of="position_code", code=_POSITION, report="position_code"),
        _disagree(
            "position_code",
            of="unit_code",
            code="CONFLICTING_HEAD",
            among="is_unit_head",
            report="is_unit_head",
        ),
    ],
    [
        "TRUNCATE import_units",
        _PLAN_UNITS,
        _PLAN_PATHS,
        _UNKNOWN_UNIT,
        _UNKNOWN_PARENT,
        _SECOND_ROOT,
        *_UNKNOWN_PEOPLE,
    ],
    [_UNIT_CIRCLE],
    [
        *RESOLVE_IDS,
        _ROOT_HEAD,
        _ASSIGNMENT_OVERLAP,
        _LINE_OVERLAP,
        "TRUNCATE import_lines",
        _PLAN_LINES,
        _RATING_CIRCLE,
    ],
]
_REMOVE_REFUSED = """
    DELETE FROM import_rows r USING import_problems p WHERE p.line = r.line"""


async def refuse_bad_rows(session: AsyncSession) -> None:
    """Leave in the stage only rows that can be loaded together; the others become problems."""
    await create_stage(session, "import_units", _UNIT_COLUMNS)
    await create_stage(session, "import_lines", _LINE_COLUMNS)
    while await _refuse_some(session):
        pass  # What is left may have leaned on what is gone.


async def _refuse_some(session: AsyncSession) -> bool:
    """Run the groups until one refuses rows; tell whether one did."""
    for group in _GROUPS:
        for statement in group:
            await session.execute(text(statement))
        if await change_rows(session, _REMOVE_REFUSED):
            return True
    return False
