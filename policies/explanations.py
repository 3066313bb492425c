"""Why somebody may, or may not, act on a row: asked of the database by the rules that decide there.

Nothing is decided here. The conditions are those of `Grant` and `Rule`; the answer says which of
them holds for the row. A date is found by asking a rule again on the days on which the asker's own
lines, assignments, delegations, cases and roles begin or end: only they may be told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Text,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    null,
    select,
)
from sqlalchemy.sql.selectable import LateralFromClause

from policies.agency import RuleSource
from policies.facts import RowFacts
from policies.grants import Grant, Refusal, Rule
from policies.identity import SubjectKind
from policies.matching import rule as rule_of
from policies.own_days import Chance, turning_points
from policies.permissions import IMPLICIT_ROLES, Action, Effect, Relation, Resource, Role
from policies.relations import RELATIONS, Binds
from policies.subject import Actor
from policies.verdicts import Explanation, Verdict

_DECIDED: Final = "decided"
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Inquiry:
    """One question of one asker about rows of one resource; equal ones share a statement."""

    resource: Resource
    action: Action
    grant: Grant
    chances: tuple[Chance, ...]

    @classmethod
    def of(cls, actor: Actor, resource: Resource, action: Action) -> Self:
        """Prepare the question."""
        grant = actor.grant(resource, action)
        return cls(resource, action, grant, tuple(_chances(actor, resource, action, grant.denies)))

    def decision(self, facts: RowFacts, actor: Actor) -> LateralFromClause:
        """Return the decision about a row, to be joined beside it: `allowed` and `reason`.

        `reason` is the name of the rule that decided, or a `Refusal`.
        """
        me = Binds.of(actor)
        allowed = func.coalesce(self.grant.row_filter(facts, actor), false())
        names = [(rule.matches(facts, me), literal(rule.name)) for rule in self.grant.allows]
        granted = case(*names) if names else null()
        reason = case((allowed, granted), else_=self.grant.refusal(facts, actor))
        return select(allowed.label("allowed"), reason.label("reason")).lateral(_DECIDED)

    def columns(self, facts: RowFacts, actor: Actor) -> list[ColumnElement[Any]]:
        """Return what is selected of a row beside which `decision` was joined."""
        me = Binds.of(actor)
        reason = literal_column(f"{_DECIDED}.reason", Text())
        allowed = literal_column(f"{_DECIDED}.allowed", Boolean())
        told: list[ColumnElement[Any]] = [allowed.label("allowed"), reason.label("reason")]
        state = null() if facts.state is None else facts.state
        told.append(cast(state, Text).label("state"))
        told += [
            func.coalesce(RELATIONS[relation].sql(facts, me), false()).label(f"is_{relation}")
            for relation in self.relations
        ]
        for number, chance in enumerate(self.chances):
            decisive = reason.in_([literal(Refusal.RELATION.value), literal(chance.rule.name)])
            days = turning_points(chance, facts, me)
            told.append(case((decisive, days)).label(f"days_{number}"))
        return told

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The relations in which the asker could be allowed with the roles of today."""
        return tuple(dict.fromkeys(rule.relation for rule in self.grant.allows))

    def explain(self, actor: Actor, row: Mapping[str, Any] | None) -> Explanation:
        """Return the answer; `row` is what was selected, None when the asker sees no such row."""
        requirements = actor.policies.requirements(self.resource, self.action, actor)
        hidden = Explanation(Verdict.NOT_FOUND_OR_HIDDEN, self.resource, self.action, requirements)
        if row is None:
            return hidden
        found = self._explain(hidden, actor, row)
        sources = {one.row.name: one.source for one in actor.policies.rules(actor.agency_id)}
        return replace(found, source=sources.get(found.rule.name) if found.rule else None)

    def _explain(self, blank: Explanation, actor: Actor, row: Mapping[str, Any]) -> Explanation:
        reason = row["reason"]
        if reason == Refusal.RELATION:
            return self._dated(blank, actor, row)
        if reason == Refusal.STATE:
            return self._closed(blank, row)
        [rule] = [one for one in self.grant.rules if one.name == reason]
        if not row["allowed"]:
            return replace(blank, verdict=Verdict.SEPARATED, rule=rule)
        found = replace(blank, verdict=Verdict.ALLOWED, rule=rule)
        if rule.states is not None:
            found = replace(found, state=row["state"])
        turns = [one for one in self._turns(row) if one.rule.name == reason]
        return replace(found, since=turns[0].since, until=turns[0].ends) if turns else found

    def _closed(self, blank: Explanation, row: Mapping[str, Any]) -> Explanation:
        """Name the states in which the relations that hold would do."""
        rules = [one for one in self.grant.allows if row[f"is_{one.relation}"]]
        states = frozenset[str]().union(*(one.states or () for one in rules))
        return replace(
            blank,
            verdict=Verdict.WRONG_STATE,
            rule=rules[0],
            state=row["state"],
            states=states,
        )

    def _dated(self, blank: Explanation, actor: Actor, row: Mapping[str, Any]) -> Explanation:
        """Name the rule that will be the asker's soonest, or else was it last."""
        turns = list(self._turns(row))
        coming = [one for one in turns if one.opens]
        gone = [one for one in turns if one.ended]
        if coming:
            next_ = min(coming, key=lambda one: one.opens or actor.today)
            found = replace(blank, rule=next_.rule, since=next_.opens, until=next_.ends)
            return replace(found, verdict=Verdict.NOT_YET)
        if gone:
            last = max(gone, key=lambda one: one.ended or actor.today)
            return replace(blank, verdict=Verdict.NO_LONGER, rule=last.rule, until=last.ended)
        return replace(blank, verdict=Verdict.NOT_RELATED)

    def _turns(self, row: Mapping[str, Any]) -> Iterator["_Turns"]:
        for number, chance in enumerate(self.chances):
            if (days := row[f"days_{number}"]) is not None:
                yield _Turns(chance.rule, *days)


class _Turns(NamedTuple):
    """The days on which a rule came to hold or ceased to: the last up to today, and the next."""

    rule: Rule
    opened: date | None
    closed: date | None
    opens: date | None
    closes: date | None

    @property
    def since(self) -> date | None:
        """The first day of the present time, if the asker's own dates tell it."""
        earlier = self.opened is not None and (self.closed is None or self.closed < self.opened)
        return self.opened if earlier else None

    @property
    def ended(self) -> date | None:
        """The last day of the time before the present one, if it ended by the asker's own dates."""
        if self.closed is None or (self.opened is not None and self.opened > self.closed):
            return None
        return self.closed - _ONE_DAY

    @property
    def ends(self) -> date | None:
        """The last day of the present time, or of the next one."""
        if self.closes is None or (self.opens is not None and self.opens > self.closes):
            return None
        return self.closes - _ONE_DAY


def _chances(
    actor: Actor, resource: Resource, action: Action, denies: tuple[Rule, ...]
) -> Iterator[Chance]:
    """Return the allow rules in force that the asker has, had or will have, by dates of the own."""
    own = actor.policies.own_policies(actor.agency_id)
    made = {} if own is None else {one.name: own.lineage(one.name) for one in own.roles}
    for effective in actor.policies.rules(actor.agency_id):
        row = effective.row
        about = (row.resource, row.action, row.effect) == (resource, action, Effect.ALLOW)
        if about and effective.source is not RuleSource.SUSPENDED and _could_hold(actor, row.role):
            # An own role gives what it inherits.
            giving = {row.role, *(name for name, line in made.items() if row.role in line)}
            dateless = row.role in IMPLICIT_ROLES
            if not (dateless and RELATIONS[row.relation].always):
                yield Chance(rule_of(row), denies, None if dateless else frozenset(giving))


def _could_hold(actor: Actor, role: str) -> bool:
    """Tell whether the role could ever be the asker's here: a client has no dates at all."""
    if actor.subject.kind is SubjectKind.CLIENT or role == Role.API_CLIENT:
        return False
    return role != Role.EMPLOYEE or Role.EMPLOYEE in actor.roles
