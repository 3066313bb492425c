"""The header `Kinerja-Purpose`: why a person reads, as the access log will tell those concerned."""

import re
from typing import Final

from starlette.datastructures import Headers

from kinerja.http.errors import RefusedRequestError

HEADER: Final = "kinerja-purpose"
SHORTEST, LONGEST = 3, 200
#: A NIP, however its groups are spaced: the log is shown to people, who are no purpose.
_NIP: Final = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){17}(?!\d)")


class InvalidPurposeError(RefusedRequestError):
    """The header cannot be kept as it is."""

    code = "INVALID_PURPOSE"
    en = (
        "`Kinerja-Purpose` says in 3 to 200 characters of UTF-8 why you read; one line without"
        " control characters and nobody's NIP."
    )
    id = (
        "`Kinerja-Purpose` menyebutkan tujuan Anda membaca dalam 3 sampai 200 karakter UTF-8; satu"
        " baris tanpa karakter kendali dan tanpa NIP siapa pun."
    )


def read_purpose(headers: Headers) -> str | None:
    """Return the purpose that the request states; None if it states none.

    Raises:
        InvalidPurposeError: it is too short or long, comes twice, or holds what it may not.
    """
    values = headers.getlist(HEADER)
    if not values:
        return None
    try:
        # HTTP hands header values over byte by byte (RFC 9110, section 5.5); clients send UTF-8.
        purpose = values[0].encode("latin-1").decode().strip()
    except UnicodeDecodeError as error:
        raise InvalidPurposeError from error
    if (
        len(values) > 1
        or not SHORTEST <= len(purpose) <= LONGEST
        # One line of what can be seen: no control or format characters, no line or paragraph
        # separators, no other blanks than the space.
        or not purpose.isprintable()
        or _NIP.search(purpose)
    ):
        raise InvalidPurposeError
    return purpose
