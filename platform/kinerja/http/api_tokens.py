"""Tokens of API clients: `knj_<environment>_<random><checksum>`, kept only as a SHA-256."""

import hashlib
import re
import secrets
import string
import time
import zlib
from collections.abc import Callable
from typing import Literal

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.http.errors import (
    ExpiredTokenError,
    InvalidTokenError,
    RevokedTokenError,
    UnavailableError,
)
from kinerja.kit import clock
from tenants.api_tokens import StoredToken, find_token
from tenants.security_events import Refusal

Environment = Literal["dev", "live"]

PREFIX = "knj_"
#: 32 characters of 62 are 190 bits: no salt and no slow hash is needed (unlike a password).
RANDOM_LENGTH = 32
CHECKSUM_LENGTH = 6
ALPHABET = string.digits + string.ascii_letters
_SHAPE = re.compile(r"knj_(?:dev|live)_[0-9A-Za-z]{38}\Z", re.ASCII)

#: Seconds for which a look-up is remembered: revocation takes effect within them.
REMEMBERED = 2.0
MOST_REMEMBERED = 10_000


def new_api_token(environment: Environment) -> str:
    """Return a new token. It is shown once and can't be had again."""
    random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    body = f"{PREFIX}{environment}_{random}"
    return body + _checksum(body)


def is_well_formed(token: str) -> bool:
    """Tell by the shape and the checksum whether `new_api_token` can have made the text."""
    return bool(_SHAPE.match(token)) and token[-CHECKSUM_LENGTH:] == _checksum(
        token[:-CHECKSUM_LENGTH]
    )


def digest(token: str) -> bytes:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def _checksum(body: str) -> str:
    """Return the CRC-32 in six base-62 digits, so that scanners find leaked tokens reliably."""
    number, digits = zlib.crc32(body.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        digits = ALPHABET[place] + digits
    return digits


class APITokenVerifier:
    """Looks tokens up by their hash and remembers the answer, also a negative one, for 2 s."""

    def __init__(self, engine: AsyncEngine, *, now: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._now = now
        self._remembered: dict[bytes, tuple[float, StoredToken | None]] = {}

    async def verify(self, token: str) -> StoredToken:
        """Return the client behind the token.

        A wrong checksum is found without asking the database.

        Raises:
            InvalidTokenError: the token is mangled or unknown.
            ExpiredTokenError: it has expired.
            RevokedTokenError: an operator has revoked it, or disabled the client.
            UnavailableError: the database does not answer.
        """
        if not is_well_formed(token):
            raise InvalidTokenError(Refusal.MALFORMED)
        stored = await self._look_up(digest(token))
        if stored is None:
            raise InvalidTokenError(Refusal.UNKNOWN)
        if stored.revoked_at is not None or stored.disabled_at is not None:
            raise RevokedTokenError(stored=stored)
        if stored.expires_at <= clock.now():
            raise ExpiredTokenError(stored=stored)
        return stored

    async def _look_up(self, token_hash: bytes) -> StoredToken | None:
        known = self._remembered.get(token_hash)
        if known is not None and known[0] > self._now():
            return known[1]
        asked_at = self._now()  # Before the statement, so that the answer is never older than 2 s.
        try:
            async with self._engine.connect() as connection:
                stored = await find_token(connection, token_hash)
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            raise UnavailableError from error
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[token_hash] = (asked_at + REMEMBERED, stored)
        return stored
