"""The public keys of the identity provider, cached by `kid` and renewed when it rotates them."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from kinerja.http.errors import IdentityProviderUnavailableError

log = structlog.get_logger(__name__)

#: Seconds between two fetches that unknown key ids may cause, so that made-up ids cost nothing; a
#: key that is used before it was published long enough is refused for as long.
REFRESH_PERIOD = 10.0
#: Seconds after which the set is fetched anew, so that a withdrawn key stops working.
MAX_AGE = 600.0
#: Seconds for which the last good set is kept when the provider cannot be reached.
MAX_STALENESS = 86_400.0
LARGEST_SET = 262_144
SMALLEST_RSA_BITS = 2048


@dataclass(frozen=True)
class VerificationKey:
    """A public key and the algorithms it is used with; the key decides, never a token's header."""

    key: RSAKey | ECKey | OKPKey
    algorithms: frozenset[str]


class RemoteKeys:
    """The keys behind a JWKS address. Safe to share between requests of one event loop."""

    def __init__(
        self,
        fetch: Callable[[], Awaitable[bytes]],
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._now = now
        self._keys: Mapping[str, VerificationKey] = {}
        self._loaded_at: float | None = None
        self._tried_at: float | None = None
        self._has_failed = False
        self._lock = asyncio.Lock()

    @property
    def is_ready(self) -> bool:
        """Tell whether a set that is not too old is known."""
        return self._loaded_at is not None and self._now() - self._loaded_at < MAX_STALENESS

    async def find(self, key_id: str) -> VerificationKey | None:
        """Return the key, fetching the set when it is old or does not hold the id.

        While somebody fetches already, whoever has a known key does not wait for the provider.

        Raises:
            IdentityProviderUnavailableError: the key is not known and the set cannot be had now.
        """
        is_known = key_id in self._keys
        if not is_known or (self._is_old() and not self._lock.locked()):
            await self.refresh()
        key = self._keys.get(key_id)
        if not self.is_ready or (key is None and self._has_failed):
            raise IdentityProviderUnavailableError
        return key

    async def refresh(self) -> None:
        """Fetch the set, unless that was tried within the period; keep the last good one if not."""
        async with self._lock:
            if self._tried_at is not None and self._now() - self._tried_at < REFRESH_PERIOD:
                return
            self._tried_at = self._now()
            try:
                self._keys = read_key_set(await self._fetch())
                self._loaded_at, self._has_failed = self._now(), False
            except (httpx.HTTPError, ValueError) as error:
                self._has_failed = True
                log.warning("key set not fetched", error=type(error).__name__)

    def _is_old(self) -> bool:
        return self._loaded_at is None or self._now() - self._loaded_at > MAX_AGE


def fetcher(url: str) -> Callable[[], Awaitable[bytes]]:
    """Return what fetches the set from `url`."""
    return partial(fetch, url)


async def fetch(url: str) -> bytes:
    """Return what the provider publishes there: no redirects, five seconds, a bounded size.

    Raises:
        httpx.HTTPError: it cannot be had.
        ValueError: it is a redirect, or too large to be what was asked for.
    """
    async with httpx.AsyncClient(timeout=5, follow_redirects=False) as client:
        answer = await client.get(url, headers={"accept": "application/json"})
    answer.raise_for_status()
    if answer.is_redirect or len(answer.content) > LARGEST_SET:
        message = "not a key set"
        raise ValueError(message)
    return answer.content


def read_key_set(text: bytes) -> dict[str, VerificationKey]:
    """Return the usable signature keys of a JWKS by `kid`; others are left out (RFC 7517, 5).

    Raises:
        ValueError: the text is no key set or holds no usable key.
    """
    document = json.loads(text)
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        message = "not a key set"
        raise ValueError(message)  # noqa: TRY004 - one error for whatever the provider sent.
    found = {entry["kid"]: key for entry in document["keys"] if (key := _read_key(entry))}
    if not found:
        message = "no usable key"
        raise ValueError(message)
    return found


def _read_key(entry: Any) -> VerificationKey | None:  # noqa: ANN401 - JSON from outside.
    if not isinstance(entry, dict) or not isinstance(entry.get("kid"), str):
        return None
    if entry.get("use", "sig") != "sig" or entry.get("kty") not in ("RSA", "EC", "OKP"):
        return None
    try:
        key = import_key({name: value for name, value in entry.items() if name != "key_ops"})
    except (JoseError, ValueError, KeyError):  # KeyError: a curve that the library doesn't know.
        return None
    algorithms = _algorithms(key)
    if (announced := entry.get("alg")) is not None:
        algorithms &= {announced}
    if not algorithms or not isinstance(key, RSAKey | ECKey | OKPKey):
        return None
    return VerificationKey(key, algorithms)


def _algorithms(key: object) -> frozenset[str]:
    """Name the allowed algorithms of a key: RS256, ES256 and EdDSA (also named Ed25519)."""
    if isinstance(key, RSAKey) and key.raw_value.key_size >= SMALLEST_RSA_BITS:
        return frozenset({"RS256"})
    if isinstance(key, ECKey) and key.curve_name == "P-256":
        return frozenset({"ES256"})
    if isinstance(key, OKPKey) and key.curve_name == "Ed25519":
        return frozenset({"EdDSA", "Ed25519"})
    return frozenset()
