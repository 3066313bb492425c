"""A random organisation: units in a tree, positions, people, assignments and lines over them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.organisation.models import (
    ERASED,
    Assignment,
    Employee,
    OrgUnit,
    Position,
    ReportingLine,
)
from kinerja.domains.organisation.vocabulary import Employment, PositionClass, UnitLevel
from kinerja.kit.database import Base
from kinerja.kit.ids import new_id
from tests.support.nips import make_nip
from tests.support.reference.data.draws import Draws, ids

Values = dict[str, Any]
UNITS, POSITIONS, PEOPLE = 9, 14, 14


@dataclass
class Drawn:
    """The rows of an agency, in an order in which they can be written."""

    agency_id: int
    rows: list[tuple[type[Base], list[Values]]] = field(default_factory=list)

    def add(self, model: type[Base], values: list[Values]) -> list[Values]:
        """Add rows of one table; they get the agency and, where there is one, an id."""
        for one in values:
            one["agency_id"] = self.agency_id
        self.rows.append((model, values))
        return values

    def of(self, model: type[Base]) -> list[Values]:
        """Return the rows of a table."""
        return [one for known, values in self.rows if known is model for one in values]

    def keys(self, model: type[Base]) -> list[UUID]:
        """Return the ids of a table's rows."""
        return [one["id"] for one in self.of(model)]


def draw_organisation(draws: Draws, drawn: Drawn) -> None:
    """Draw units, positions, people, and who works and rates where and when."""
    units = drawn.add(OrgUnit, list(_units(draws, drawn.agency_id)))
    positions = drawn.add(Position, [_position(draws, n, units) for n in range(POSITIONS)])
    for unit in units:
        there = [one["id"] for one in positions if one["org_unit_id"] == unit["id"]]
        unit["head_position_id"] = there[0] if there and draws.chance(85) else None
    drawn.add(Employee, [_person(draws, n, drawn.agency_id) for n in range(PEOPLE)])
    drawn.add(Assignment, list(_assignments(draws, drawn)))
    drawn.add(ReportingLine, list(_lines(draws, drawn)))


def _units(draws: Draws, agency_id: int) -> Iterator[Values]:
    made: list[Values] = []
    for number, key in enumerate(ids(UNITS)):
        parent = draws.one(made) if made else None
        code = f"{draws.one('abAB')}{number}_{agency_id}"
        made.append(
            {
                "id": key,
                "parent_id": parent and parent["id"],
                "code": code,
                "name": draws.text(),
                "level": draws.one(list(UnitLevel)).value,
                "path": f"{parent['path']}.{code}" if parent else code,
                "created_at": draws.instant(),
            }
        )
        yield made[-1]


def _position(draws: Draws, number: int, units: list[Values]) -> Values:
    return {
        "id": new_id(),
        # A text without a rule for its shape: awkward, but different for each.
        "code": f"{draws.text()}-{number}",
        "name": draws.text(),
        "position_class": draws.one(list(PositionClass)).value,
        "org_unit_id": units[number % len(units)]["id"],
        "created_at": draws.instant(),
    }


def _person(draws: Draws, number: int, agency_id: int) -> Values:
    is_erased = number == PEOPLE - 1
    is_active = not is_erased and draws.chance(80)
    return {
        "id": new_id(),
        "nip": None if is_erased else make_nip(agency_id * 100 + number),
        "nrk": None if is_erased else draws.maybe(draws.text()),
        "name": ERASED if is_erased else draws.text(),
        "employment": draws.one(list(Employment)).value,
        "state": "ACTIVE" if is_active else "INACTIVE",
        "inactive_since": None if is_active else draws.maybe(draws.day()),
        "erased_at": draws.instant() if is_erased else None,
        "created_at": draws.instant(),
    }


def _assignments(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    """Put most people on a position, some before on another; some act in a second one."""
    positions = drawn.of(Position)
    for number, person in enumerate(drawn.keys(Employee)):
        since = draws.today - timedelta(days=draws.random.randint(0, 60))
        present = positions[number % len(positions)] if draws.chance(70) else draws.one(positions)
        if draws.chance(90):
            yield _term(person, present, "DEFINITIF", Range(since, draws.maybe(_later(draws))))
        if draws.chance(40):
            yield _term(person, draws.one(positions), "DEFINITIF", Range(_none(draws), since))
        if draws.chance(40):
            kind = draws.one(["PLT", "PLH"])
            yield _term(person, draws.one(positions), kind, draws.days())


def _later(draws: Draws) -> date:
    return draws.today + timedelta(days=draws.random.randint(1, 60))


def _none(draws: Draws) -> date | None:
    return draws.maybe(date(1000, 1, 1), 50)


def _term(person: UUID, position: Values, kind: str, valid: Range[date]) -> Values:
    return {
        "id": new_id(),
        "employee_id": person,
        "position_id": position["id"],
        "org_unit_id": position["org_unit_id"],
        "kind": kind,
        "valid": valid,
    }


def _lines(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    people = drawn.keys(Employee)
    for ratee in people:
        for kind in ("LINE", "DELEGATED", "TEAM"):
            if not draws.chance(85 if kind == "LINE" else 30):
                continue
            rater, superior = draws.random.sample([one for one in people if one != ratee], 2)
            yield {
                "id": new_id(),
                "ratee_id": ratee,
                "rater_id": rater,
                "superior_id": draws.maybe(superior, 70),
                "kind": kind,
                "valid": draws.days(),
            }
