"""Pseudonyms: ids of people's rows as one API client sees them, and back.

A pseudonym is the id under a permutation of all 16-byte values that a client's secret key selects:
two clients have different pseudonyms of the same row, and without the key nobody can tell which
belong together. It is a Feistel network of four rounds over the two halves of the id, each round
with the first eight bytes of SHA-256(key, round, other half), which is a strong pseudorandom
permutation (M. Luby and C. Rackoff, 1988). The database writes pseudonyms with the function
`pseudonym(key, id)`, this module's twin; a test holds the two together.

Pseudonymous data is personal data still (UU 27/2022 Pasal 4): this hides who it is about from the
one who reads it, not from the one who holds the key.
"""

import hashlib
from collections.abc import Iterable
from uuid import UUID

ROUNDS = (1, 2, 3, 4)
#: Shorter keys could be tried out.
SHORTEST_KEY = 16
_HALF = 8


def pseudonym(key: bytes, real: UUID) -> UUID:
    """Return the pseudonym of an id for the client with this key.

    Raises:
        ValueError: the key is shorter than 16 bytes.
    """
    return _permuted(key, real, ROUNDS)


def real_id(key: bytes, given: UUID) -> UUID:
    """Return the id whose pseudonym is `given`; any other UUID gives one that nothing has.

    Raises:
        ValueError: the key is shorter than 16 bytes.
    """
    return _permuted(key, given, reversed(ROUNDS))


def place(key: bytes, real: UUID) -> bytes:
    """Return by what the rows that a client knows by pseudonyms are ordered: a keyed digest.

    In the order of real ids, which are made one after the other, two clients that list the same
    rows could tell by their places which pseudonyms belong together. A digest is found twelve times
    as fast as a pseudonym, and an order needs that of every row.
    """
    return hashlib.sha256(key + real.bytes).digest()


def _permuted(key: bytes, value: UUID, rounds: Iterable[int]) -> UUID:
    if len(key) < SHORTEST_KEY:
        message = f"a pseudonym key has at least {SHORTEST_KEY} bytes"
        raise ValueError(message)
    left, right = value.bytes[:_HALF], value.bytes[_HALF:]
    # Each round changes one half by the other, so the same rounds backwards undo them.
    for number in rounds:
        if number % 2:
            left = _mixed(left, key, number, right)
        else:
            right = _mixed(right, key, number, left)
    return UUID(bytes=left + right)


def _mixed(half: bytes, key: bytes, number: int, other: bytes) -> bytes:
    digest = hashlib.sha256(key + bytes([number]) + other).digest()
    return bytes(one ^ two for one, two in zip(half, digest[:_HALF], strict=True))
