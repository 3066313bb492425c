"""The executor: where a resolver answers with a `Read`, the read engine completes the value.

Ordinary resolvers keep working beside it: any other value is completed as GraphQL always does.
"""

from collections.abc import Awaitable, Mapping
from typing import Any, Self, cast

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationType,
    default_field_resolver,
    default_type_resolver,
    get_named_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet, collect_fields
from graphql.execution.executor import SELECTIONS_NESTED_TOO_DEEPLY
from graphql.execution.values import get_variable_values
from graphql.pyutils import AwaitableOrValue, Path
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graphql_schema.answers import Answers, Place
from graphql_schema.flat_rows import FlatRows, write_rows
from graphql_schema.operations import Operation
from graphql_schema.reading import Read
from graphql_schema.selection import SelectionReader

#: Of the values that a request gives to variables; what else is wrong is not told.
MAX_COERCION_ERRORS = 50


class ReadingExecutor(StrawberryGraphQLCoreExecutionContext):
    """Completes reads with the JSON of the database, untouched.

    `known` is what is known of the operation from earlier requests; without it everything is
    collected and planned anew.
    """

    def __init__(self, *args: Any, known: Operation | None = None, **options: Any) -> None:  # noqa: ANN401 - of graphql-core.
        super().__init__(*args, **options)
        known = known or Operation(self.operation, self.fragment_definitions.values())
        self._shape = known.shape(self.variable_values.coerced)
        # graphql-core remembers the fields below a list of fields by the list's identity. The lists
        # of a shape are the same in every request, and so is what is collected below them.
        self._relevant_sub_fields = self._shape.below
        self._reader = SelectionReader(self)
        self._answers = Answers(self.context_value, self._reader, self._shape)

    @classmethod
    def of(
        cls,
        schema: GraphQLSchema,
        operation: Operation,
        variables: Mapping[str, Any],
        *,
        context: Any,  # noqa: ANN401
        root_value: Any = None,  # noqa: ANN401
    ) -> Self | list[GraphQLError]:
        """Return the executor of an operation, or what is wrong with its variables."""
        coerced = get_variable_values(
            schema,
            operation.node.variable_definitions or (),
            dict(variables),
            max_errors=MAX_COERCION_ERRORS,
        )
        if isinstance(coerced, list):
            return coerced
        return cls(
            schema,
            operation.fragment_definitions,
            operation.fragments,
            root_value,
            context,
            operation.node,
            coerced,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            is_awaitable=optimized_is_awaitable,
            known=operation,
        )

    def execute_operation(
        self,
        serially: bool | None = None,  # noqa: FBT001 - of graphql-core.
    ) -> AwaitableOrValue[ExecutionResult]:
        """Execute the operation; its root fields are collected once for a shape of it.

        As in graphql-core, an error of a field that must not be null leaves no data at all.
        """
        kind = self.operation.operation
        serially = kind is OperationType.MUTATION if serially is None else serially
        try:
            root = self.schema.get_root_type(kind)
            if root is None:
                message = f"Schema is not configured to execute {kind.value} operation."
                raise GraphQLError(message, self.operation)  # noqa: TRY301 - told as any other.
            result = self.execute_collected_root_fields(
                root, self.root_value, self._roots(root), serially, ()
            )
        except GraphQLError as error:
            return self._without_data(error)
        return self._result(result) if isinstance(result, dict) else self._awaited(result)

    async def _awaited(self, data: Awaitable[dict[str, Any]]) -> ExecutionResult:
        try:
            return self._result(await data)
        except GraphQLError as error:
            return self._without_data(error)

    def _without_data(self, error: GraphQLError) -> ExecutionResult:
        self.collected_errors.add(error, None)
        return self._result(None)

    def _result(self, data: dict[str, Any] | None) -> ExecutionResult:
        # Nothing is delivered later: the schema has no `@defer` and no `@stream`.
        return cast("ExecutionResult", self.build_response(data))

    def _roots(self, root: GraphQLObjectType) -> GroupedFieldSet:
        """Return the root fields by their response keys."""
        if self._shape.roots is None:
            try:
                collected = collect_fields(
                    self.schema,
                    self.fragments,
                    self.variable_values,
                    root,
                    self.operation,
                    self.hide_suggestions,
                )
            except RecursionError:
                collected = None
            # Outside the block above, or the error would keep all frames of the recursion alive.
            if collected is None:
                raise GraphQLError(SELECTIONS_NESTED_TOO_DEEPLY, self.operation)
            self._shape.roots = collected.grouped_field_set
        return self._shape.roots

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,  # noqa: ANN401
        position_context: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Complete a read by one statement, flat rows all at once, and anything else as usual."""
        if isinstance(result, FlatRows):
            type_ = cast("GraphQLObjectType", get_named_type(return_type))
            return write_rows(result, type_, self._reader.below(type_, field_details_list))
        if not isinstance(result, Read):
            return super().complete_value(
                return_type, field_details_list, info, path, result, position_context
            )
        place = Place(info.parent_type.fields[info.field_name], field_details_list, path)
        return self._complete(return_type, info, result, place)

    async def _complete(
        self,
        return_type: GraphQLOutputType,
        info: GraphQLResolveInfo[Any],
        read: Read,
        place: Place,
    ) -> Any:  # noqa: ANN401 - a value of JSON, or a Fragment of it.
        answer = await self._answers.to(read, place)
        if answer is None and is_non_null_type(return_type):
            message = f"{info.parent_type}.{info.field_name} is never null, but nothing was found"
            raise TypeError(message)
        return answer
