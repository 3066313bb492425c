"""The schema as the service runs it: what repeats is taken from what is kept of the document."""

from collections.abc import Iterable, Mapping
from typing import Any

import strawberry
from graphql import ExecutionResult as Executed
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from graphql_schema.budget import spend
from graphql_schema.context import Context
from graphql_schema.cost import CostEstimate
from graphql_schema.documents import Document, as_graphql_error, read_document
from graphql_schema.executor import ReadingExecutor
from graphql_schema.extensions import told
from graphql_schema.operations import Operation
from kinerja.kit.telemetry import fail, operation_span


class ServiceSchema(strawberry.Schema):
    """Strawberry's schema, run without its hooks around every phase: they cost 0.1 ms a request."""

    async def execute(  # noqa: PLR0913, PLR0917 - Strawberry's parameters.
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,  # noqa: ANN401
        root_value: Any | None = None,  # noqa: ANN401
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,  # noqa: ARG002 - nobody reads them.
    ) -> ExecutionResult:
        """Run an operation: refuse what is wrong or too much, then resolve and read.

        Raises:
            MissingQueryError: there is no document.
            CannotGetOperationTypeError: the document does not hold the operation.
            InvalidOperationTypeError: the operation is not one of those allowed.
        """
        if not query:
            raise MissingQueryError
        try:
            document = read_document(self, query)
        except GraphQLError as error:
            return PreExecutionError(data=None, errors=[error])
        operation = _operation(document, operation_name, allowed_operation_types)
        if errors := document.errors(is_named=operation_name is not None):
            return PreExecutionError(data=None, errors=errors)
        try:
            return await self._traced(
                document, operation, variable_values or {}, context_value, root_value
            )
        except Exception as error:  # noqa: BLE001 - told as masked, like any fault of a resolver.
            return PreExecutionError(None, [GraphQLError(str(error), original_error=error)])

    async def _traced(
        self,
        document: Document,
        operation: Operation,
        variables: dict[str, Any],
        context: Any,  # noqa: ANN401
        root_value: Any,  # noqa: ANN401
    ) -> ExecutionResult:
        with operation_span(operation.kind.value) as span:
            cost = operation.cost(
                variables,
                lambda: CostEstimate(self._schema, document.node, variables).of(operation.node),
            )
            known = context if isinstance(context, Context) else None
            if (refused := spend(known, cost)) is not None:
                result = Executed(None, [as_graphql_error(refused)])
            else:
                result = await self._run(operation, variables, context, root_value)
            if result.errors:
                fail(span, "GRAPHQL_ERRORS")
        return ExecutionResult(result.data, result.errors, told(known, cost=cost))

    async def _run(
        self,
        operation: Operation,
        variables: Mapping[str, Any],
        context: Any,  # noqa: ANN401
        root_value: Any,  # noqa: ANN401
    ) -> Executed:
        executor = ReadingExecutor.of(
            self._schema, operation, variables, context=context, root_value=root_value
        )
        if isinstance(executor, list):
            return Executed(None, executor)
        result = executor.execute_operation()
        return result if isinstance(result, Executed) else await result


def _operation(
    document: Document, name: str | None, allowed: Iterable[OperationType] | None
) -> Operation:
    operation = document.operation(name)
    if operation is None:
        raise CannotGetOperationTypeError(name)
    if allowed is not None and operation.kind not in allowed:
        raise InvalidOperationTypeError(operation.kind)
    return operation
