"""The same document again with other values: what a server has remembered must not show."""

from collections.abc import Mapping
from random import Random
from typing import Any

from graphql import NonNullTypeNode, OperationDefinitionNode, parse

from tests.support.reference.queries.documents import Document
from tests.support.reference.queries.literals import Word


def varied(random: Random, document: Document) -> Document | None:
    """Return the document with some variables changed; None if it has none to change."""
    operation = parse(document.query).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    optional = {
        one.variable.name.value
        for one in operation.variable_definitions or ()
        if not isinstance(one.type, NonNullTypeNode) or one.default_value
    }
    declared = {one.variable.name.value for one in operation.variable_definitions or ()}
    changed = {
        name: _other(random, value) if random.random() < 0.5 else value
        for name, value in document.variables.items()
    }
    left_out = {name for name in optional if random.random() < 0.15 and not _orders(changed, name)}
    kept = {name: value for name, value in changed.items() if name not in left_out}
    if not declared or kept == document.variables:
        return None
    return Document(document.query, kept, document.forms)


def _orders(given: Mapping[str, Any], name: str) -> bool:
    """Tell whether a variable decides an order: a cursor beside it holds for no other."""
    value = given.get(name)
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(value, Word) or (isinstance(first, dict) and "field" in first)


def _other(random: Random, value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return random.choice([0, 1, 2, 3, 5])
    if isinstance(value, list) and not (value and isinstance(value[0], dict | Word)):
        return [one for one in value if random.random() < 0.6] * random.choice([1, 1, 2])
    if isinstance(value, dict) and "field" not in value:
        return {name: one for name, one in value.items() if random.random() < 0.6}
    return value
