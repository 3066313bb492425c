"""How an asker may stand to a row: each relation once, as SQL and as a plain predicate.

Two rules keep the pair equal: NULL equals nothing, not even NULL; and whatever is negated is first
made true or false. Every subquery names the agency itself, and asks for what is valid today.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    any_,
    bindparam,
    column,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    true,
)
from sqlalchemy import Uuid as UuidType

from policies.facts import Missing, Organisation, PlainRow, RowFacts
from policies.identity import Asker
from policies.permissions import Relation

#: The names of the bind parameters; they never change, so that statements can be cached by text.
AGENCY, SUBJECT, TODAY = "policy_agency", "policy_subject", "policy_today"


_units = table("org_units", column("agency_id"), column("path"), column("head_position_id"))
_places = table("org_units", column("agency_id"), column("id"), column("path")).alias("places")
_assignments = table(
    "assignments",
    column("agency_id"),
    column("employee_id"),
    column("position_id"),
    column("org_unit_id"),
    column("valid"),
)
_terms = _assignments.alias("terms")
lines = table(
    "reporting_lines",
    column("agency_id"),
    column("ratee_id"),
    column("rater_id"),
    column("superior_id"),
    column("kind"),
    column("valid"),
)


def values_for(asker: Asker) -> dict[str, Any]:
    """Return the values of the bind parameters for one asker."""
    return {AGENCY: asker.agency_id, SUBJECT: asker.subject.id, TODAY: asker.today}


@dataclass(frozen=True)
class Binds:
    """The asker as bind parameters: which agency, who, on which day."""

    agency: ColumnElement[int]
    subject: ColumnElement[UUID]
    today: ColumnElement[date]

    @classmethod
    def of(cls, asker: Asker) -> Self:
        """Make the parameters, with the asker's values in them."""
        return cls(
            bindparam(AGENCY, asker.agency_id, Integer()),
            bindparam(SUBJECT, asker.subject.id, UuidType()),
            bindparam(TODAY, asker.today, Date()),
        )


@dataclass(frozen=True)
class Definition:
    """One relation in both its forms. `always`: it holds for every row of the agency."""

    sql: Callable[[RowFacts, Binds], ColumnElement[bool]]
    plain: Callable[[PlainRow, Asker, Organisation], bool]
    always: bool = False


def valid_today(valid: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Return whether a period holds the asker's day; its end is not in it."""
    return valid.op("@>", is_comparison=True)(me.today)


def in_list(value: ColumnElement[Any], query: Select[Any]) -> ColumnElement[bool]:
    """`value = ANY(ARRAY(query))`: the list is made once and an index can still be used."""
    return value == any_(func.array(query.correlate(None).scalar_subquery()))


def _same(left: object, right: UUID) -> bool:
    return left == right


# --- self, other, author --------------------------------------------------------------------------


def is_self(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Return whether the row is about the asker."""
    return false() if facts.owner is None else facts.owner == me.subject


def is_other(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Return whether the row is about somebody else, or about nobody; never NULL."""
    return true() if facts.owner is None else not_(func.coalesce(is_self(facts, me), false()))


def _is_author(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    return false() if facts.author is None else facts.author == me.subject


def _plain_self(row: PlainRow, asker: Asker, _: Organisation) -> bool:
    return _same(row.owner, asker.subject.id)


def _plain_other(row: PlainRow, asker: Asker, _: Organisation) -> bool:
    return not _same(row.owner, asker.subject.id)


def _plain_author(row: PlainRow, asker: Asker, _: Organisation) -> bool:
    return _same(row.author, asker.subject.id)


# --- rater and superior ---------------------------------------------------------------------------


def ratees_of(role: ColumnElement[Any], me: Binds) -> Select[Any]:
    """Select who is appraised today on a line in which the asker plays `role`."""
    return select(lines.c.ratee_id).where(
        lines.c.agency_id == me.agency, role == me.subject, valid_today(lines.c.valid, me)
    )


def _is_rater(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """A pinned rater stays the rater, but a dated delegation adds its holder for its days."""
    ratees = ratees_of(lines.c.rater_id, me)
    if facts.rater is None:
        return false() if facts.owner is None else in_list(facts.owner, ratees)
    pinned = facts.rater == me.subject
    if facts.owner is None:
        return pinned
    delegated = ratees.where(lines.c.kind == literal_column("'DELEGATED'"))
    return or_(pinned, in_list(facts.owner, delegated))


def _is_superior(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """A superior stands above another, even where the same person is pinned as both."""
    if facts.superior is not None:
        return (facts.superior == me.subject) & is_other(facts, me)
    if facts.owner is None:
        return false()
    return in_list(facts.owner, ratees_of(lines.c.superior_id, me))


def _plain_rater(row: PlainRow, asker: Asker, organisation: Organisation) -> bool:
    if _same(row.rater, asker.subject.id):
        return True
    pinned = row.rater is not Missing.COLUMN
    return any(
        line.ratee == row.owner
        and line.rater == asker.subject.id
        and (line.kind == "DELEGATED" or not pinned)
        for line in organisation.lines
        if line.agency == asker.agency_id and line.valid.covers(asker.today)
    )


def _plain_superior(row: PlainRow, asker: Asker, organisation: Organisation) -> bool:
    if row.superior is not Missing.COLUMN:
        other = _plain_other(row, asker, organisation)
        return _same(row.superior, asker.subject.id) and other
    return any(
        line.ratee == row.owner and line.superior == asker.subject.id
        for line in organisation.lines
        if line.agency == asker.agency_id and line.valid.covers(asker.today)
    )


# --- head of a unit, over its subtree -------------------------------------------------------------


def headed_paths(me: Binds) -> Select[Any]:
    """Select the units whose head position the asker holds today, definitively or acting."""
    return (
        select(_units.c.path)
        .join(_assignments, _assignments.c.position_id == _units.c.head_position_id)
        .where(
            _units.c.agency_id == me.agency,
            _assignments.c.agency_id == me.agency,
            _assignments.c.employee_id == me.subject,
            valid_today(_assignments.c.valid, me),
        )
    )


def under_headed(path: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Return whether a path lies in the subtree of a unit that the asker heads today."""
    headed = any_(func.array(headed_paths(me).correlate(None).scalar_subquery()))
    return path.op("<@", is_comparison=True)(headed)


def _people_under_headed(me: Binds) -> Select[Any]:
    return (
        select(_terms.c.employee_id)
        .join(_places, _places.c.id == _terms.c.org_unit_id)
        .where(
            _terms.c.agency_id == me.agency,
            _places.c.agency_id == me.agency,
            valid_today(_terms.c.valid, me),
            under_headed(_places.c.path, me),
        )
    )


def is_unit_head(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """A head stands above the others of the unit and its subtree, never above himself."""
    if facts.unit_path is not None:
        return under_headed(facts.unit_path, me) & is_other(facts, me)
    if facts.owner is not None:
        return facts.owner.in_(_people_under_headed(me)) & is_other(facts, me)
    of_root = headed_paths(me).where(func.nlevel(_units.c.path) == literal_column("1"))
    return of_root.correlate(None).exists()


def _plain_headed(asker: Asker, organisation: Organisation) -> list[str]:
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


def _plain_under(path: object, headed: list[str]) -> bool:
    return isinstance(path, str) and any(f"{path}.".startswith(f"{top}.") for top in headed)


def _plain_unit_head(row: PlainRow, asker: Asker, organisation: Organisation) -> bool:
    headed = _plain_headed(asker, organisation)
    if row.unit_path is not Missing.COLUMN:
        return _plain_under(row.unit_path, headed) and _plain_other(row, asker, organisation)
    if row.owner is Missing.COLUMN:
        return any("." not in path for path in headed)
    return _plain_other(row, asker, organisation) and any(
        assignment.employee == row.owner and _plain_under(assignment.unit_path, headed)
        for assignment in organisation.assignments
        if assignment.agency == asker.agency_id and assignment.valid.covers(asker.today)
    )


# --- what the role itself says --------------------------------------------------------------------


def _by_role(_: RowFacts, __: Binds) -> ColumnElement[bool]:
    return true()


def _plain_by_role(_: PlainRow, __: Asker, ___: Organisation) -> bool:
    return True


_ROLE_ALONE = Definition(_by_role, _plain_by_role, always=True)

RELATIONS: Mapping[Relation, Definition] = {
    Relation.SELF: Definition(is_self, _plain_self),
    Relation.OTHER: Definition(is_other, _plain_other),
    Relation.AUTHOR: Definition(_is_author, _plain_author),
    Relation.RATER: Definition(_is_rater, _plain_rater),
    Relation.SUPERIOR: Definition(_is_superior, _plain_superior),
    Relation.UNIT_HEAD: Definition(is_unit_head, _plain_unit_head),
    Relation.STAFF: _ROLE_ALONE,
    Relation.PROVINCE: _ROLE_ALONE,
    Relation.GRANTED: _ROLE_ALONE,
    Relation.ANYONE: _ROLE_ALONE,
}
