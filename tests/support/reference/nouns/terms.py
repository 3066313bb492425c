"""Who holds which position, and who appraises whom, today."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from kinerja.domains.organisation.models import Assignment, OrgUnit, Position, ReportingLine
from tests.support.reference.days import covers
from tests.support.reference.eyes import Eyes


def is_below(path: str, top: str) -> bool:
    """Tell whether a unit's path is `top`, or lies below it."""
    return path == top or path.startswith(f"{top}.")


def _today(rows: list[Any], eyes: Eyes) -> Iterator[Any]:
    return (row for row in rows if covers(row.valid, eyes.today))


def definitive(employee: UUID, eyes: Eyes) -> Any | None:
    """Return the definitive assignment of an employee."""
    held = eyes.rows.where(Assignment, "employee_id", employee)
    return next((one for one in _today(held, eyes) if one.kind == "DEFINITIF"), None)


def position_class(employee: UUID, eyes: Eyes) -> str | None:
    """Return the class of the position that an employee holds definitively."""
    held = definitive(employee, eyes)
    return next(
        (one.position_class for one in eyes.rows.get(Position, held and held.position_id)), None
    )


def holder(position: UUID | None, eyes: Eyes) -> UUID | None:
    """Return who acts in a position: an acting official goes before the definitive holder."""
    held = list(_today(eyes.rows.where(Assignment, "position_id", position), eyes))
    held.sort(key=lambda one: (one.kind == "DEFINITIF", one.id))
    return held[0].employee_id if held else None


def staff(unit: Any, eyes: Eyes, *, with_subunits: bool) -> set[UUID]:
    """Return who works in a unit, or in it and below."""
    units = [unit.id]
    if with_subunits:
        units = [one.id for one in eyes.rows.all(OrgUnit) if is_below(one.path, unit.path)]
    return {
        one.employee_id
        for place in units
        for one in _today(eyes.rows.where(Assignment, "org_unit_id", place), eyes)
    }


def staff_below(unit: UUID, eyes: Eyes) -> set[UUID]:
    """Return who works in the unit with this key, or below it."""
    found = eyes.rows.get(OrgUnit, unit)
    return {person for one in found for person in staff(one, eyes, with_subunits=True)}


def ratees(rater: UUID, eyes: Eyes) -> set[UUID]:
    """Return whom an employee appraises today."""
    return {one.ratee_id for one in _today(eyes.rows.where(ReportingLine, "rater_id", rater), eyes)}


def rater_by_line(employee: UUID, eyes: Eyes) -> UUID | None:
    """Return who appraises an employee by the line of command."""
    of_ratee = eyes.rows.where(ReportingLine, "ratee_id", employee)
    return next((one.rater_id for one in _today(of_ratee, eyes) if one.kind == "LINE"), None)


def path_of(unit: UUID, eyes: Eyes) -> str | None:
    """Return the path of a unit."""
    return next((one.path for one in eyes.rows.get(OrgUnit, unit)), None)


def lies_in(path: str, unit: UUID, eyes: Eyes) -> bool:
    """Tell whether a path lies in the unit with this key; in no unit that does not exist."""
    top = path_of(unit, eyes)
    return top is not None and is_below(path, top)
