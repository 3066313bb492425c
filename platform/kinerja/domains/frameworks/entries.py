"""A whole set of weights: every node of the version named once, by its code or by its id."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from kinerja.domains.frameworks.errors import (
    DuplicateNodeError,
    MissingNodeError,
    NodeNotNamedError,
    UnknownNodeError,
)
from kinerja.domains.frameworks.vocabulary import Scheme
from kinerja.domains.frameworks.weighing import StoredNode
from kinerja.domains.frameworks.weights import WeighedNode, weight_errors
from kinerja.kit.errors import KinerjaError, raise_all

WHERE = ("entries",)


@dataclass(frozen=True, kw_only=True)
class WeightEntry:
    """The new weight of one node, named by its code or by its id."""

    weight: Decimal
    code: str | None = None
    id: UUID | None = None


def match_entries(
    nodes: Sequence[StoredNode], entries: Sequence[WeightEntry], *, scheme: Scheme
) -> list[StoredNode]:
    """Return the nodes with their new weights, once the set is whole and its sums are exact.

    Raises:
        KinerjaError: the one thing that is wrong (NODE_NOT_NAMED, UNKNOWN_NODE, DUPLICATE_NODE,
            MISSING_NODE, WEIGHT_NOT_ALLOWED, WEIGHTS_NOT_100, WEIGHTS_NOT_SCHEME).
        KinerjaErrorGroup: all of them.
    """
    places = _place(nodes, entries)
    weighty = [replace(node, weight=entries[places[node.id]].weight) for node in nodes]
    weighty.sort(key=lambda node: places[node.id])
    weighed = [
        WeighedNode(
            code=node.code,
            parent=node.parent,
            weight=node.weight,
            category=node.category,
            path=(*WHERE, places[node.id], "weight"),
        )
        for node in weighty
    ]
    raise_all(weight_errors(weighed, scheme=scheme, path=WHERE))
    return weighty


def _place(nodes: Sequence[StoredNode], entries: Sequence[WeightEntry]) -> dict[UUID, int]:
    """Return at which position of `entries` each node stands."""
    by_name: dict[str | UUID, StoredNode] = {node.id: node for node in nodes}
    by_name |= {node.code: node for node in nodes}
    errors: list[KinerjaError] = []
    places: dict[UUID, int] = {}
    for number, entry in enumerate(entries):
        name = entry.id if entry.code is None else entry.code
        if name is None or (entry.id is not None and entry.code is not None):
            errors.append(NodeNotNamedError(path=(*WHERE, number)))
        elif (node := by_name.get(name)) is None:
            errors.append(UnknownNodeError(node=str(name)[:64], path=(*WHERE, number)))
        elif node.id in places:
            errors.append(DuplicateNodeError(node=node.code, path=(*WHERE, number)))
        else:
            places[node.id] = number
    named = set(places)
    errors += [
        MissingNodeError(node=node.code, path=WHERE) for node in nodes if node.id not in named
    ]
    raise_all(errors)
    return places
