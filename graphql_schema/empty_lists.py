"""Tells in `extensions.emptyLists` why a list of the answer is empty."""

from typing import Any

from strawberry.extensions import SchemaExtension

from graphql_schema.context import Context
from kinerja.kit.errors import Language
from kinerja.reads.empty_lists import EmptyList
from policies.emptiness import empty_words


class EmptyLists(SchemaExtension):
    """Adds the list when there is something in it.

    One entry for a place in the query, however many lists of the answer stand there. It says by
    which rules the caller sees such rows, and never whether there are others.
    """

    def get_results(self) -> dict[str, Any]:
        """Return the list, with response keys as paths."""
        context = self.execution_context.context
        if not isinstance(context, Context) or not context.empty:
            return {}
        return {
            "emptyLists": [
                {
                    "path": list(path),
                    "code": empty.reason.value,
                    "message": _message(empty, context.language),
                }
                for path, empty in context.empty.items()
            ]
        }


def _message(empty: EmptyList, language: Language) -> str:
    return empty_words(
        empty.reason,
        empty.resource,
        language,
        ways=empty.ways,
        sees_all=empty.sees_all,
        misses_values=empty.misses_values,
    )
