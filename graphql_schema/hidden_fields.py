"""Tells in `extensions.hiddenFields` which fields are null because policy hides them."""

from collections.abc import Mapping
from typing import Any

from kinerja.reads.planning import Hidden


def hidden_fields(hidden: Mapping[tuple[str, ...], Hidden]) -> list[dict[str, Any]]:
    """Return the list, with response keys as paths.

    `rows` is ALL for a field that policy shows to this caller on no row. It is SOME for one whose
    rows differ: there a null may be a hidden value or no value, which the answer does not tell.
    """
    return [
        {
            "path": list(path),
            "class": one.field_class.value,
            "rows": "ALL" if one.on_all_rows else "SOME",
        }
        for path, one in hidden.items()
    ]
