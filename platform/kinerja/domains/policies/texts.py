"""The texts of versions as they are kept: trimmed, bounded, without control characters."""

from collections.abc import Sequence

from kinerja.domains.policies.errors import PolicyTextError
from kinerja.kit.errors import PathSegment

LONGEST_NOTE = 2000


def read_text(text: str, *, limit: int, path: Sequence[PathSegment]) -> str:
    """Return a text without blanks around it.

    Raises:
        PolicyTextError: nothing, more than `limit` characters, or control characters.
    """
    kept = text.strip()
    plain = all(character.isprintable() or character == "\n" for character in kept)
    if not kept or len(kept) > limit or not plain:
        raise PolicyTextError(limit=limit, path=path)
    return kept


def read_reason(text: str | None) -> str | None:
    """Return the reason of a decision, which may be left out.

    Raises:
        PolicyTextError: it is blank, too long, or holds control characters.
    """
    return None if text is None else read_text(text, limit=LONGEST_NOTE, path=("reason",))
