"""Makes a document that shows a difference smaller, so that a person can read it."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from graphql import (
    REMOVE,
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    validate,
    visit,
)

from tests.support.reference.queries.documents import Document

_REMOVABLE = (FieldNode, InlineFragmentNode, FragmentSpreadNode, DirectiveNode, ArgumentNode)


async def shrink(
    document: Document, schema: GraphQLSchema, differs: Callable[[Document], Awaitable[bool]]
) -> Document:
    """Leave out selections, arguments and directives for as long as the difference stays."""
    smallest, place = document, 0
    while (smaller := _without(smallest, place)) is not None:
        if not validate(schema, parse(smaller.query)) and await differs(smaller):
            smallest = smaller
        else:
            place += 1
    return smallest


def _without(document: Document, place: int) -> Document | None:
    """Return the document without its part number `place`; None if it has not so many."""
    remover = _Remover(place)
    whole = visit(parse(document.query), remover)
    if not remover.has_removed:
        return None
    query = print_ast(_tidied(whole))
    known = {name: one for name, one in document.variables.items() if f"${name}:" in query}
    return Document(query, known, document.forms)


class _Remover(Visitor):
    """Removes one part of a document; a selection of which nothing is left goes too."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._left = place
        self.has_removed = False

    def enter(self, node: Node, *_: Any) -> Any:
        if not isinstance(node, _REMOVABLE) or self.has_removed:
            return None
        self._left -= 1
        if self._left >= 0:
            return None
        self.has_removed = True
        return REMOVE

    def leave(self, node: Node, *_: Any) -> Any:
        if isinstance(node, FieldNode | InlineFragmentNode | FragmentDefinitionNode):
            selected = node.selection_set
            if selected is not None and not selected.selections:
                return REMOVE
        return None


def _tidied(whole: DocumentNode) -> DocumentNode:
    """Leave out fragments and variables that are no longer used, and spreads of what is gone."""
    before = ""
    while before != (before := print_ast(whole)):
        whole = visit(whole, _Tidier(set(_names(whole, FragmentSpreadNode)), whole))
    return whole


class _Tidier(Visitor):
    def __init__(self, spread: set[str], whole: DocumentNode) -> None:
        super().__init__()
        self._spread = spread
        self._defined = set(_names(whole, FragmentDefinitionNode))
        used = _names(whole, VariableNode)
        self._used = {name for name in used if used.count(name) > 1}

    def enter(self, node: Node, *_: Any) -> Any:
        if isinstance(node, FragmentDefinitionNode) and node.name.value not in self._spread:
            return REMOVE
        if isinstance(node, FragmentSpreadNode) and node.name.value not in self._defined:
            return REMOVE
        if isinstance(node, VariableDefinitionNode):
            return None if node.variable.name.value in self._used else REMOVE
        return None


def _names(whole: DocumentNode, kind: type[Any]) -> list[str]:
    return [node.name.value for node in _nodes(whole) if isinstance(node, kind)]


def _nodes(whole: DocumentNode) -> Iterator[Node]:
    found: list[Node] = []

    class Collector(Visitor):
        def enter(self, node: Node, *_: Any) -> None:
            found.append(node)

    visit(whole, Collector())
    return iter(found)
