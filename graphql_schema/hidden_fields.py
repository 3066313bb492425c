"""Tells in `extensions.hiddenFields` which fields are null because policy hides them."""

from typing import Any

from strawberry.extensions import SchemaExtension

from graphql_schema.context import Context


class HiddenFields(SchemaExtension):
    """Adds the list when there is something in it.

    `rows` is ALL for a field that policy shows to this caller on no row. It is SOME for one whose
    rows differ: there a null may be a hidden value or no value, which the answer does not tell.
    """

    def get_results(self) -> dict[str, Any]:
        """Return the list, with response keys as paths."""
        context = self.execution_context.context
        if not isinstance(context, Context) or not context.hidden:
            return {}
        return {
            "hiddenFields": [
                {
                    "path": list(path),
                    "class": hidden.field_class.value,
                    "rows": "ALL" if hidden.on_all_rows else "SOME",
                }
                for path, hidden in context.hidden.items()
            ]
        }
