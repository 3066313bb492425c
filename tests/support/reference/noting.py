"""Notes what pages came: what was used to ask for them, and which of their lists were empty."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLResolveInfo

from tests.support.reference.catalogue import TWINS
from tests.support.reference.conditions import COMBINED
from tests.support.reference.notes import Listed, Notes, path_of
from tests.support.reference.pages import Page
from tests.support.reference.plain import Twin


def note_page(notes: Notes, info: GraphQLResolveInfo[Any], found: Page) -> None:
    """Note what was used to ask for a page that has rows."""
    if not found.rows:
        return
    name = f"{info.parent_type.name}.{info.field_name}"
    for argument, value in found.given.items():
        if value is not None:
            notes.used[f"{name}({argument})"] += 1
    for term, down in found.order.terms:
        notes.used[f"{found.twin.name}Order.{term} {'DESC' if down else 'ASC'}"] += 1
    _note_filter(notes, found.twin, found.given.get("filter") or {})


def note_list(notes: Notes, info: GraphQLResolveInfo[Any], found: Page) -> None:
    """Note a list of a page, under the path of the page."""
    *above, _ = path_of(info)
    listed = Listed(
        found.twin,
        found.eyes,
        found.given,
        is_empty=not found.rows,
        leads_nowhere=found.leads_nowhere,
        has_rows=found.has_rows,
    )
    notes.listed[tuple(above)].append(listed)


def _note_filter(notes: Notes, twin: Twin, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        if value is None:
            continue
        notes.used[f"{twin.name}Filter.{name}"] += 1
        if name in COMBINED:
            for one in value if isinstance(value, list) else [value]:
                _note_filter(notes, twin, one)
        elif isinstance(value, Mapping):
            _note_operators(notes, twin, name, value)


def _note_operators(notes: Notes, twin: Twin, name: str, given: Mapping[str, Any]) -> None:
    for operator, operand in given.items():
        notes.used[f"{twin.name}Filter.{name}.{operator}"] += 1
        if isinstance(operand, Mapping):
            _note_filter(notes, TWINS[twin.edges[name].target], operand)
