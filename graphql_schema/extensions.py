"""What happens around every operation: limits before it, its cost, caches for what repeats."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
    specified_rules,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import Schema, validate_document

from graphql_schema.cost import MAX_COST, CostEstimate, QueryTooExpensiveError
from graphql_schema.limits import MAX_CHARACTERS, MAX_TOKENS, broken_limit
from graphql_schema.tracing import OperationTracing
from kinerja.kit.errors import KinerjaError

#: Documents that are remembered. One of 2,000 tokens holds about a megabyte.
REMEMBERED = 128
RULES = tuple(specified_rules)


class OperationNameError(KinerjaError):
    """The document holds several operations and the request does not say which to run."""

    code = "OPERATION_RESOLUTION_FAILURE"
    en = "The document holds several operations: name one in `operationName`."
    id = "Dokumen ini memuat beberapa operasi: sebutkan salah satunya di `operationName`."


@lru_cache(maxsize=REMEMBERED)
def parsed(query: str) -> DocumentNode:
    """Parse a document, at most once for the same text.

    Raises:
        GraphQLSyntaxError: it is no GraphQL document, or one of too many tokens.
    """
    return parse(query, max_tokens=MAX_TOKENS, max_source_length=MAX_CHARACTERS)


@lru_cache(maxsize=REMEMBERED)
def findings(schema: Schema, query: str) -> tuple[GraphQLError, ...]:
    """Return what is wrong with a document: a broken limit, or else what validation finds.

    The limits come first, since validation takes longer the bigger the document is.
    """
    document = parsed(query)
    if (broken := broken_limit(document)) is not None:
        return (as_graphql_error(broken),)
    return tuple(validate_document(schema._schema, document, RULES))  # noqa: SLF001 - Strawberry's own caches reach for it too.


class Preparation(SchemaExtension):
    """Parses, limits and validates, and estimates the cost; nothing runs that is too much."""

    cost: int | None = None

    def on_parse(self) -> Iterator[None]:
        """Take the document from the cache."""
        if self.execution_context.query:
            self.execution_context.graphql_document = parsed(self.execution_context.query)
        yield

    def on_validate(self) -> Iterator[None]:
        """Take the findings from the cache; one of several operations must be named."""
        context = self.execution_context
        errors = list(findings(context.schema, context.query or ""))
        if not errors and context._provided_operation_name is None:  # noqa: SLF001 - the public name falls back to the first operation.
            operations = [
                node
                for node in parsed(context.query or "").definitions
                if isinstance(node, OperationDefinitionNode)
            ]
            if len(operations) > 1:
                errors = [as_graphql_error(OperationNameError())]
        context.pre_execution_errors = errors
        yield

    def on_execute(self) -> Iterator[None]:
        """Refuse what may cost too much, before anything is asked of the database."""
        context = self.execution_context
        document = context.graphql_document
        operation = get_operation_ast(document, context.operation_name) if document else None
        if document is not None and operation is not None:
            estimate = CostEstimate(context.schema._schema, document, context.variables or {})  # noqa: SLF001 - as above.
            self.cost = estimate.of(operation)
            if self.cost > MAX_COST:
                error = QueryTooExpensiveError(cost=self.cost, limit=MAX_COST)
                context.result = ExecutionResult(data=None, errors=[as_graphql_error(error)])
        yield

    def get_results(self) -> dict[str, Any]:
        """Tell the cost in the `extensions` of the answer."""
        if self.cost is None:
            return {}
        return {"cost": {"requestedQueryCost": self.cost, "maximumAvailable": MAX_COST}}


def as_graphql_error(error: KinerjaError) -> GraphQLError:
    """Wrap an expected failure; it is put into the caller's language when it is presented."""
    return GraphQLError(error.message("en"), original_error=error)


#: For `strawberry.Schema(extensions=…)`.
EXTENSIONS: tuple[type[SchemaExtension], ...] = (OperationTracing, Preparation)
