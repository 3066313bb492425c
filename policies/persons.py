"""The relations that a row itself answers: whom it is about, who wrote it; and inspection cases."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, not_, select, true

from policies import asking
from policies.asking import Binds, cases, in_list
from policies.facts import Organisation, PlainRow, RowFacts
from policies.identity import Asker


def same(left: object, right: UUID) -> bool:
    """Tell whether a value of a row is that person; nothing and a missing column never are."""
    return left == right


def is_self(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Return whether the row is about the asker."""
    return false() if facts.owner is None else facts.owner == me.subject


def is_other(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Return whether the row is about somebody else, or about nobody; never NULL."""
    return true() if facts.owner is None else not_(func.coalesce(is_self(facts, me), false()))


def is_author(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Return whether the asker entered the row."""
    return false() if facts.author is None else facts.author == me.subject


def investigated_people(me: Binds) -> Select[UUID]:
    """Select whom an inspection case is open about today."""
    return select(cases.c.employee_id).where(
        cases.c.agency_id == me.agency, asking.valid_today(cases.c.valid, me)
    )


def is_investigated(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Return whether a case is open today about the person of the row, another than the asker."""
    if facts.owner is None:
        return false()
    return in_list(facts.owner, me.listed("investigated", investigated_people(me))) & is_other(
        facts, me
    )


def plain_self(row: PlainRow, asker: Asker, _: Organisation) -> bool:
    """Tell whether the row is about the asker."""
    return same(row.owner, asker.subject.id)


def plain_other(row: PlainRow, asker: Asker, _: Organisation) -> bool:
    """Tell whether the row is about somebody else, or about nobody."""
    return not same(row.owner, asker.subject.id)


def plain_author(row: PlainRow, asker: Asker, _: Organisation) -> bool:
    """Tell whether the asker entered the row."""
    return same(row.author, asker.subject.id)


def plain_investigated(row: PlainRow, asker: Asker, organisation: Organisation) -> bool:
    """Tell whether a case is open today about the person of the row, another than the asker."""
    return plain_other(row, asker, organisation) and any(
        case.employee == row.owner
        for case in organisation.cases
        if case.agency == asker.agency_id and case.valid.covers(asker.today)
    )
