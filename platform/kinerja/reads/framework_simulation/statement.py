"""The statement of a simulation: its parts as rows of one shape, each named by its part."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Uuid,
    bindparam,
    case,
    func,
    literal_column,
    not_,
    null,
    select,
    union_all,
)

from kinerja.domains.appraisals.calculation import calculate
from kinerja.domains.appraisals.composite import DECIMALS
from kinerja.reads.framework_simulation.bounds import MOST_LISTED
from kinerja.reads.framework_simulation.correlation import doubled_rank, pearson
from kinerja.reads.framework_simulation.indicators import (
    duplicate_rows,
    indicator_rows,
    measured,
    removed_rows,
)
from kinerja.reads.framework_simulation.matching import indicator_paths, taken
from kinerja.reads.framework_simulation.people import VERSION, everybody, moved, people_tried
from kinerja.reads.framework_simulation.rows import Part, part_row
from kinerja.reads.small_groups import few, withheld_groups
from policies.asking import AGENCY

SMALLEST = "smallest"

Smallest = ColumnElement[int]


def simulation(visible: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Return the statement; it reads, and stores nothing.

    `visible` tells of an appraisal whether the asker may see its numbers. Groups with too few
    people of whom that is not so are withheld, with those that would give them away. Parameters
    are those of policy, `CYCLE`, `VERSION` and `SMALLEST`.
    """
    agency, version = bindparam(AGENCY, None, Integer()), bindparam(VERSION, None, Uuid())
    smallest = bindparam(SMALLEST, None, Integer())
    people = people_tried(agency, visible)
    paths = indicator_paths(agency, version, people)
    same = taken(version, paths, people)
    calculation = calculate(agency, people, taken=same)
    scores = measured(calculation.leaves, people)
    result = moved(people, calculation.totals)
    by_unit = (Part.UNIT, Part.UNITS)
    return union_all(
        part_row(Part.PEOPLE, people=everybody(agency).scalar_subquery()),
        _scores(result, smallest),
        _grades(result, "grade_before", smallest, part=Part.BEFORE),
        _grades(result, "grade_after", smallest, part=Part.AFTER),
        *_table(result, ("grade_before", "grade_after"), smallest),
        *_table(result, ("org_unit_id", "direction"), smallest, parts=by_unit),
        _persons(result),
        indicator_rows(scores, paths, same, version=version, smallest=smallest),
        duplicate_rows(scores, smallest=smallest),
        removed_rows(paths, same, people),
    )


def _scores(result: CTE, smallest: Smallest) -> Select[Any]:
    """Count the people; rank correlation is a number of its own, the means are the numbers."""
    ranked = (
        select(
            doubled_rank(result.c.composite_before).label("before"),
            doubled_rank(result.c.composite_after).label("after"),
        )
        .where(result.c.composite_before.is_not(None), result.c.composite_after.is_not(None))
        .subquery("ranked")
    )
    # As text it keeps all its digits, and needs no column that only one row would have.
    correlation = select(pearson(ranked.c.before, ranked.c.after)).scalar_subquery()
    withheld = few(_unseen(result), smallest)
    means = [
        case((withheld, null()), else_=func.round(func.avg(column), DECIMALS))
        for column in (result.c.composite_before, result.c.composite_after)
    ]
    shown = case((withheld, null()), else_=correlation)
    return part_row(Part.SCORES, (shown,), people=func.count(), numbers=means).select_from(result)


def _grades(result: CTE, name: str, smallest: Smallest, *, part: Part) -> Select[Any]:
    grades = _groups(result, grade=result.c[name]).subquery("grades")
    shown = withheld_groups(grades, ["grade"], smallest, rest=None, margins={})
    total = case((shown.c.hidden, null()), else_=shown.c.total)
    return part_row(part, (shown.c.grade,), people=total).select_from(shown)


def _table(
    result: CTE,
    keys: tuple[str, str],
    smallest: Smallest,
    *,
    parts: tuple[Part, Part] = (Part.MOVEMENT, Part.MOVEMENTS),
) -> Iterator[Select[Any]]:
    """Yield the cells that are shown, and how many there are with those that are not."""
    cells = _groups(result, **{key: result.c[key] for key in keys}).subquery("cells")
    margins = {key: _groups(result, key=result.c[key]) for key in keys}
    shown = withheld_groups(cells, list(keys), smallest, rest=None, margins=margins)
    texts = [shown.c[key] for key in keys]
    yield part_row(parts[0], texts, people=shown.c.total).select_from(shown)
    yield part_row(parts[1], people=func.count()).select_from(cells)


def _groups(result: CTE, **keys: ColumnElement[Any]) -> Select[Any]:
    """Group the people: `people` counts those whom the asker does not see, `total` everybody."""
    return select(
        *(column.label(name) for name, column in keys.items()),
        _unseen(result).label("people"),
        func.count().label("total"),
    ).group_by(*keys.values())


def _unseen(result: CTE) -> ColumnElement[int]:
    return func.count().filter(not_(result.c.visible))


def _persons(result: CTE) -> Select[Any]:
    """Return those who move and whose numbers the asker may see, who moves furthest first."""
    of = result.c
    distance = func.abs(of.composite_after - of.composite_before)
    who = (
        select(result)
        .where(of.visible, of.grade_before.is_distinct_from(of.grade_after))
        .order_by(distance.desc().nulls_last(), of.id)
        .limit(literal_column(str(MOST_LISTED)))
        .subquery("who")
    )
    texts = (who.c.id, who.c.ratee_id, who.c.grade_before, who.c.grade_after)
    numbers = (who.c.composite_before, who.c.composite_after)
    return part_row(Part.PERSON, texts, numbers=numbers).select_from(who)
