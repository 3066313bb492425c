"""The asker in SQL: bind parameters, what is valid on his day, and the tables that are looked up.

Tables are light constructs: policy lies below the domains that own them.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    any_,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy import Uuid as UuidType

from policies.identity import Asker

#: The names of the bind parameters; they never change, so that statements can be cached by text.
AGENCY, SUBJECT, TODAY = "policy_agency", "policy_subject", "policy_today"

units = table(
    "org_units", column("agency_id"), column("id"), column("path"), column("head_position_id")
)
assignments = table(
    "assignments",
    column("agency_id"),
    column("employee_id"),
    column("position_id"),
    column("org_unit_id"),
    column("kind"),
    column("valid"),
)
lines = table(
    "reporting_lines",
    column("agency_id"),
    column("ratee_id"),
    column("rater_id"),
    column("superior_id"),
    column("kind"),
    column("valid"),
)
delegations = table(
    "delegations",
    column("agency_id"),
    column("delegator_id"),
    column("delegate_id"),
    column("valid"),
)
cases = table("inspection_cases", column("agency_id"), column("employee_id"), column("valid"))


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

    def listed(self, name: str, query: Select[Any]) -> ColumnElement[Any]:
        """Return what a query about the asker finds, as an array; it asks nothing of a row."""
        del name
        return func.array(query.correlate(None).scalar_subquery())

    def rows(self, name: str, query: Select[Any]) -> FromClause:
        """Return what a query about the asker finds, as rows; it asks nothing of a row."""
        return query.correlate(None).subquery(name)


@dataclass(frozen=True)
class StatementBinds(Binds):
    """The asker of one statement, which asks everything about him once and refers to it by name.

    The same lists are needed for the rows and the fields of every level. Written there, PostgreSQL
    would plan each of them again: a third of the time that a nested read takes.
    """

    _made: dict[str, CTE] = field(default_factory=dict, compare=False, repr=False)

    def listed(self, name: str, query: Select[Any]) -> ColumnElement[Any]:
        """Return the array of that name; the query is written into the statement once."""
        if name not in self._made:
            members = func.array(query.correlate(None).scalar_subquery()).label("members")
            self._made[name] = select(members).cte(f"asker_{name}")
        found = select(self._made[name].c.members).scalar_subquery()
        # Bare, `= ANY (SELECT …)` would compare with rows and not with the members of an array.
        return func.coalesce(found)

    def rows(self, name: str, query: Select[Any]) -> FromClause:
        """Return the rows of that name; the query is written into the statement once."""
        if name not in self._made:
            self._made[name] = query.correlate(None).cte(f"asker_{name}")
        return self._made[name]


def valid_today(valid: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Return whether a period holds the asker's day; its end is not in it."""
    return valid.op("@>", is_comparison=True)(me.today)


def days(number: int) -> ColumnElement[int]:
    """Return a number of days, written into the text: only a date and an integer make a date."""
    return literal_column(str(number), Integer())


def in_list(value: ColumnElement[Any], listed: ColumnElement[Any]) -> ColumnElement[bool]:
    """`value = ANY(array)`: an index can still be used. Take the array from `Binds.listed`."""
    return value == any_(listed)


def is_below(path: ColumnElement[Any], top: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether a unit's path is `top` or lies under it."""
    return path.op("<@", is_comparison=True)(top)
