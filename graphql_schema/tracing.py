"""A span and a duration for every operation, and a count of what policy refused in it."""

from collections.abc import Iterator

from graphql import get_operation_ast
from strawberry.extensions import SchemaExtension

from kinerja.kit.errors import KinerjaError
from kinerja.kit.telemetry import count_denial, fail, operation_span
from policies.errors import NotPermittedError


class OperationTracing(SchemaExtension):
    """Traces the execution of an operation, between the spans of HTTP and of the statements.

    It hooks into no field: a hook for each field costs more than the fields themselves.
    """

    def on_execute(self) -> Iterator[None]:
        """Open the span around the execution; mark it when something failed unexpectedly."""
        context = self.execution_context
        document = context.graphql_document
        operation = get_operation_ast(document, context.operation_name) if document else None
        with operation_span(operation.operation.value if operation else "query") as span:
            yield
            errors = context.result.errors if context.result is not None else None
            if errors:
                fail(span, "GRAPHQL_ERRORS")


def note_refusal(error: KinerjaError) -> None:
    """Count an expected failure that is told to the caller, if policy is what refused."""
    if isinstance(error, NotPermittedError):
        count_denial(error.resource.value, error.action.value)
