"""Which groups of people are withheld: the small ones, and those that would give them away.

The same truth as that of the reports across agencies (`kinerja.domains.reports.suppression`), in
SQL. Every total counts as known, from another request if not from this one, and a group is the
total less the others. So wherever a group is withheld, of all that add up to one total at least two
are, one of them with enough people by itself (people may be in several groups, so that sizes of
small ones cannot be added up), or all are. A total that is withheld hides its parts, which would
add up to it.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    Subquery,
    and_,
    func,
    literal_column,
    not_,
    or_,
    over,
    select,
)

from kinerja.reads.model import Element

_ONE, _TWO, _NONE = (literal_column(one, Integer()) for one in ("1", "2", "0"))
#: One pass is enough for one dimension. Of two, each pass may have hidden something that another
#: line lacks; what is still open after these is closed by withholding everything.
_PASSES = 4


def few(people: Element, smallest: Element) -> Element:
    """Return whether rows are about too few people; rows about nobody are not."""
    return people.between(_ONE, smallest - _ONE)


def withheld_groups(
    groups: Subquery,
    keys: Sequence[str],
    smallest: Element,
    *,
    rest: Select[Any] | None,
    margins: Mapping[str, Select[Any]],
) -> Subquery:
    """Return the groups with a column `hidden`; of two dimensions without those that are hidden.

    Which combinations there are at all would help to work out the others from the totals.

    `groups` has the columns `keys` and `people`. `rest` counts the people whom a filter leaves out:
    if they are few, all groups together would give them away. `margins` are, of two dimensions, the
    numbers of people by each of them alone.
    """
    if len(keys) == 1:
        return _spread(_marked(groups, smallest, rest), [()], keys, smallest=smallest, number=0)
    totals = {
        key: _spread(
            _marked(margin.subquery(f"margin_{key}"), smallest, None, name=f"marked_{key}"),
            [()],
            ["key"],
            smallest=smallest,
            number=0,
            name=f"total_{key}",
        )
        for key, margin in margins.items()
    }
    found = _below(groups, keys, totals, smallest=smallest, rest=rest)
    lines = [(key,) for key in keys]
    for number in range(_PASSES):
        found = _spread(found, lines, keys, smallest=smallest, number=number)
    return _closed(found, lines, smallest)


def _marked(
    groups: Subquery, smallest: Element, rest: Select[Any] | None, *, name: str = "marked"
) -> Subquery:
    hidden = _is_small(groups, smallest, rest).label("hidden")
    return select(*groups.c, hidden).select_from(groups).subquery(name)


def _is_small(groups: Subquery, smallest: Element, rest: Select[Any] | None) -> Element:
    small: Element = few(groups.c.people, smallest)
    if rest is None:
        return small
    return or_(small, few(rest.scalar_subquery(), smallest))


def _below(
    groups: Subquery,
    keys: Sequence[str],
    totals: Mapping[str, Subquery],
    *,
    smallest: Element,
    rest: Select[Any] | None,
) -> Subquery:
    """Return the groups of two dimensions, hidden below a hidden total.

    `alone` are those that are their total themselves: hidden with others, they would hide nothing.
    """
    joined: Any = groups
    for key in keys:
        total = totals[key]
        joined = joined.join(total, total.c.key.is_not_distinct_from(groups.c[key]))
    hidden = or_(_is_small(groups, smallest, rest), *(totals[key].c.hidden for key in keys))
    above = [totals[key].c.hidden.label(f"over_{key}") for key in keys]
    alone = or_(*(func.count().over(partition_by=groups.c[key]) == _ONE for key in keys))
    marks = [*above, alone.label("alone"), hidden.label("hidden")]
    return select(*groups.c, *marks).select_from(joined).subquery("below")


def _spread(
    groups: Subquery,
    lines: Sequence[tuple[str, ...]],
    keys: Sequence[str],
    *,
    smallest: Element,
    number: int,
    name: str = "spread",
) -> Subquery:
    """Hide beside every hidden group the next smallest of its line, until they are enough.

    A line are the groups that are alike in the keys that it names.
    """
    last = [groups.c.alone] if "alone" in groups.c else []
    order = [groups.c.hidden.desc(), *last, groups.c.people, *(groups.c[key] for key in keys)]
    taken: list[Element] = [groups.c.hidden]
    for line in lines:
        alike = [groups.c[key] for key in line]
        before = partial(over, partition_by=alike or None, order_by=order, rows=(None, -1))
        count = before(func.count())
        largest = func.coalesce(before(func.max(groups.c.people)), _NONE)
        is_open = func.bool_or(groups.c.hidden).over(partition_by=alike or None)
        taken.append(and_(is_open, or_(count < _TWO, largest < smallest)))
    others = [column for column in groups.c if column.name != "hidden"]
    hidden = or_(*taken).label("hidden")
    return select(*others, hidden).select_from(groups).subquery(f"{name}_{number}")


def _closed(groups: Subquery, lines: Sequence[tuple[str, ...]], smallest: Element) -> Subquery:
    """Hide everything if a line with a known total still has too little that is hidden.

    A line of which nothing is shown tells no more than its total.
    """
    broken: list[Element] = []
    for line in lines:
        alike = [groups.c[key] for key in line]
        known = not_(or_(*(groups.c[f"over_{key}"] for key in line)))
        count = func.count().over(partition_by=alike)
        gone = func.count().filter(groups.c.hidden).over(partition_by=alike)
        largest = func.coalesce(
            func.max(groups.c.people).filter(groups.c.hidden).over(partition_by=alike), _NONE
        )
        is_open = and_(gone < count, or_(gone < _TWO, largest < smallest))
        broken.append(and_(groups.c.hidden, known, or_(count == _ONE, is_open)))
    marked = select(*groups.c, or_(*broken).label("broken"))
    checked = marked.select_from(groups).subquery("checked")
    others = [column for column in checked.c if column.name not in ("hidden", "broken")]
    hidden = or_(checked.c.hidden, func.bool_or(checked.c.broken).over()).label("hidden")
    closed = select(*others, hidden).select_from(checked).subquery("closed")
    return select(closed).where(not_(closed.c.hidden)).subquery("shown")
