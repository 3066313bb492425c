"""Names and codes as they are kept: trimmed, normalised, of bounded length."""

import re
from collections.abc import Sequence

from kinerja.domains.organisation.errors import InvalidCodeError, TextError
from kinerja.kit.errors import PathSegment
from kinerja.kit.texts import is_plain, normalise

LONGEST_NAME = 200
LONGEST_CODE = 64

_UNIT_CODE = re.compile(r"[A-Za-z0-9_]{1,64}")


def read_name(text: str, *, path: Sequence[PathSegment] = ("name",)) -> str:
    """Return a name as it is kept.

    Raises:
        TextError: nothing, more than 200 characters, or control characters.
    """
    return _read(text, LONGEST_NAME, path)


def read_code(text: str, *, path: Sequence[PathSegment] = ("code",)) -> str:
    """Return the code of a position as it is kept.

    Raises:
        TextError: nothing, more than 64 characters, or control characters.
    """
    return _read(text, LONGEST_CODE, path)


def read_unit_code(text: str, *, path: Sequence[PathSegment] = ("code",)) -> str:
    """Return the code of a unit, which is a label of the tree.

    Raises:
        InvalidCodeError: other characters than letters, digits and underscores, or too many.
    """
    code = normalise(text)
    if not _UNIT_CODE.fullmatch(code):
        raise InvalidCodeError(path=path)
    return code


def _read(text: str, limit: int, path: Sequence[PathSegment]) -> str:
    kept = normalise(text)
    if not kept or not is_plain(kept, limit):
        raise TextError(limit=limit, path=path)
    return kept
