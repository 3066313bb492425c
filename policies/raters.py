"""The relations of appraising: the rater, who rates in his place, the superior, the escalation."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, any_, false, func, literal_column, or_, select

from policies import asking, persons, substitutes
from policies.asking import Binds, days, in_list, lines
from policies.facts import Missing, Organisation, PlainRow, RowFacts
from policies.identity import Asker

#: How many days after the day on which the rater was due the superior may score as delegate.
ESCALATED_AFTER_DAYS: Final = 7


def ratees_of(role: ColumnElement[Any], me: Binds) -> Select[Any]:
    """Select who is appraised today on a line in which the asker plays `role`."""
    return select(lines.c.ratee_id).where(
        lines.c.agency_id == me.agency, role == me.subject, asking.valid_today(lines.c.valid, me)
    )


# --- the rater, and who rates in his place --------------------------------------------------------


def is_rater(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """A pinned rater stays the rater; dated delegations and acting officials come beside him."""
    return _by_line(facts, me) if facts.rater is None else by_pin(facts, facts.rater, me)


def _by_line(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    if facts.owner is None:
        return false()
    by_line = me.listed("ratees", ratees_of(lines.c.rater_id, me))
    by_delegation = me.listed("ratees_of_delegators", substitutes.ratees_of_delegators(me))
    by_office = me.listed("ratees_in_their_place", substitutes.ratees_in_their_place(me))
    own = in_list(facts.owner, by_line)
    delegated, acting = in_list(facts.owner, by_delegation), in_list(facts.owner, by_office)
    return or_(own, and_(or_(delegated, acting), persons.is_other(facts, me)))


def by_pin(facts: RowFacts, rater: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Return whether the asker is the pinned rater, or rates today in his place."""
    ways = [rater == me.subject]
    if facts.owner is not None:
        ways.append(in_list(facts.owner, _delegated_ratees(me)))
    for_another = [in_list(rater, _delegators(me))]
    if facts.unit_path is not None or facts.owner is not None:
        # The list is asked first: for nearly everybody it is empty, and that answers at once.
        listed = in_list(rater, _holders(me))
        for_another.append(and_(listed, substitutes.in_their_place(facts, rater, me)))
    return or_(*ways, and_(or_(*for_another), persons.is_other(facts, me)))


def could_rate(
    rater: ColumnElement[Any], ratee: ColumnElement[Any], me: Binds
) -> ColumnElement[bool]:
    """Return a condition that holds wherever `by_pin` does, and that indexes can answer.

    Beside `by_pin` it finds the rows of one rater among all rows of an agency.
    """
    others = func.array_cat(_delegators(me), _holders(me))
    return or_(
        rater == any_(func.array_append(others, me.subject)), in_list(ratee, _delegated_ratees(me))
    )


def _delegated_ratees(me: Binds) -> ColumnElement[Any]:
    to_me = lines.c.kind == literal_column("'DELEGATED'")
    return me.listed("delegated_ratees", ratees_of(lines.c.rater_id, me).where(to_me))


def _delegators(me: Binds) -> ColumnElement[Any]:
    return me.listed("delegators", substitutes.delegators(me))


def _holders(me: Binds) -> ColumnElement[Any]:
    return me.listed("holders", substitutes.holders(me))


def plain_rater(row: PlainRow, asker: Asker, organisation: Organisation) -> bool:
    """Tell whether the asker rates today: as rater, or in a rater's place."""
    if persons.same(row.rater, asker.subject.id) or _on_a_line(row, asker, organisation):
        return True
    if not persons.plain_other(row, asker, organisation):
        return False
    delegators = substitutes.plain_delegators(asker, organisation)
    return any(
        rater in delegators or substitutes.plain_in_their_place(row, rater, asker, organisation)
        for rater in _raters_of(row, asker, organisation)
    )


def _on_a_line(row: PlainRow, asker: Asker, organisation: Organisation) -> bool:
    pinned = row.rater is not Missing.COLUMN
    return any(
        line.ratee == row.owner
        and line.rater == asker.subject.id
        and (line.kind == "DELEGATED" or not pinned)
        for line in organisation.lines
        if line.agency == asker.agency_id and line.valid.covers(asker.today)
    )


def _raters_of(row: PlainRow, asker: Asker, organisation: Organisation) -> list[object]:
    if row.rater is not Missing.COLUMN:
        return [row.rater]
    return [line.rater for line in substitutes.plain_own_lines(row, asker, organisation)]


# --- the superior, and the escalation of an idle rater --------------------------------------------


def is_superior(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """A superior stands above another, even where the same person is pinned as both."""
    if facts.superior is not None:
        return (facts.superior == me.subject) & persons.is_other(facts, me)
    if facts.owner is None:
        return false()
    below = me.listed("ratees_below", ratees_of(lines.c.superior_id, me))
    return in_list(facts.owner, below)


def is_escalated(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Return whether the asker is the superior of a rater who has been overdue for long enough."""
    if facts.rater_due is None:
        return false()
    return (facts.rater_due + days(ESCALATED_AFTER_DAYS) <= me.today) & is_superior(facts, me)


def plain_superior(row: PlainRow, asker: Asker, organisation: Organisation) -> bool:
    """Tell whether the asker stands above the rater of another person's row."""
    if row.superior is not Missing.COLUMN:
        other = persons.plain_other(row, asker, organisation)
        return persons.same(row.superior, asker.subject.id) and other
    return any(
        line.ratee == row.owner and line.superior == asker.subject.id
        for line in organisation.lines
        if line.agency == asker.agency_id and line.valid.covers(asker.today)
    )


def plain_escalated(row: PlainRow, asker: Asker, organisation: Organisation) -> bool:
    """Tell whether the asker is the superior of a rater who has been overdue for long enough."""
    if row.rater_due is None or row.rater_due is Missing.COLUMN:
        return False
    overdue = (asker.today - row.rater_due).days >= ESCALATED_AFTER_DAYS
    return overdue and plain_superior(row, asker, organisation)
