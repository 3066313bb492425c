"""Who holds which position, and appraises whom, today: the dated tables as subqueries."""

from typing import Any

from sqlalchemy import Select, func, select

from kinerja.domains.organisation.models import Assignment, OrgUnit, Position, ReportingLine
from kinerja.reads.model import Element, table_of, word
from kinerja.reads.models.dates import covers
from policies.asking import is_below
from policies.relations import Binds

# Aliases that no level of a statement uses: levels are called t1, t2 and so on.
_held = table_of(Assignment).alias("held")
_seat = table_of(Position).alias("seat")
_place = table_of(OrgUnit).alias("place")
_above = table_of(OrgUnit).alias("above")
_line = table_of(ReportingLine).alias("line")


def _today(column: Element, me: Binds) -> Select[Any]:
    """Return a subquery over the assignments that are in force today."""
    return (
        select(column)
        .where(_held.c.agency_id == me.agency, covers(_held.c.valid, me.today))
        .correlate(None)
    )


def definitive(name: str, employee: Element, me: Binds) -> Element:
    """Return a column of the employee's definitive assignment; there is at most one a day."""
    query = _today(_held.c[name], me).where(
        _held.c.employee_id == employee, _held.c.kind == word("DEFINITIF")
    )
    return query.scalar_subquery()


def position_class(employee: Element, me: Binds) -> Element:
    """Return the class of the position that the employee holds definitively."""
    query = (
        _today(_seat.c.position_class, me)
        .select_from(_held.join(_seat, _seat.c.id == _held.c.position_id))
        .where(
            _seat.c.agency_id == me.agency,
            _held.c.employee_id == employee,
            _held.c.kind == word("DEFINITIF"),
        )
    )
    return query.scalar_subquery()


def holder(position: Element, me: Binds) -> Element:
    """Return who acts in the position: an acting official goes before the definitive holder."""
    query = (
        _today(_held.c.employee_id, me)
        .where(_held.c.position_id == position)
        .order_by(_held.c.kind == word("DEFINITIF"), _held.c.id)
        .limit(1)
    )
    return query.scalar_subquery()


def staff(unit: Element, me: Binds) -> Select[Any]:
    """Return the employees who are assigned to the unit itself."""
    return _today(_held.c.employee_id, me).where(_held.c.org_unit_id == unit)


def staff_below(path: Element, me: Binds) -> Select[Any]:
    """Return the employees who are assigned to a unit at or below `path`."""
    return (
        _today(_held.c.employee_id, me)
        .select_from(_held.join(_place, _place.c.id == _held.c.org_unit_id))
        .where(_place.c.agency_id == me.agency, is_below(_place.c.path, path))
    )


def ratees(rater: Element, me: Binds) -> Select[Any]:
    """Return whom the employee appraises today."""
    return (
        select(_line.c.ratee_id)
        .where(
            _line.c.agency_id == me.agency,
            _line.c.rater_id == rater,
            covers(_line.c.valid, me.today),
        )
        .correlate(None)
    )


def rater_by_line(employee: Element, me: Binds) -> Element:
    """Return who appraises the employee by the line of command; there is at most one a day."""
    query = (
        select(_line.c.rater_id)
        .where(
            _line.c.agency_id == me.agency,
            _line.c.ratee_id == employee,
            _line.c.kind == word("LINE"),
            covers(_line.c.valid, me.today),
        )
        .correlate(None)
    )
    return query.scalar_subquery()


def path_of(unit: Element, me: Binds) -> Element:
    """Return the path of a unit by its key; no row, and so NULL, in another agency."""
    query = (
        select(_above.c.path)
        .where(_above.c.agency_id == me.agency, _above.c.id == unit)
        .correlate(None)
    )
    return query.scalar_subquery()


def units_below(unit: Element, me: Binds) -> Select[Any]:
    """Return the keys of a unit and all units below it."""
    return (
        select(_place.c.id)
        .where(_place.c.agency_id == me.agency, is_below(_place.c.path, path_of(unit, me)))
        .correlate(None)
    )


def any_of(query: Select[Any]) -> Element:
    """Return `ANY(ARRAY(query))`: the list is made once, and an index can be used."""
    return func.any(func.array(query.scalar_subquery()))
