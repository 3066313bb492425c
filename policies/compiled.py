"""The policies of one agency, or of all that have none of their own, and what is made from them.

Grants and enforcers are made when they are first asked for, and kept as long as the policies are in
force. An enforcer holds the policies about one resource and action alone: how many others there are
costs nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from policies import matching
from policies.grants import Grant, Refusal
from policies.identity import Asker
from policies.matching import Decision, Question, RowRequest
from policies.permissions import Action, Effect, FieldClass, Resource
from policies.snapshot import PolicyRow

#: Bounds of what is kept for an agency: they keep the memory of a process flat whatever is asked.
GRANTS_KEPT, ENFORCERS_KEPT = 2048, 256


class Matter(NamedTuple):
    """What an enforcer is made from: who asks for what, and all that could bear on it."""

    question: Question
    resource: Resource
    action: Action
    rows: Sequence[PolicyRow]
    links: Sequence[tuple[str, str]]


class Enforcer(Protocol):
    """Casbin, set up for one matter."""

    def collect(self) -> list[str]:
        """Return the names of the policies that could apply, whatever the row."""

    def decide(self, request: RowRequest, *, field: str) -> tuple[bool, str | None]:
        """Decide about one row; return the answer and the name of the policy that gave it."""


class Compiled:
    """Policies by what they are about, and the grants made from them."""

    def __init__(
        self,
        rows: Sequence[PolicyRow],
        inherits: Mapping[str, Sequence[str]],
        new_enforcer: Callable[[Matter], Enforcer],
    ) -> None:
        self.rows = tuple(rows)
        self._own_roles = frozenset(inherits)
        self._links = tuple((role, one) for role, others in inherits.items() for one in others)
        self._by_name = {row.name: row for row in rows}
        self._agencies = frozenset(row.agency for row in rows if row.agency is not None)
        self._about = _by_matter(rows)
        self._new_enforcer = new_enforcer
        self.grant = lru_cache(GRANTS_KEPT)(self._grant)
        self.enforcer = lru_cache(ENFORCERS_KEPT)(self._enforcer)

    def question(self, asker: Asker) -> Question:
        """Reduce an asker to what decides here."""
        return matching.question(
            asker, own_roles=self._own_roles, agencies_with_policies=self._agencies
        )

    def about(self, resource: Resource, action: Action) -> tuple[PolicyRow, ...]:
        """Return the policies about one action on one resource."""
        return self._about.get((resource, action), ())

    def _enforcer(self, question: Question, resource: Resource, action: Action) -> Enforcer | None:
        """Return nothing when nothing could match: Casbin would match empty words, so don't ask."""
        rows = self.about(resource, action)
        if not rows or not question.roles:
            return None
        return self._new_enforcer(Matter(question, resource, action, rows, self._links))

    def _grant(self, question: Question, resource: Resource, action: Action) -> Grant:
        enforcer = self._enforcer(question, resource, action)
        names = [] if enforcer is None else enforcer.collect()
        return Grant(tuple(matching.rule(self._by_name[name]) for name in names))

    def decide(
        self,
        resource: Resource,
        action: Action,
        request: RowRequest,
        field_class: FieldClass | None,
    ) -> Decision:
        """Let Casbin decide about one row and, if given, its fields of one class."""
        question = self.question(request.asker)
        enforcer = self.enforcer(question, resource, action)
        if enforcer is None:
            return Decision(allowed=False, refusal=Refusal.RELATION)
        allowed, name = enforcer.decide(request, field=field_class or matching.WHOLE_ROW)
        if allowed or (name and self._by_name[name].effect is Effect.DENY):
            return Decision(allowed=allowed, rule=name)
        grant = self.grant(question, resource, action)
        related = any(matching.related(rule.relation, request) for rule in grant.allows)
        return Decision(allowed=False, refusal=Refusal.STATE if related else Refusal.RELATION)


def _by_matter(
    rows: Sequence[PolicyRow],
) -> Mapping[tuple[Resource, Action], tuple[PolicyRow, ...]]:
    found: defaultdict[tuple[Resource, Action], list[PolicyRow]] = defaultdict(list)
    for row in rows:
        found[row.resource, row.action].append(row)
    return {matter: tuple(about) for matter, about in found.items()}
