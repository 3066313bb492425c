"""What came out of a simulation, as values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kinerja.domains.appraisals.vocabulary import Grade
from kinerja.reads.framework_simulation.bounds import FEWEST_PEOPLE, SPREAD_BOUND
from kinerja.reads.framework_simulation.rows import Part
from kinerja.reads.framework_simulation.vocabulary import GradeDirection

#: The texts, the number of people and the two numbers of one row.
Row = tuple[tuple[str | None, ...], int | None, tuple[Decimal | None, ...]]


@dataclass(frozen=True)
class GradeCount:
    """How many people have a grade; `people` None: withheld."""

    grade: Grade | None
    people: int | None


@dataclass(frozen=True)
class Movement:
    """How many people go from one grade to another, or stay."""

    before: Grade | None
    after: Grade | None
    people: int


@dataclass(frozen=True)
class UnitMovement:
    """How many people of a unit go in one direction."""

    org_unit_id: UUID
    direction: GradeDirection
    people: int


@dataclass(frozen=True)
class TriedIndicator:
    """An indicator of the version, and what past scores tell of it; None: withheld, or no scores.

    `is_scored`: the cycle has the same indicator. Otherwise it counts as not applicable.
    """

    indicator_id: UUID
    path: str
    is_scored: bool
    people: int | None
    mean: Decimal | None
    spread: Decimal | None

    @property
    def discriminates(self) -> bool | None:
        """Whether it tells people apart; None while too few were scored to say so."""
        if self.spread is None or (self.people or 0) < FEWEST_PEOPLE:
            return None
        return self.spread >= SPREAD_BOUND


@dataclass(frozen=True)
class Duplicate:
    """Two indicators that say nearly the same of people."""

    one: UUID
    other: UUID
    people: int
    correlation: Decimal


@dataclass(frozen=True)
class Mover:
    """Somebody whose grade changes, and whose numbers the asker may see."""

    appraisal_id: UUID
    ratee_id: UUID
    before: Grade | None
    after: Grade | None
    composite_before: Decimal | None
    composite_after: Decimal | None


@dataclass(frozen=True)
class Outcome:
    """The whole answer; numbers that are None are withheld, or there are none."""

    people: int
    left_out: int
    moved: int | None
    mean_before: Decimal | None
    mean_after: Decimal | None
    rank_correlation: Decimal | None
    grades_before: Sequence[GradeCount]
    grades_after: Sequence[GradeCount]
    movements: Sequence[Movement]
    is_movement_withheld: bool
    units: Sequence[UnitMovement]
    is_unit_withheld: bool
    indicators: Sequence[TriedIndicator]
    removed: Sequence[str]
    duplicates: Sequence[Duplicate]
    movers: Sequence[Mover]


def outcome(rows: Iterable[Sequence[Any]]) -> Outcome:
    """Put the rows of the statement together.

    Where a movement is withheld, so are all units: who goes up or down is a sum of movements, and
    would be what is missing.
    """
    parts: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        part, first, second, third, fourth, people, *numbers = row
        parts[part].append(((first, second, third, fourth), people, tuple(numbers)))
    movements = _movements(parts[Part.MOVEMENT])
    is_withheld = len(movements) < (parts[Part.MOVEMENTS][0][1] or 0)
    units = [] if is_withheld else _units(parts[Part.UNIT])
    (texts, people, means), (_, everybody, _) = parts[Part.SCORES][0], parts[Part.PEOPLE][0]
    changed = [one.people for one in movements if one.before is not one.after]
    return Outcome(
        people=people or 0,
        left_out=(everybody or 0) - (people or 0),
        moved=None if is_withheld else sum(changed),
        mean_before=means[0],
        mean_after=means[1],
        rank_correlation=None if texts[0] is None else Decimal(texts[0]),
        grades_before=_grades(parts[Part.BEFORE]),
        grades_after=_grades(parts[Part.AFTER]),
        movements=movements,
        is_movement_withheld=is_withheld,
        units=units,
        is_unit_withheld=len(units) < (parts[Part.UNITS][0][1] or 0),
        **_about_indicators(parts),
        movers=[_mover(row) for row in parts[Part.PERSON]],
    )


def _about_indicators(parts: Mapping[str, list[Row]]) -> dict[str, Any]:
    tried = [_indicator(row) for row in parts[Part.INDICATOR]]
    tried.sort(key=lambda one: one.path)
    duplicates = [_duplicate(row) for row in parts[Part.DUPLICATE]]
    duplicates.sort(key=lambda one: (-one.correlation, one.one, one.other))
    removed = sorted(str(texts[0]) for texts, _, _ in parts[Part.REMOVED])
    return {"indicators": tried, "duplicates": duplicates, "removed": removed}


def _grades(rows: Iterable[Row]) -> list[GradeCount]:
    counts = [GradeCount(_grade(texts[0]), people) for texts, people, _ in rows]
    return sorted(counts, key=lambda one: _place(one.grade))


def _movements(rows: Iterable[Row]) -> list[Movement]:
    cells = [Movement(_grade(texts[0]), _grade(texts[1]), people or 0) for texts, people, _ in rows]
    return sorted(cells, key=lambda one: (_place(one.before), _place(one.after)))


def _units(rows: Iterable[Row]) -> list[UnitMovement]:
    cells = [
        UnitMovement(UUID(texts[0]), GradeDirection(str(texts[1])), people or 0)
        for texts, people, _ in rows
    ]
    return sorted(cells, key=lambda one: (one.org_unit_id, one.direction))


def _indicator(row: Row) -> TriedIndicator:
    (key, path, is_scored, _), people, (mean, spread) = row
    return TriedIndicator(UUID(key), str(path), is_scored == "true", people, mean, spread)


def _duplicate(row: Row) -> Duplicate:
    (one, other, *_), people, (correlation, _) = row
    return Duplicate(UUID(one), UUID(other), people or 0, correlation or Decimal(0))


def _mover(row: Row) -> Mover:
    (appraisal, ratee, before, after), _, (old, new) = row
    return Mover(UUID(appraisal), UUID(ratee), _grade(before), _grade(after), old, new)


def _grade(text: str | None) -> Grade | None:
    return None if text is None else Grade(text)


def _place(grade: Grade | None) -> int:
    """Order the best grade first, nobody's last."""
    return len(Grade) if grade is None else list(Grade).index(grade)
