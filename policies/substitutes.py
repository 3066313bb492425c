"""In whose place somebody rates today: delegations, and acting officials (PLT, PLH).

Both pass on the rights of a rater for their days, and nothing else. A delegate gets what the
delegator has as pinned rater or by a reporting line, never what somebody delegated to him: there
are no chains. An acting official stands for the definitive holder of the position, or in a vacancy
for its last one, and only for people of the position's unit and below: the holder may meanwhile
appraise people elsewhere, who are no business of the acting official's.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    any_,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from policies import asking
from policies.asking import Binds, assignments, days, delegations, is_below, lines, units
from policies.facts import Missing, Organisation, PlainAssignment, PlainLine, PlainRow, RowFacts
from policies.identity import Asker
from policies.units import plain_below

_acting = assignments.alias("acting")
held = assignments.alias("held")
desks = units.alias("desks")
_terms = assignments.alias("terms")
_places = units.alias("places")

_ACTING_KINDS = ("PLT", "PLH")


# --- delegations ----------------------------------------------------------------------------------


def delegators(me: Binds) -> Select[Any]:
    """Select whose rating is delegated to the asker today."""
    return select(delegations.c.delegator_id).where(
        delegations.c.agency_id == me.agency,
        delegations.c.delegate_id == me.subject,
        asking.valid_today(delegations.c.valid, me),
    )


def of_their_own(line_kind: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether a line gives a right that can be passed on: one that is no delegation."""
    return line_kind != literal_column("'DELEGATED'")


def ratees_of_delegators(me: Binds) -> Select[Any]:
    """Select whom the delegators appraise today by reporting lines of their own."""
    return select(lines.c.ratee_id).where(
        lines.c.agency_id == me.agency,
        lines.c.rater_id.in_(delegators(me)),
        of_their_own(lines.c.kind),
        asking.valid_today(lines.c.valid, me),
    )


# --- acting officials -----------------------------------------------------------------------------


def last_day_of(valid: ColumnElement[Any], me: Binds) -> ColumnElement[Any]:
    """Return until when a post was held, as seen today: all who hold it today are equals."""
    return func.least(func.upper(valid), me.today + days(1))


def acts_today(valid: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Return whether the days of an acting official hold the asker's day."""
    return asking.valid_today(valid, me)


def has_begun(valid: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Return whether a post has been held on the asker's day or before."""
    return or_(func.lower_inf(valid), func.lower(valid) <= me.today)


def is_latest(rank: ColumnElement[int]) -> ColumnElement[bool]:
    """Return whether nobody held the position definitively until a later day."""
    return rank == literal_column("1")


def stand_ins(me: Binds) -> Select[Any]:
    """Select for whom the asker acts today, the path of the unit, and until when the post is held.

    Nearly nobody acts for anybody: the rows are made once a statement, and then there are none.
    """
    rank = func.rank().over(
        partition_by=_acting.c.position_id, order_by=last_day_of(held.c.valid, me).desc()
    )
    ranked = (
        select(
            held.c.employee_id.label("holder"),
            desks.c.path.label("path"),
            func.upper(held.c.valid).label("until"),
            rank.label("rank"),
        )
        .where(*stands(me))
        .subquery("ranked")
    )
    found = ranked.c
    return select(found.holder, found.path, found.until).where(is_latest(found.rank))


def holders(me: Binds) -> Select[Any]:
    """Select for whom the asker acts today, in whatever unit."""
    return select(_made(me).c.holder)


def in_their_place(facts: RowFacts, rater: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Return whether the asker acts for `rater` in the row's unit or above it.

    Holder and unit make one path, so that a list answers and nothing is looked up for a row.
    """
    if facts.unit_path is not None:
        desk = _under(rater, facts.unit_path)
        return is_below(desk, any_(me.listed("stood_for", stood_for(me))))
    made = _made(me)
    found = select(made.c.holder).where(
        made.c.holder == rater, _terms.c.employee_id == facts.owner, *_at_work(made, me)
    )
    return found.correlate_except(made, _terms, _places).exists()


def stood_for(me: Binds) -> Select[Any]:
    """Select for whom and where the asker acts today, each as one path."""
    made = _made(me)
    return select(place_of(made))


def place_of(made: FromClause) -> ColumnElement[Any]:
    """Return the path of a holder and of the unit in which the asker acts for him."""
    return _under(made.c.holder, made.c.path)


def _under(person: ColumnElement[Any], path: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return `path` under a label made of a person's id."""
    hyphen, underscore = literal_column("'-'", Text()), literal_column("'_'", Text())
    label = func.text2ltree(func.replace(cast(person, Text), hyphen, underscore))
    return label.op("||")(path)


def ratees_in_their_place(me: Binds) -> Select[Any]:
    """Select whom the asker appraises today for others, by their reporting lines."""
    made = _made(me)
    return select(lines.c.ratee_id).where(
        lines.c.agency_id == me.agency,
        lines.c.rater_id == made.c.holder,
        of_their_own(lines.c.kind),
        asking.valid_today(lines.c.valid, me),
        _terms.c.employee_id == lines.c.ratee_id,
        *_at_work(made, me),
    )


def in_the_subtree(path: ColumnElement[Any], made: FromClause) -> ColumnElement[bool]:
    """Return whether a path lies in the unit of the acting official's position, or below it."""
    return is_below(path, made.c.path)


def stands(me: Binds) -> Iterator[ColumnElement[bool]]:
    """Say that the asker acts today, in the unit `desks`, for whom `held` names."""
    kinds = [literal_column(f"'{kind}'", Text()) for kind in _ACTING_KINDS]
    yield _acting.c.agency_id == me.agency
    yield _acting.c.employee_id == me.subject
    yield _acting.c.kind.in_(kinds)
    yield acts_today(_acting.c.valid, me)
    yield desks.c.agency_id == me.agency
    yield desks.c.id == _acting.c.org_unit_id
    yield held.c.agency_id == me.agency
    yield held.c.position_id == _acting.c.position_id
    yield held.c.kind == literal_column("'DEFINITIF'")
    yield has_begun(held.c.valid, me)


def _made(me: Binds) -> FromClause:
    return me.rows("stand_ins", stand_ins(me))


def _at_work(made: FromClause, me: Binds) -> Iterator[ColumnElement[bool]]:
    """Say that a term of today lies in the subtree over which the asker acts."""
    yield _terms.c.agency_id == me.agency
    yield _places.c.agency_id == me.agency
    yield _places.c.id == _terms.c.org_unit_id
    yield asking.valid_today(_terms.c.valid, me)
    yield in_the_subtree(_places.c.path, made)


# --- the same on plain values ---------------------------------------------------------------------


def plain_delegators(asker: Asker, organisation: Organisation) -> set[UUID]:
    """Return whose rating is delegated to the asker today."""
    return {
        one.delegator
        for one in organisation.delegations
        if one.agency == asker.agency_id
        and one.delegate == asker.subject.id
        and one.valid.covers(asker.today)
    }


def plain_acting(asker: Asker, organisation: Organisation) -> list[PlainAssignment]:
    """Return the posts that the asker holds today as acting official."""
    return [
        one
        for one in organisation.assignments
        if one.agency == asker.agency_id
        and one.employee == asker.subject.id
        and one.kind in _ACTING_KINDS
        and one.valid.covers(asker.today)
    ]


def plain_holders(acting: PlainAssignment, asker: Asker, organisation: Organisation) -> set[UUID]:
    """Return who holds the position definitively today, or else who held it last."""
    terms = [
        one
        for one in organisation.assignments
        if one.agency == acting.agency
        and one.kind == "DEFINITIF"
        and one.position == acting.position
    ]
    present = {one.employee for one in terms if one.valid.covers(asker.today)}
    ends = [end for one in terms if (end := one.valid.end) is not None and end <= asker.today]
    return present or {one.employee for one in terms if ends and one.valid.end == max(ends)}


def plain_in_their_place(
    row: PlainRow, rater: object, asker: Asker, organisation: Organisation
) -> bool:
    """Tell whether the asker acts for `rater` in the row's unit or above it."""
    return any(
        plain_below(path, acting.unit_path)
        for acting in plain_acting(asker, organisation)
        if rater in plain_holders(acting, asker, organisation)
        for path in plain_paths(row, asker, organisation)
    )


def plain_paths(row: PlainRow, asker: Asker, organisation: Organisation) -> list[object]:
    """Return where a row stands: its own unit, or those in which its person works today."""
    if row.unit_path is not Missing.COLUMN:
        return [row.unit_path]
    return [
        one.unit_path
        for one in organisation.assignments
        if one.agency == asker.agency_id
        and one.employee == row.owner
        and one.valid.covers(asker.today)
    ]


def plain_own_lines(row: PlainRow, asker: Asker, organisation: Organisation) -> list[PlainLine]:
    """Return the lines, no delegations, on which the person of the row is appraised today."""
    return [
        line
        for line in organisation.lines
        if line.agency == asker.agency_id
        and line.ratee == row.owner
        and line.kind != "DELEGATED"
        and line.valid.covers(asker.today)
    ]
