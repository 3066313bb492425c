"""Where an identity provider publishes its keys, by its name (OpenID Connect Discovery 1.0)."""

import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from kinerja.http.jwks import fetch

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
WELL_KNOWN = "/.well-known/openid-configuration"


class IssuerMismatchError(ValueError):
    """The document speaks for another issuer than the one that was asked for."""


class NoKeyAddressError(ValueError):
    """The document names no address of keys, or one that others could answer for."""


def is_trustworthy(address: str) -> bool:
    """Tell whether nobody on the way can change the answer: https, or this machine itself."""
    url = urlsplit(address)
    return bool(url.hostname) and (url.scheme == "https" or is_local(address))


def is_local(address: str) -> bool:
    """Tell whether the address is one of this machine over plain http."""
    url = urlsplit(address)
    return url.scheme == "http" and url.hostname in LOOPBACK


def is_discoverable(issuer: str) -> bool:
    """Tell whether an issuer's name is an address to ask: no query, no fragment (section 2)."""
    url = urlsplit(issuer)
    return is_trustworthy(issuer) and not url.query and not url.fragment


def discovered_keys(issuer: str) -> Callable[[], Awaitable[bytes]]:
    """Return what asks the issuer where its keys are and fetches them, anew each time.

    What it returns raises `ValueError` when the document is for another issuer (section 4.3: the
    two must be equal to the letter) and `httpx.HTTPError` when it cannot be had.
    """

    async def fetch_keys() -> bytes:
        document = json.loads(await fetch(issuer.removesuffix("/") + WELL_KNOWN))
        if not isinstance(document, dict) or document.get("issuer") != issuer:
            raise IssuerMismatchError
        return await fetch(_key_address(document.get("jwks_uri"), issuer))

    return fetch_keys


def _key_address(address: object, issuer: str) -> str:
    """Accept https, and this machine's own address only where the issuer is there itself."""
    if not isinstance(address, str) or not is_trustworthy(address):
        raise NoKeyAddressError
    if is_local(address) and not is_local(issuer):
        raise NoKeyAddressError
    return address
