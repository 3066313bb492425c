"""Reads a document that is to be answered line by line: its root field, selection and cost."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLNamedType,
)
from graphql.execution.collect_fields import collect_fields
from strawberry.schema.schema import Schema
from strawberry.types.graphql import OperationType

from graphql_schema.budget import spend
from graphql_schema.context import Context
from graphql_schema.cost import CostEstimate
from graphql_schema.documents import Document, as_graphql_error, read_document
from graphql_schema.execution import UnknownOperationError
from graphql_schema.executor import ReadingExecutor
from graphql_schema.operations import Operation
from graphql_schema.presentation import BAD_USER_INPUT, VALIDATION_FAILED
from graphql_schema.selection import SelectionReader
from kinerja.kit.errors import Worded
from kinerja.reads.selection import Selection
from kinerja.reads.streams.shape import NotStreamableError

#: The root fields that can be streamed.
AGENCY, AGENCIES = "agency", "agencies"
_ROOTS = Worded(
    "ask for exactly one root field, `agency` or `agencies`",
    "mintalah tepat satu bidang akar, `agency` atau `agencies`",
)
_QUERIES = Worded("send a query, not a change", "kirimkan kueri, bukan perubahan")


class InvalidOperation(Exception):  # noqa: N818 - no failure of the service.
    """The operation cannot be run; `code` is that of errors without one of their own."""

    def __init__(self, errors: Sequence[GraphQLError], code: str = VALIDATION_FAILED) -> None:
        super().__init__()
        self.errors = tuple(errors)
        self.code = code


class Wanted(NamedTuple):
    """What a streamed operation asks for: the root field with its selection; what a row costs."""

    selection: Selection
    row_cost: int


def read_wanted(
    schema: Schema, context: Context, *, query: str, variables: Mapping[str, Any], name: str | None
) -> Wanted:
    """Read the operation `name` of `query`.

    Raises:
        InvalidOperation: it is no valid operation, or not one with one such root field.
        KinerjaError: it is too expensive, or cannot be streamed.
    """
    document, operation = _find(schema, query, name)
    cost = _RowCost(schema._schema, document.node, variables).of(operation.node)  # noqa: SLF001 - Strawberry's own caches reach for it too.
    if (refused := spend(context, cost)) is not None:
        raise refused
    return Wanted(_selection(schema, context, operation, variables), cost)


def _find(schema: Schema, query: str, name: str | None) -> tuple[Document, Operation]:
    try:
        document = read_document(schema, query)
    except GraphQLError as error:
        raise InvalidOperation([error]) from None
    operation = document.operation(name)
    if operation is None:
        raise InvalidOperation([as_graphql_error(UnknownOperationError())])
    if errors := document.errors(is_named=name is not None):
        raise InvalidOperation(errors)
    if operation.kind is not OperationType.QUERY:
        raise NotStreamableError(problem=_QUERIES)
    return document, operation


def _selection(
    schema: Schema, context: Context, operation: Operation, variables: Mapping[str, Any]
) -> Selection:
    """Return the selection of the one root field, with the variables of the request."""
    core = schema._schema  # noqa: SLF001 - as above.
    executor = ReadingExecutor.of(core, operation, variables, context=context)
    root = core.query_type
    if isinstance(executor, list) or root is None:
        raise InvalidOperation(executor if isinstance(executor, list) else [], BAD_USER_INPUT)
    coerced = executor.variable_values
    fields = collect_fields(
        core, executor.fragments, coerced, root, operation.node, executor.hide_suggestions
    ).grouped_field_set
    names = [details[0].node.name.value for details in fields.values()]
    if len(names) != 1 or names[0] not in (AGENCY, AGENCIES):
        raise NotStreamableError(problem=_ROOTS)
    [(key, details)] = fields.items()
    try:
        return SelectionReader(executor).read(key, root.fields[names[0]], details)
    except GraphQLError as error:
        raise InvalidOperation([error], BAD_USER_INPUT) from None


class _RowCost(CostEstimate):
    """What one row of the outermost list costs, however many there are."""

    _is_inside = False

    def _page(self, node: FieldNode, kind: GraphQLNamedType) -> int | None:
        page = super()._page(node, kind)
        if page is None or self._is_inside:
            return page
        self._is_inside = True
        return 1
