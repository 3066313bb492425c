"""Runs one operation and says how it went, so that the HTTP edge needs to know no GraphQL."""

from dataclasses import dataclass, replace
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType as AllowedOperation

from graphql_schema.budget import ThrottledError
from graphql_schema.context import Context
from graphql_schema.documents import as_graphql_error, read_document
from graphql_schema.presentation import (
    BAD_USER_INPUT,
    VALIDATION_FAILED,
    cause_of,
    is_unexpected,
    present,
)
from kinerja.kit.errors import KinerjaError
from kinerja.kit.outages import is_outage
from kinerja.reads.accesses import keep_account


class UnknownOperationError(KinerjaError):
    """The document does not hold the operation that the request names, or holds none at all."""

    code = "OPERATION_RESOLUTION_FAILURE"
    en = "The document does not hold the operation to run; check `operationName`."
    id = "Dokumen ini tidak memuat operasi yang akan dijalankan; periksa `operationName`."


class NoSubscriptionsError(KinerjaError):
    """Nothing is pushed to clients; they ask."""

    code = "SUBSCRIPTIONS_NOT_SUPPORTED"
    en = "This service has no subscriptions. Send a query or a mutation."
    id = "Layanan ini tidak menyediakan langganan. Kirimkan kueri atau mutasi."


@dataclass(frozen=True)
class Outcome:
    """What running an operation gave; `body` has no `data` entry when nothing was executed.

    `keeps_account`: the transaction says what was read, and must be kept before the answer goes.
    `wait`: the caller has to wait for so many seconds. `is_failure`: nothing could be answered, by
    no fault of the caller's; `is_outage`: since the database is away.
    """

    body: dict[str, Any]
    is_request_error: bool = False
    is_mutation: bool = False
    has_unexpected_error: bool = False
    needs_post: bool = False
    keeps_account: bool = False
    wait: int | None = None
    is_failure: bool = False
    is_outage: bool = False


async def run_operation(  # noqa: PLR0913 - the parameters of a GraphQL request.
    schema: strawberry.Schema,
    context: Context,
    *,
    query: str,
    variables: dict[str, Any],
    name: str | None,
    extensions: dict[str, Any],
    queries_only: bool,
) -> Outcome:
    """Run the operation `name` of `query` in the context's unit of work, which is not committed.

    A mutation with an unexpected error answers no data: the edge will keep none of its changes.

    Raises:
        sqlalchemy.exc.DBAPIError: the account of what was read cannot be written.
    """
    allowed = {AllowedOperation.QUERY}
    if not queries_only:
        allowed.add(AllowedOperation.MUTATION)
    try:
        result = await schema.execute(
            query,
            variable_values=variables,
            context_value=context,
            operation_name=name,
            allowed_operation_types=allowed,
            operation_extensions=extensions,
        )
    except InvalidOperationTypeError:
        if queries_only:
            return Outcome(body={}, needs_post=True)
        result = PreExecutionError(data=None, errors=[as_graphql_error(NoSubscriptionsError())])
    except CannotGetOperationTypeError:
        result = PreExecutionError(data=None, errors=[as_graphql_error(UnknownOperationError())])
    outcome = _outcome(result, context, is_mutation=_is_mutation(schema, result, query, name))
    if outcome.body.get("data") is None:
        return outcome  # Nothing that was read goes out.
    return replace(outcome, keeps_account=await _keep_account(context, query))


async def _keep_account(context: Context, query: str) -> bool:
    """Write down what was read, if it must be; tell whether there was anything to write."""
    if not context.seen and not context.reports:
        return False
    circumstances = context.circumstances(query)
    return await keep_account(context.unit, circumstances, context.seen, context.reports)


def _outcome(result: ExecutionResult, context: Context, *, is_mutation: bool) -> Outcome:
    errors = result.errors or []
    # An error of execution names the field that it happened in; without one, nothing was executed.
    is_request_error = result.data is None and bool(errors) and not any(e.path for e in errors)
    unexpected = [cause_of(error) for error in errors if is_unexpected(error)]
    is_early = isinstance(result, PreExecutionError)
    body: dict[str, Any] = {}
    if errors:
        code = VALIDATION_FAILED if is_early else BAD_USER_INPUT
        body["errors"] = present(errors, context.language, default_code=code)
    if not is_request_error:
        body["data"] = None if is_mutation and unexpected else result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return Outcome(
        body=body,
        is_request_error=is_request_error,
        is_mutation=is_mutation,
        has_unexpected_error=bool(unexpected),
        wait=_wait(errors),
        is_failure=bool(unexpected) and not any((body.get("data") or {}).values()),
        is_outage=any(is_outage(cause) for cause in unexpected),
    )


def _wait(errors: list[GraphQLError]) -> int | None:
    causes = (cause_of(error) for error in errors)
    return next((cause.wait for cause in causes if isinstance(cause, ThrottledError)), None)


def _is_mutation(
    schema: strawberry.Schema, result: ExecutionResult, query: str, name: str | None
) -> bool:
    """Tell whether what was executed changes something; the document is kept since then."""
    if isinstance(result, PreExecutionError):
        return False
    operation = read_document(schema, query).operation(name)
    return operation is not None and operation.kind is AllowedOperation.MUTATION
