"""What `extensions` of an answer tells: the cost, what policy hides, and why lists are empty."""

from typing import Any

from graphql_schema.budget import told_cost
from graphql_schema.context import Context
from graphql_schema.empty_lists import empty_lists
from graphql_schema.hidden_fields import hidden_fields


def told(context: Context | None, *, cost: int) -> dict[str, Any]:
    """Return the entries; one that has nothing to tell is left out."""
    entries: dict[str, Any] = {"cost": told_cost(context, cost)}
    if context is not None and context.hidden:
        entries["hiddenFields"] = hidden_fields(context.hidden)
    if context is not None and context.empty:
        entries["emptyLists"] = empty_lists(context.empty, context.language)
    return entries
