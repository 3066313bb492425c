"""Whether a document could be run as it stands: asked before it is registered as trusted."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
)
from strawberry.schema.schema import validate_document

from graphql_schema.limits import MAX_CHARACTERS, MAX_TOKENS, broken_limit
from graphql_schema.schema import create_schema

RULES = tuple(specified_rules)


class Checked(NamedTuple):
    """The operations of a document by their names ('' for one without), and what is wrong."""

    operations: Sequence[str] = ()
    problems: Sequence[str] = ()


def checker() -> Callable[[str], Checked]:
    """Return what checks documents against the schema, which is built once for it."""
    return partial(check_document, create_schema())


def check_document(schema: strawberry.Schema, text: str) -> Checked:
    """Parse, limit and validate a document as a request would be; what is wrong is in English."""
    try:
        document = parse(text, max_tokens=MAX_TOKENS, max_source_length=MAX_CHARACTERS)
    except GraphQLError as error:
        return Checked(problems=[error.message])
    if (broken := broken_limit(document)) is not None:
        return Checked(problems=[str(broken)])
    errors = validate_document(schema._schema, document, RULES)  # noqa: SLF001 - Strawberry's own caches reach for it too.
    problems = [error.message for error in errors] or _unusable(document)
    return Checked([_name(one) for one in _operations(document)], problems)


def _operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]


def _name(operation: OperationDefinitionNode) -> str:
    return operation.name.value if operation.name else ""


def _unusable(document: DocumentNode) -> list[str]:
    operations = _operations(document)
    if not operations:
        return ["The document holds no operation."]
    if any(one.operation is OperationType.SUBSCRIPTION for one in operations):
        return ["This service has no subscriptions."]
    return []
