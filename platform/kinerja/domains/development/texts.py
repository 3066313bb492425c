"""What texts about somebody's development must be."""

from typing import Final

from kinerja.domains.development.errors import DevelopmentTextError
from kinerja.kit.texts import read_lines

CONTENT_LENGTH: Final = range(10, 4001)
TITLE_LENGTH: Final = range(5, 501)


def read_text(text: str, length: range, *, field: str) -> str:
    """Return a text without blanks around it.

    Raises:
        DevelopmentTextError: it is too short or too long, or holds control characters.
    """
    kept = read_lines(text, length)
    if kept is None:
        raise DevelopmentTextError(least=length.start, limit=length.stop - 1, path=(field,))
    return kept
