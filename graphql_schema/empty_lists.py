"""Tells in `extensions.emptyLists` why a list of the answer is empty."""

from collections.abc import Mapping
from typing import Any

from kinerja.kit.errors import Language
from kinerja.reads.empty_lists import EmptyList
from policies.emptiness import empty_words


def empty_lists(
    empty: Mapping[tuple[str, ...], EmptyList], language: Language
) -> list[dict[str, Any]]:
    """Return the list, with response keys as paths.

    One entry for a place in the query, however many lists of the answer stand there. It says by
    which rules the caller sees such rows, and never whether there are others.
    """
    return [
        {"path": list(path), "code": one.reason.value, "message": _message(one, language)}
        for path, one in empty.items()
    ]


def _message(empty: EmptyList, language: Language) -> str:
    return empty_words(
        empty.reason,
        empty.resource,
        language,
        ways=empty.ways,
        sees_all=empty.sees_all,
        misses_values=empty.misses_values,
    )
