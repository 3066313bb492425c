"""Tells in `extensions.hiddenFields` which fields are null because policy hides them."""

from typing import Any

from strawberry.extensions import SchemaExtension

from graphql_schema.context import Context


class HiddenFields(SchemaExtension):
    """Adds the list when there is something in it.

    It names fields that policy shows on no row to this caller. A field that is hidden on some rows
    only is null there, as it would be without a value.
    """

    def get_results(self) -> dict[str, Any]:
        """Return the list, with response keys as paths."""
        context = self.execution_context.context
        if not isinstance(context, Context) or not context.hidden:
            return {}
        return {
            "hiddenFields": [
                {"path": list(path), "class": field_class.value}
                for path, field_class in context.hidden.items()
            ]
        }
