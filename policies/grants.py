"""What somebody may do with a kind of row, compiled from policy into SQL conditions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Self, TypeAlias

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
)

from policies.facts import RowFacts
from policies.identity import Asker
from policies.permissions import Effect, FieldClass, Relation
from policies.relations import RELATIONS, Binds

#: Relations by the effort of finding out. PostgreSQL tries alternatives in the order in which they
#: are written, so what follows from the role alone comes before what another table must tell.
_EFFORT = (
    Relation.ANYONE,
    Relation.STAFF,
    Relation.PROVINCE,
    Relation.GRANTED,
    Relation.SELF,
    Relation.AUTHOR,
    Relation.OTHER,
    Relation.SUPERIOR,
    Relation.ESCALATED,
    Relation.INVESTIGATED,
    Relation.UNIT_MEMBER,
    Relation.RATER,
    Relation.UNIT_HEAD,
)


#: Has a condition decided in another place, and returns how to refer to the outcome.
Once: TypeAlias = Callable[[ColumnElement[bool]], ColumnElement[bool]]


class Refusal(StrEnum):
    """Why a row is refused. A refusal by a deny rule is given by the rule's name instead."""

    RELATION = "RELATION"
    STATE = "STATE"


@dataclass(frozen=True)
class Rule:
    """One matching policy. `states` None: any state, also none at all."""

    relation: Relation
    states: frozenset[str] | None
    field_classes: frozenset[FieldClass]
    effect: Effect
    name: str
    role: str

    def holds(self, facts: RowFacts, me: Binds) -> ColumnElement[bool]:
        """Return the condition under which the asker stands in the rule's relation to a row."""
        return RELATIONS[self.relation].sql(facts, me)

    def matches(self, facts: RowFacts, me: Binds) -> ColumnElement[bool]:
        """Return the condition under which the rule applies to a row."""
        if self.states is None:
            return self.holds(facts, me)
        if facts.state is None:
            return false()
        # Vocabulary words are written into the text: a list of parameters would change its shape.
        words = [literal_column(f"'{state}'", String()) for state in sorted(self.states)]
        return and_(self.holds(facts, me), facts.state.in_(words))

    def covers(self, other: Self) -> bool:
        """Tell whether this rule applies wherever `other` does."""
        wider = self.states is None or (other.states is not None and other.states <= self.states)
        same = self.relation is other.relation or RELATIONS[self.relation].always
        return wider and same


@dataclass(frozen=True)
class Grant:
    """The rules that match one asker, resource and action. No rule: nothing.

    Two grants are equal when their conditions are: use a grant as part of a statement cache's key.
    """

    rules: tuple[Rule, ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:  # Statement caches hash a grant with every request.
        return hash(self.rules)

    @cached_property
    def allows(self) -> tuple[Rule, ...]:
        """The rules that grant."""
        return tuple(rule for rule in self.rules if rule.effect is Effect.ALLOW)

    @cached_property
    def denies(self) -> tuple[Rule, ...]:
        """The rules that take away."""
        return tuple(rule for rule in self.rules if rule.effect is Effect.DENY)

    @property
    def is_empty(self) -> bool:
        """Whether no row could ever be granted."""
        return not self.allows

    def row_filter(self, facts: RowFacts, actor: Asker) -> ColumnElement[bool]:
        """Return the condition that keeps exactly the rows which the actor may act on.

        It names the agency itself. Its parameters (`policy_agency`, `policy_subject`,
        `policy_today`) carry the actor's values and keep their names.
        """
        return self.rows_of(facts, Binds.of(actor))

    def rows_of(self, facts: RowFacts, me: Binds) -> ColumnElement[bool]:
        """Return the same for an asker who may be a column, so that one statement asks for many."""
        if self.is_empty:
            return false()
        return and_(facts.agency == me.agency, *self._conditions(facts, me))

    def allowed(self, facts: RowFacts, me: Binds) -> ColumnElement[bool]:
        """Return the same for a row that is known to be of the agency; never NULL."""
        if self.is_empty:
            return false()
        first, *others = self._conditions(facts, me)
        return and_(func.coalesce(first, false()), *others)

    def _conditions(self, facts: RowFacts, me: Binds) -> Iterator[ColumnElement[bool]]:
        yield any_of(self.allows, facts, me)
        if self.denies:
            yield not_(func.coalesce(any_of(self.denies, facts, me), false()))

    def rows_held_by(
        self, facts: RowFacts, holder: RowFacts, me: Binds, *, once: Once
    ) -> ColumnElement[bool]:
        """Return the same for rows that are judged by another row, all but who wrote them.

        `holder` are the facts of that other row. What it alone decides is handed to `once`, so that
        it is decided once for all the rows that it holds.
        """
        if any(rule.relation is Relation.AUTHOR for rule in self.denies):
            return self.rows_of(facts, me)
        of_holder = [rule for rule in self.allows if rule.relation is not Relation.AUTHOR]
        of_author = [rule for rule in self.allows if rule.relation is Relation.AUTHOR]
        held = once(Grant((*of_holder, *self.denies)).allowed(holder, me))
        if of_author and facts.author is not None:
            held = or_(held, Grant((*of_author, *self.denies)).allowed(facts, me))
        return and_(facts.agency == me.agency, held)

    def field_filter(
        self, facts: RowFacts, actor: Asker, field_class: FieldClass
    ) -> ColumnElement[bool] | bool:
        """Tell which of the rows that `row_filter` keeps show fields of `field_class`.

        Returns:
            True: all of them; False: none; a condition: those for which it is true.
        """
        return self.fields_of(facts, Binds.of(actor), field_class)

    def fields_of(
        self, facts: RowFacts, me: Binds, field_class: FieldClass
    ) -> ColumnElement[bool] | bool:
        """Return the same for an asker who may be a column."""
        showing = self._showing[field_class]
        if not showing:
            return False
        if self.always_shows(field_class):
            return True
        return func.coalesce(any_of(showing, facts, me), false())

    def always_shows(self, field_class: FieldClass) -> bool:
        """Tell whether every row that is granted shows fields of `field_class`."""
        return self._always[field_class]

    @cached_property
    def _always(self) -> dict[FieldClass, bool]:  # Asked with every request.
        needed = _needed(self.allows)
        return {
            one: all(any(shown.covers(rule) for shown in showing) for rule in needed)
            for one, showing in self._showing.items()
        }

    @cached_property
    def _showing(self) -> dict[FieldClass, list[Rule]]:
        return {
            one: _needed([rule for rule in self.allows if one in rule.field_classes])
            for one in FieldClass
        }

    def refusal(self, facts: RowFacts, actor: Asker) -> ColumnElement[str]:
        """Return why `row_filter` refuses a row: a `Refusal`, or the name of a deny rule.

        Select it beside the row after a guarded write touched nothing, and hand the text to
        `Actor.refused`. STATE is only told to somebody who stands in a relation that would do.
        """
        me = Binds.of(actor)
        related = or_(false(), *(rule.holds(facts, me) for rule in self.allows))
        reasons = [(rule.matches(facts, me), literal(rule.name)) for rule in self.denies]
        reasons.append((related, literal(Refusal.STATE.value)))
        return case(*reasons, else_=literal(Refusal.RELATION.value))


def any_of(rules: Sequence[Rule], facts: RowFacts, me: Binds) -> ColumnElement[bool]:
    """Return the condition under which one of the rules applies to a row."""
    ordered = sorted(_needed(rules), key=lambda rule: _EFFORT.index(rule.relation))
    conditions = [rule.matches(facts, me) for rule in ordered]
    return conditions[0] if len(conditions) == 1 else or_(false(), *conditions)


def _needed(rules: Sequence[Rule]) -> list[Rule]:
    """Leave out every rule that another one covers."""
    kept: list[Rule] = []
    for rule in rules:
        if not any(other.covers(rule) for other in kept):
            kept = [other for other in kept if not rule.covers(other)] + [rule]
    return kept
