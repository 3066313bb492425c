"""The check of the words in the rules that an agency makes, against the closed vocabularies."""

import re
from collections.abc import Iterable, Iterator, Mapping

from kinerja.kit.errors import KinerjaError
from policies import guardrail_errors as errors
from policies.agency import AgencyPolicies, OwnRule
from policies.own_roles import SHOWN
from policies.permissions import STATES, Action, FieldClass, Relation, Resource, Role

NAME = re.compile(r"[a-z][a-z0-9_-]{1,63}")
MOST_RULES = 10_000
_ROLES, _RESOURCES, _CLASSES = frozenset(Role), frozenset(Resource), frozenset(FieldClass)
#: Each field with one word: its vocabulary, and the error when the word is not in it.
_CLOSED: Mapping[str, tuple[frozenset[str], type[KinerjaError]]] = {
    "resource": (_RESOURCES, errors.UnknownResourceError),
    "action": (frozenset(Action), errors.UnknownActionError),
    "relation": (frozenset(Relation), errors.UnknownRelationError),
}

Path = tuple[str | int, ...]


def word_findings(policies: AgencyPolicies, rule: OwnRule, path: Path) -> Iterator[KinerjaError]:
    """Yield every word of a rule that is in no vocabulary, each with its path."""
    if not NAME.fullmatch(rule.name):
        yield errors.MalformedNameError(
            path=(*path, "name"), word=rule.name[:SHOWN], joiners="_, -"
        )
    if rule.role not in policies.inherits and rule.role not in _ROLES:
        yield errors.UnknownRoleError(path=(*path, "role"), word=rule.role[:SHOWN])
    for field, (vocabulary, kind) in _CLOSED.items():
        word = getattr(rule, field)
        if word not in vocabulary:
            yield kind(path=(*path, field), word=word[:SHOWN], known=_listed(vocabulary))
    yield from _list_findings(rule, path)


def _list_findings(rule: OwnRule, path: Path) -> Iterator[KinerjaError]:
    for words, field in ((rule.states, "states"), (rule.field_classes, "fieldClasses")):
        if words is not None and not words:
            yield errors.EmptyListError(path=(*path, field))
    for word in sorted((rule.field_classes or frozenset()) - _CLASSES):
        yield errors.UnknownFieldClassError(
            path=(*path, "fieldClasses"), word=word[:SHOWN], known=_listed(FieldClass)
        )
    if rule.resource in _RESOURCES:
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
