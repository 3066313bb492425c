"""How long texts about personal data are, and which are taken."""

from typing import Final

from kinerja.domains.personal_data.errors import PersonalTextError
from kinerja.kit.errors import PathSegment

STATEMENT_LENGTH: Final = range(10, 2001)
DECISION_LENGTH: Final = range(10, 2001)
BASIS_LENGTH: Final = range(5, 501)


def read_text(text: str, length: range, *, path: tuple[PathSegment, ...]) -> str:
    """Return the text without needless blanks.

    Raises:
        PersonalTextError: it is too short or too long, or holds control characters.
    """
    kept = " ".join(text.split())
    if len(kept) not in length or not kept.isprintable():
        raise PersonalTextError(least=length.start, limit=length.stop - 1, path=path)
    return kept
