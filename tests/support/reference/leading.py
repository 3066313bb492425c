"""Along an edge, as far as policy lets it lead."""

from collections.abc import Mapping
from typing import Any

from tests.support.reference.eyes import Eyes
from tests.support.reference.plain import Given, Row, Twin

#: What an edge without arguments is asked with.
NOTHING: Given = {}


def follow(
    eyes: Eyes, twin: Twin, row: Row, name: str, *, given: Given, twins: Mapping[str, Twin]
) -> list[Any] | None:
    """Return the visible rows that an edge leads to; None where it is hidden or leads nowhere."""
    edge = twin.edges[name]
    if not eyes.shows(twin, row, edge.field_class):
        return None
    found = edge.rows(row, eyes, given)
    if found is None:
        return None
    target = twins[edge.target]
    return [
        one
        for one in found
        if eyes.sees(target, one) and eyes.shows(target, one, edge.target_class)
    ]
