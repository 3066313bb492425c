"""The relations of units: who heads one, over its whole subtree, and who works in one."""

from typing import Any

from sqlalchemy import ColumnElement, Select, any_, false, func, literal_column, select

from policies import asking, persons
from policies.asking import Binds, assignments, is_below, units
from policies.facts import Missing, Organisation, PlainRow, RowFacts
from policies.identity import Asker

_places = units.alias("places")
_terms = assignments.alias("terms")


# --- head of a unit, over its subtree -------------------------------------------------------------


def headed_paths(me: Binds) -> Select[Any]:
    """Select the units whose head position the asker holds today, definitively or acting."""
    return (
        select(units.c.path)
        .join(assignments, assignments.c.position_id == units.c.head_position_id)
        .where(
            units.c.agency_id == me.agency,
            assignments.c.agency_id == me.agency,
            assignments.c.employee_id == me.subject,
            asking.valid_today(assignments.c.valid, me),
        )
    )


def under_headed(path: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Return whether a path lies in the subtree of a unit that the asker heads today."""
    headed = me.rows("headed", headed_paths(me))
    return is_below(path, any_(me.listed("headed_paths", select(headed.c.path))))


def _people_under_headed(me: Binds) -> Select[Any]:
    return (
        select(_terms.c.employee_id)
        .join(_places, _places.c.id == _terms.c.org_unit_id)
        .where(
            _terms.c.agency_id == me.agency,
            _places.c.agency_id == me.agency,
            asking.valid_today(_terms.c.valid, me),
            under_headed(_places.c.path, me),
        )
    )


def is_unit_head(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """A head stands above the others of the unit and its subtree, never above himself."""
    if facts.unit_path is not None:
        return under_headed(facts.unit_path, me) & persons.is_other(facts, me)
    if facts.owner is not None:
        return facts.owner.in_(_people_under_headed(me)) & persons.is_other(facts, me)
    headed = me.rows("headed", headed_paths(me))
    roots = select(headed.c.path).where(func.nlevel(headed.c.path) == literal_column("1"))
    return func.cardinality(me.listed("headed_roots", roots)) > literal_column("0")


# --- member of a unit -----------------------------------------------------------------------------


def own_paths(me: Binds) -> Select[Any]:
    """Select the units in which the asker works today."""
    return (
        select(_places.c.path)
        .join(_terms, _terms.c.org_unit_id == _places.c.id)
        .where(
            _places.c.agency_id == me.agency,
            _terms.c.agency_id == me.agency,
            _terms.c.employee_id == me.subject,
            asking.valid_today(_terms.c.valid, me),
        )
    )


def is_unit_member(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Return whether the asker works today in the row's unit or below it."""
    if facts.unit_path is None:
        return false()
    paths = me.listed("own_paths", own_paths(me))
    return facts.unit_path.op("@>", is_comparison=True)(any_(paths))


# --- the same on plain values ---------------------------------------------------------------------


def _headed(asker: Asker, organisation: Organisation) -> list[str]:
    held = {
        assignment.position
        for assignment in organisation.assignments
        if assignment.agency == asker.agency_id
        and assignment.employee == asker.subject.id
        and assignment.valid.covers(asker.today)
    }
    return [
        unit.path
        for unit in organisation.units
        if unit.agency == asker.agency_id and unit.head_position in held
    ]


def plain_below(path: object, top: object) -> bool:
    """Tell whether a unit's path is `top` or lies under it; no path lies nowhere."""
    if not isinstance(path, str) or not isinstance(top, str):
        return False
    return f"{path}.".startswith(f"{top}.")


def _under(path: object, tops: list[str]) -> bool:
    return any(plain_below(path, top) for top in tops)


def plain_unit_head(row: PlainRow, asker: Asker, organisation: Organisation) -> bool:
    """Tell whether the asker heads the row's unit or one above it, and it is not about him."""
    headed = _headed(asker, organisation)
    other = persons.plain_other(row, asker, organisation)
    if row.unit_path is not Missing.COLUMN:
        return _under(row.unit_path, headed) and other
    if row.owner is Missing.COLUMN:
        return any("." not in path for path in headed)
    return other and any(
        assignment.employee == row.owner and _under(assignment.unit_path, headed)
        for assignment in organisation.assignments
        if assignment.agency == asker.agency_id and assignment.valid.covers(asker.today)
    )


def plain_unit_member(row: PlainRow, asker: Asker, organisation: Organisation) -> bool:
    """Tell whether the asker works today in the row's unit or below it."""
    return any(
        plain_below(assignment.unit_path, row.unit_path)
        for assignment in organisation.assignments
        if assignment.agency == asker.agency_id
        and assignment.employee == asker.subject.id
        and assignment.valid.covers(asker.today)
    )
