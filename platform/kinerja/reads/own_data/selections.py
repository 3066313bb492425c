"""Selections of a copy: all fields of a type, a page of rows, and nothing that is about others."""

from collections.abc import Sequence
from typing import Final

from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.own_data.parts import Edges, Part
from kinerja.reads.selection import InputObject, Selection, Value

#: Rows that are read together.
PAGE: Final = 500
#: Fields that hold an id of nobody outside this service, or repeat what is there.
_SKIPPED: Final = frozenset({"subjectId", "objectKey"})


def whole(type_name: str, edges: Edges) -> tuple[Selection, ...]:
    """Select all fields of a type, and of its `edges` the fields that are named."""
    model = CATALOGUE[type_name]
    fields = [Selection(name, name) for name in model.fields if name not in _SKIPPED]
    ids = [Selection("id", "id")] if model.is_node else []
    targets = [
        _object(name, model.edges[name].target, [Selection(one, one) for one in named])
        for name, named in edges.items()
    ]
    return (*ids, *fields, *targets)


def root(type_name: str, *chosen: Selection) -> Selection:
    """Select from an object that the engine reads by its key."""
    return _object("root", type_name, chosen)


def listed(name: str, type_name: str, edges: Edges) -> Selection:
    """Select a short list that needs no pages."""
    return _object(name, type_name, whole(type_name, edges))


def page(part: Part, *, person: str, after: str | None) -> Selection:
    """Select the next rows of a part, behind a cursor."""
    nodes = _object("nodes", part.type_name, whole(part.type_name, part.edges))
    info = _object("pageInfo", "PageInfo", [Selection("next", "hasNextPage"), _END])
    arguments: list[tuple[str, Value]] = [("first", PAGE)]
    if after is not None:
        arguments.append(("after", after))
    if part.about is not None:
        same = InputObject((("eq", person),))
        arguments.append(("filter", InputObject(((part.about, same),))))
    connection = ((f"{part.type_name}Connection", (nodes, info)),)
    return Selection("page", part.edge, tuple(arguments), connection)


_END: Final = Selection("end", "endCursor")


def _object(name: str, type_name: str, chosen: Sequence[Selection]) -> Selection:
    return Selection(name, name, (), ((type_name, tuple(chosen)),))
