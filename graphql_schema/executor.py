"""The executor: where a resolver answers with a `Read`, the read engine completes the value.

Ordinary resolvers keep working beside it: any other value is completed as GraphQL always does.
"""

from typing import Any

from graphql import GraphQLOutputType, GraphQLResolveInfo, is_non_null_type
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graphql_schema.answers import Answers, Place
from graphql_schema.reading import Read
from graphql_schema.selection import SelectionReader


class ReadingExecutor(StrawberryGraphQLCoreExecutionContext):
    """Completes reads with the JSON of the database, untouched."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - of graphql-core.
        super().__init__(*args, **options)
        self._answers = Answers(self.context_value, SelectionReader(self))

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,  # noqa: ANN401
        position_context: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Complete a read by one statement; anything else as usual."""
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
