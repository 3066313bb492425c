"""From which network a request comes, told apart without being known.

What is kept is a keyed hash, in memory only; the key is made when the process starts and goes with
it. So that addresses of one household or office are one, an IPv6 address counts by its first half.
"""

import hashlib
import ipaddress
import secrets

from starlette.requests import Request

_KEY_BYTES = 32
_DIGEST_BYTES = 16
_HOUSEHOLD_BITS = 64


class Visitors:
    """Gives each network a name that means nothing elsewhere.

    `proxies` is how many proxies of our own stand before the service: so many entries from the end
    of `X-Forwarded-For` are theirs to say, all before them anybody's.
    """

    def __init__(self, *, proxies: int = 0) -> None:
        self._proxies = proxies
        self._key = secrets.token_bytes(_KEY_BYTES)

    def name(self, request: Request) -> bytes:
        """Return the name of the network that a request comes from."""
        network = _network(self._address(request))
        return hashlib.blake2b(network, key=self._key, digest_size=_DIGEST_BYTES).digest()

    def _address(self, request: Request) -> str:
        if self._proxies:
            header = ",".join(request.headers.getlist("x-forwarded-for"))
            hops = [hop.strip() for hop in header.split(",") if hop.strip()]
            if len(hops) >= self._proxies:
                return hops[-self._proxies]
        return request.client.host if request.client else ""


def _network(address: str) -> bytes:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address.encode()
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return found.packed[: _HOUSEHOLD_BITS // 8]
    return found.packed
