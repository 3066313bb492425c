"""Bugs that are planted into the SQL side of policy, one at a time; each must be found.

Each stands where a slip of the pen could: dates, agencies, NULL, trees, denies, who passes on what.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    any_,
    case,
    cast,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from policies import asking, grants, persons, raters, substitutes, units
from policies.asking import Binds, days
from policies.facts import RowFacts
from policies.permissions import Relation
from tenants.snapshots import Holdings
from tests.support.policy_draws import TODAY

_UNIT_HEAD, _PLACE_OF = units.is_unit_head, substitutes.place_of
_MATCHES = grants.Rule.matches
_DELEGATORS, _ROLES = substitutes.delegators, Holdings.roles


# --- dates ----------------------------------------------------------------------------------------


def any_day(_: ColumnElement[Any], __: Binds) -> ColumnElement[bool]:
    """Forget that relations have dates."""
    return true()


def last_day_counts(valid: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Take the end of a period for a day that still counts."""
    return func.coalesce(func.upper(valid) >= me.today, true()) & func.coalesce(
        func.lower(valid) <= me.today, true()
    )


def delegation_without_dates(me: Binds) -> Select[Any]:
    """Let a delegation count for ever."""
    passed = asking.delegations.c
    return select(passed.delegator_id).where(
        passed.agency_id == me.agency, passed.delegate_id == me.subject
    )


def escalation_a_day_early(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let the superior score after six days."""
    if facts.rater_due is None:
        return false()
    early = facts.rater_due + days(raters.ESCALATED_AFTER_DAYS - 1) <= me.today
    return early & raters.is_superior(facts, me)


def acting_after_the_last_day(valid: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Let an acting official go on for a day."""
    return last_day_counts(valid, me)


def acting_for_a_future_holder(_: ColumnElement[Any], __: Binds) -> ColumnElement[bool]:
    """Let somebody count as holder before the office begins."""
    return true()


def closed_case_still_counts(me: Binds) -> Select[Any]:
    """Let a case about somebody count when it is closed."""
    cases = asking.cases.c
    return select(cases.employee_id).where(cases.agency_id == me.agency)


def role_without_dates(holdings: Holdings, subject_id: UUID, _: date) -> frozenset[str]:
    """Let a role be held for ever."""
    return frozenset(role for role, _ in holdings.by_subject.get(subject_id, ()))


def role_on_the_day_after(holdings: Holdings, subject_id: UUID, on: date) -> frozenset[str]:
    """Let a role be held for a day more."""
    return _ROLES(holdings, subject_id, on) | _ROLES(holdings, subject_id, on - timedelta(days=1))


# --- agencies -------------------------------------------------------------------------------------


def no_agency_in_lines(role: ColumnElement[Any], me: Binds) -> Select[Any]:
    """Look reporting lines up in every agency."""
    lines = asking.lines.c
    return select(lines.ratee_id).where(role == me.subject, asking.valid_today(lines.valid, me))


def delegation_of_another_agency(me: Binds) -> Select[Any]:
    """Look delegations up in every agency."""
    passed = asking.delegations.c
    return select(passed.delegator_id).where(
        passed.delegate_id == me.subject, asking.valid_today(passed.valid, me)
    )


def forget_the_agency(grant: grants.Grant, facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Leave the agency to row-level security."""
    denied = func.coalesce(grants.any_of(grant.denies, facts, me), false())
    return and_(grants.any_of(grant.allows, facts, me), not_(denied))


# --- whose rights pass to whom --------------------------------------------------------------------


def delegation_chain(me: Binds) -> Select[Any]:
    """Let a delegate pass on what was delegated to him."""
    earlier = asking.delegations.alias("earlier")
    further = select(earlier.c.delegator_id).where(
        earlier.c.agency_id == me.agency,
        earlier.c.delegate_id.in_(_DELEGATORS(me)),
        asking.valid_today(earlier.c.valid, me),
    )
    both = _DELEGATORS(me).union_all(further).subquery("both")
    return select(both.c.delegator_id)


def delegated_lines_pass_on(_: ColumnElement[Any]) -> ColumnElement[bool]:
    """Let the holder of a delegated line pass it on."""
    return true()


def any_line_beside_the_pin(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let today's line count beside the pinned rater, not only a delegation."""
    pinned = false() if facts.rater is None else facts.rater == me.subject
    if facts.owner is None:
        return pinned
    ratees = raters.ratees_of(asking.lines.c.rater_id, me)
    return pinned | asking.in_list(facts.owner, me.listed("any_ratees", ratees))


def delegate_over_himself(_: RowFacts, rater: ColumnElement[Any], me: Binds) -> Any:
    """Let a delegate rate himself, when his own rater delegates to him."""
    delegators = me.listed("delegators", substitutes.delegators(me))
    return or_(rater == me.subject, asking.in_list(rater, delegators))


def any_earlier_holder(_: ColumnElement[int]) -> ColumnElement[bool]:
    """Act for everybody who ever held the position."""
    return true()


def vacancy_without_the_unit(made: FromClause) -> ColumnElement[Any]:
    """In a vacancy act for the last holder wherever he appraises by now."""
    place = _PLACE_OF(made)
    return case((made.c.until <= TODAY, func.subpath(place, 0, 1)), else_=place)


def vacancy_by_line_without_the_unit(
    path: ColumnElement[Any], made: FromClause
) -> ColumnElement[bool]:
    """In a vacancy act for the last holder, wherever those work whom he appraises by a line."""
    return or_(asking.is_below(path, made.c.path), made.c.until <= TODAY)


# --- NULL and negation ----------------------------------------------------------------------------


def without_coalesce(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Negate a comparison that may be NULL."""
    return true() if facts.owner is None else not_(facts.owner == me.subject)


def null_equals_null(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let a missing owner count as everybody's own."""
    return false() if facts.owner is None else func.coalesce(facts.owner, me.subject) == me.subject


# --- trees ----------------------------------------------------------------------------------------


def paths_as_text(path: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Compare paths by their first letters: R.A_ and R.AA then lie under R.A."""
    headed = units.headed_paths(me).subquery()
    return (
        select(headed)
        .where(cast(path, Text).startswith(cast(headed.c.path, Text)))
        .correlate_except(headed)
        .exists()
    )


def paths_as_pattern(path: ColumnElement[Any], me: Binds) -> ColumnElement[bool]:
    """Compare paths with LIKE, where an underscore stands for any letter."""
    headed = units.headed_paths(me).subquery()
    text = cast(headed.c.path, Text)
    like = cast(path, Text).like(text + ".%") | (cast(path, Text) == text)
    return select(headed).where(like).correlate_except(headed).exists()


def head_over_himself(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let a head stand above himself."""
    if facts.unit_path is not None:
        return units.under_headed(facts.unit_path, me)
    return _UNIT_HEAD(facts, me)


def head_of_any_unit(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let the head of any unit decide for the agency."""
    if facts.unit_path is None and facts.owner is None:
        return units.headed_paths(me).correlate(None).exists()
    return _UNIT_HEAD(facts, me)


def unit_member_upside_down(facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let those above a unit count as its members, and not those below."""
    if facts.unit_path is None:
        return false()
    return asking.is_below(facts.unit_path, any_(me.listed("own_paths", units.own_paths(me))))


# --- rules ----------------------------------------------------------------------------------------


def stateless_rows_match(rule: grants.Rule, facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Let a rule about states match rows that have none."""
    return rule.holds(facts, me) if facts.state is None else _MATCHES(rule, facts, me)


def forget_denies(grant: grants.Grant, facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Apply what is allowed, and not what is denied."""
    allowed = grants.any_of(grant.allows, facts, me)
    return false() if grant.is_empty else and_(facts.agency == me.agency, allowed)


#: What each bug takes the place of: a name in a module or class, or a relation's SQL form.
BUGS: dict[Any, tuple[Any, str] | Relation] = {
    any_day: (asking, "valid_today"),
    last_day_counts: (asking, "valid_today"),
    delegation_without_dates: (substitutes, "delegators"),
    escalation_a_day_early: Relation.ESCALATED,
    acting_after_the_last_day: (substitutes, "acts_today"),
    acting_for_a_future_holder: (substitutes, "has_begun"),
    closed_case_still_counts: (persons, "investigated_people"),
    role_without_dates: (Holdings, "roles"),
    role_on_the_day_after: (Holdings, "roles"),
    no_agency_in_lines: (raters, "ratees_of"),
    delegation_of_another_agency: (substitutes, "delegators"),
    forget_the_agency: (grants.Grant, "rows_of"),
    delegation_chain: (substitutes, "delegators"),
    delegated_lines_pass_on: (substitutes, "of_their_own"),
    any_line_beside_the_pin: Relation.RATER,
    delegate_over_himself: (raters, "by_pin"),
    any_earlier_holder: (substitutes, "is_latest"),
    vacancy_without_the_unit: (substitutes, "place_of"),
    vacancy_by_line_without_the_unit: (substitutes, "in_the_subtree"),
    without_coalesce: (persons, "is_other"),
    null_equals_null: Relation.SELF,
    paths_as_text: (units, "under_headed"),
    paths_as_pattern: (units, "under_headed"),
    head_over_himself: Relation.UNIT_HEAD,
    head_of_any_unit: Relation.UNIT_HEAD,
    unit_member_upside_down: Relation.UNIT_MEMBER,
    stateless_rows_match: (grants.Rule, "matches"),
    forget_denies: (grants.Grant, "rows_of"),
}

#: What only decisions show; the others show already where relations are compared.
RULE_BUGS = frozenset(
    {
        forget_the_agency,
        stateless_rows_match,
        forget_denies,
        role_without_dates,
        role_on_the_day_after,
    }
)
