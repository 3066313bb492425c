"""The days on which something of the asker's own begins or ends, and what a rule says on them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    String,
    Subquery,
    and_,
    column,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    union,
)
from sqlalchemy.dialects.postgresql import array

from policies import asking, raters
from policies.asking import Binds, assignments, delegations, lines
from policies.facts import RowFacts
from policies.grants import Rule, any_of

_cases = table("inspection_cases", column("agency_id"), column("opened_by"), column("valid"))
_roles = table(
    "role_assignments",
    column("agency_id"),
    column("subject_id"),
    column("role"),
    column("valid"),
)
_roles_above = table(
    "province_role_assignments", column("subject_id"), column("role"), column("valid")
)

_ON, _BEFORE = "days.day", "(days.day - 1)"
#: What an asker owns dates in: only these are asked about, and so only these can be told.
_OWN = (
    (lines, lines.c.rater_id),
    (lines, lines.c.superior_id),
    (assignments, assignments.c.employee_id),
    (delegations, delegations.c.delegate_id),
    (_cases, _cases.c.opened_by),
    (_roles, _roles.c.subject_id),
    (_roles_above, _roles_above.c.subject_id),
)


@dataclass(frozen=True)
class Chance:
    """An allow rule that the asker's own dates could open, and the denies that could close it.

    `roles` are those of which one must be held on the day; None: the role has no dates.
    """

    rule: Rule
    denies: tuple[Rule, ...]
    roles: frozenset[str] | None

    def applies(self, facts: RowFacts, me: Binds) -> ColumnElement[bool]:
        """Return whether the rule would allow on the day of `me`; never NULL."""
        conditions: list[ColumnElement[bool]] = [
            func.coalesce(self.rule.matches(facts, me), false())
        ]
        if self.denies:
            conditions.append(not_(func.coalesce(any_of(self.denies, facts, me), false())))
        if self.roles is not None:
            conditions.append(_holds_one(self.roles, me))
        return and_(*conditions)


def turning_points(chance: Chance, facts: RowFacts, me: Binds) -> ColumnElement[list[date | None]]:
    """Return on which of the asker's own days the rule comes to apply to a row or ceases to.

    Four days, each NULL when there is none: the last one up to today on which it came to apply, and
    ceased to; the next one after today on which it will, and will cease to.
    """
    turns = _turns(chance, facts, me)
    came = and_(turns.c.holds, not_(turns.c.held))
    ceased = and_(turns.c.held, not_(turns.c.holds))
    past, coming = turns.c.day <= me.today, turns.c.day > me.today
    found: list[ColumnElement[Any]] = [
        func.max(turns.c.day).filter(came, past),
        func.max(turns.c.day).filter(ceased, past),
        func.min(turns.c.day).filter(came, coming),
        func.min(turns.c.day).filter(ceased, coming),
    ]
    days: ColumnElement[Any] = array(found, type_=Date())
    return select(days).select_from(turns).scalar_subquery()


def _turns(chance: Chance, facts: RowFacts, me: Binds) -> Subquery:
    """Select each of the asker's days, and whether the rule applies on it and on the day before."""
    days = _days(facts, me).subquery("days")
    # Written as text: the relations' subqueries must look at the day, and not list it themselves.
    on, before = (literal_column(text, Date()) for text in (_ON, _BEFORE))
    return (
        select(
            days.c.day,
            chance.applies(facts, Binds(me.agency, me.subject, on)).label("holds"),
            chance.applies(facts, Binds(me.agency, me.subject, before)).label("held"),
        )
        .where(days.c.day.is_not(None))
        .subquery("turns")
    )


def _holds_one(roles: frozenset[str], me: Binds) -> ColumnElement[bool]:
    names = [literal_column(f"'{role}'", String()) for role in sorted(roles)]
    here = select(_roles.c.role).where(
        _roles.c.agency_id == me.agency,
        _roles.c.subject_id == me.subject,
        _roles.c.role.in_(names),
        asking.valid_today(_roles.c.valid, me),
    )
    above = select(_roles_above.c.role).where(
        _roles_above.c.subject_id == me.subject,
        _roles_above.c.role.in_(names),
        asking.valid_today(_roles_above.c.valid, me),
    )
    return or_(here.correlate(None).exists(), above.correlate(None).exists())


def _days(facts: RowFacts, me: Binds) -> CompoundSelect[date]:
    """Select the days on which something of the asker's begins, or has ended."""
    selects: list[Select[Any]] = []
    for source, who in _OWN:
        for bound in (func.lower, func.upper):
            query = select(bound(source.c.valid, type_=Date()).label("day")).where(
                who == me.subject
            )
            if "agency_id" in source.c:
                query = query.where(source.c.agency_id == me.agency)
            selects.append(query)
    if facts.rater_due is not None:
        # The day of escalation is of the row; it counts for its superior alone.
        days = asking.days(raters.ESCALATED_AFTER_DAYS)
        selects.append(select((facts.rater_due + days).label("day")))
    return union(*selects)
