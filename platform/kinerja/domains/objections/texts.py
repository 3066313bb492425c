"""What grounds, statements and decisions must be."""

from kinerja.domains.objections.errors import ObjectionTextError
from kinerja.kit.texts import read_lines

LENGTH = range(10, 4001)


def read_text(text: str, field: str) -> str:
    """Return a reasoned text without blanks around it.

    Raises:
        ObjectionTextError: it is too short or too long, or holds control characters.
    """
    kept = read_lines(text, LENGTH)
    if kept is None:
        raise ObjectionTextError(least=LENGTH.start, limit=LENGTH.stop - 1, path=(field,))
    return kept
