"""Tokens of survey links: `skm_<agency>_<random>`, kept only as a SHA-256.

The agency stands in the token because nothing can be looked up without one: row-level security
shows no row before the transaction is bound to an agency. Whoever changes it finds no link.
"""

import hashlib
import re
import secrets

from kinerja.kit.ids import AgencyId

PREFIX = "skm_"
#: 24 bytes are 192 bits: no salt and no slow hash is needed.
_RANDOM_BYTES = 24
_SHAPE = re.compile(r"skm_([1-9][0-9]{0,9})_[A-Za-z0-9_-]{32}", re.ASCII)
_LARGEST = 2**31


def new_token(agency_id: AgencyId) -> str:
    """Return a new token. It is shown once and can't be had again."""
    return f"{PREFIX}{agency_id:d}_{secrets.token_urlsafe(_RANDOM_BYTES)}"


def find_agency(token: str) -> AgencyId | None:
    """Return the agency that a token names; None: `new_token` cannot have made it."""
    found = _SHAPE.fullmatch(token)
    number = int(found[1]) if found else _LARGEST
    return AgencyId(number) if number < _LARGEST else None


def digest(token: str) -> bytes:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).digest()
