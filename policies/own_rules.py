"""The check of the words in the rules that an agency makes, against the closed vocabularies."""

import re
from collections.abc import Iterable, Iterator

from kinerja.kit.errors import KinerjaError
from policies import guardrail_errors as errors
from policies.agency import AgencyPolicies, OwnRule
from policies.own_roles import SHOWN
from policies.permissions import STATES, Action, FieldClass, Relation, Resource, Role

NAME = re.compile(r"[a-z][a-z0-9_-]{1,63}")
MOST_RULES = 10_000

Path = tuple[str | int, ...]


def word_findings(policies: AgencyPolicies, rule: OwnRule, path: Path) -> Iterator[KinerjaError]:
    """Yield every word of a rule that is in no vocabulary, each with its path."""
    if not NAME.fullmatch(rule.name):
        yield errors.MalformedNameError(
            path=(*path, "name"), word=rule.name[:SHOWN], joiners="_, -"
        )
    if rule.role not in policies.inherits and rule.role not in set(Role):
        yield errors.UnknownRoleError(path=(*path, "role"), word=rule.role[:SHOWN])
    closed = (
        (rule.resource, "resource", Resource, errors.UnknownResourceError),
        (rule.action, "action", Action, errors.UnknownActionError),
        (rule.relation, "relation", Relation, errors.UnknownRelationError),
    )
    for word, field, vocabulary, kind in closed:
        if word not in set(vocabulary):
            yield kind(path=(*path, field), word=word[:SHOWN], known=_listed(vocabulary))
    yield from _list_findings(rule, path)


def _list_findings(rule: OwnRule, path: Path) -> Iterator[KinerjaError]:
    for words, field in ((rule.states, "states"), (rule.field_classes, "fieldClasses")):
        if words is not None and not words:
            yield errors.EmptyListError(path=(*path, field))
    for word in sorted((rule.field_classes or frozenset()) - set(FieldClass)):
        yield errors.UnknownFieldClassError(
            path=(*path, "fieldClasses"), word=word[:SHOWN], known=_listed(FieldClass)
        )
    if rule.resource in set(Resource):
        states = STATES[Resource(rule.resource)]
        for word in sorted((rule.states or frozenset()) - states):
            yield errors.UnknownStateError(
                path=(*path, "states"),
                word=word[:SHOWN],
                resource=rule.resource,
                known=_listed(states),
            )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)) or "-"
