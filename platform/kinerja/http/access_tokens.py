"""Access tokens of people: signed JWTs, checked by the rules of RFC 8725 and RFC 9068."""

import binascii
import hashlib
import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple, NoReturn, Protocol
from uuid import UUID

from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ClaimError,
    JoseError,
    UnsupportedAlgorithmError,
)
from joserfc.errors import ExpiredTokenError as ExpiredClaimError
from joserfc.jws import JWSRegistry

from kinerja.http.errors import ExpiredTokenError, InvalidTokenError
from kinerja.http.jwks import VerificationKey
from kinerja.kit import clock
from tenants.security_events import Refusal

LEEWAY = timedelta(seconds=30)
TYPES = frozenset({"at+jwt", "application/at+jwt", "jwt"})
#: Headers that name other keys (`jku`, `x5u`, `jwk`, `x5c`) or change the rules (`crit`, `b64`)
#: are refused by not being here.
KNOWN_HEADERS = frozenset({"alg", "typ", "kid", "x5t", "x5t#S256"})
LONGEST_TOKEN = 8192
#: Claims by which a token is meant for somebody else.
FOREIGN_BY = frozenset({"iss", "aud"})
#: What only an ID token has (OpenID Connect Core 1.0, 3.1.3.6 and 3.3.2.11): it tells an
#: application who signed in, and gives access to nothing.
OF_ID_TOKENS = frozenset({"at_hash", "c_hash"})
#: Tokens of which the verdict is remembered, so that a busy client's signature is checked once.
MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class PersonClaims:
    """Who the token speaks for, and the code of the agency that employs them (None: province)."""

    subject_id: UUID
    agency_code: str | None


class _Verdict(NamedTuple):
    """What a good token said, which key had signed it, and when (Unix time) it is over."""

    key: VerificationKey
    expires_at: float
    claims: PersonClaims


class KeySource(Protocol):
    """Where the keys of the issuer come from."""

    async def find(self, key_id: str) -> VerificationKey | None:
        """Return the key with that `kid`, or None when the issuer has none."""

    @property
    def is_ready(self) -> bool:
        """Tell whether any key is known."""


class AccessTokenVerifier:
    """Checks the tokens of one issuer for one audience."""

    def __init__(self, keys: KeySource, *, issuer: str, audience: str) -> None:
        self.keys = keys
        self._verdicts: dict[bytes, _Verdict] = {}
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(clock.now().timestamp()),
            leeway=int(LEEWAY.total_seconds()),
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            jti={"essential": True},
        )

    async def verify(self, token: str) -> PersonClaims:
        """Return what the token claims, once signature, issuer, audience and times are right.

        Raises:
            ExpiredTokenError: everything else is right, but its time is over.
            InvalidTokenError: anything else; which check failed is not told.
            IdentityProviderUnavailableError: its key is not known and cannot be asked for now.
        """
        header = _read_header(token)
        key = await self.keys.find(header["kid"])
        if key is None:
            raise InvalidTokenError(Refusal.UNKNOWN_KEY)
        if header["alg"] not in key.algorithms:
            raise InvalidTokenError(Refusal.BAD_ALGORITHM)
        fingerprint = hashlib.sha256(token.encode()).digest()
        known = self._verdicts.get(fingerprint)
        if known is None or known.key is not key or known.expires_at <= clock.now().timestamp():
            known = self._judge(token, key)
            if len(self._verdicts) >= MOST_REMEMBERED:
                self._verdicts.clear()
            self._verdicts[fingerprint] = known
        return known.claims

    def _judge(self, token: str, key: VerificationKey) -> _Verdict:
        """Check signature and claims. Time only ever ends what was good, so `exp` is kept."""
        try:
            registry = _Registry(algorithms=sorted(key.algorithms))
            claims = jwt.decode(
                token, key.key, registry=registry, decoder_cls=_StrictDecoder
            ).claims
            # Last, so that "expired" is said only of what was good: the order is the token's own.
            claims["exp"] = claims.pop("exp", None)
            self._claims.validate(claims)
            return _Verdict(key, claims["exp"], _read_claims(claims))
        except ExpiredClaimError as error:
            raise ExpiredTokenError from error
        except (JoseError, ValueError, RecursionError) as error:
            raise InvalidTokenError(_refusal(error)) from error


def _refusal(error: Exception) -> Refusal:
    """Name the reason for the record of security events."""
    if isinstance(error, BadSignatureError):
        return Refusal.BAD_SIGNATURE
    if isinstance(error, ClaimError):
        return Refusal.FOREIGN if error.claim in FOREIGN_BY else Refusal.BAD_CLAIMS
    return Refusal.MALFORMED


class _Registry(JWSRegistry):
    """Allows exactly the algorithms of the key.

    The library's own warns at each use of EdDSA, which RFC 9864 only renames and which OpenID
    providers still announce under that name.
    """

    def get_alg(self, name: str) -> Any:  # noqa: ANN401 - the library exports no name for it.
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


class _StrictDecoder(json.JSONDecoder):
    """JSON in which no member comes twice: two readers could take two different ones."""

    def __init__(self) -> None:
        super().__init__(object_pairs_hook=_unique, parse_constant=_refuse)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        message = "a member comes twice"
        raise ValueError(message)
    return members


def _refuse(constant: str) -> NoReturn:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def _read_header(token: str) -> dict[str, str]:
    """Read the protected header; nothing in it is trusted beyond picking the key."""
    malformed = InvalidTokenError(Refusal.MALFORMED)
    if len(token) > LONGEST_TOKEN or token.count(".") != 2:  # noqa: PLR2004 - three parts.
        raise malformed
    part = token.partition(".")[0]
    try:
        raw = urlsafe_b64decode(part + "=" * (-len(part) % 4))
        header = json.loads(raw, cls=_StrictDecoder)
    except (ValueError, RecursionError, binascii.Error) as error:
        raise malformed from error
    if not isinstance(header, dict) or not header.keys() <= KNOWN_HEADERS:
        raise malformed
    if not all(isinstance(header.get(name), str) for name in ("alg", "kid")):
        raise malformed
    kind = header.get("typ")
    if not isinstance(kind, str) or kind.lower() not in TYPES:
        raise InvalidTokenError(Refusal.FOREIGN)
    return header


def _read_claims(claims: dict[str, Any]) -> PersonClaims:
    if not OF_ID_TOKENS.isdisjoint(claims):
        raise InvalidTokenError(Refusal.FOREIGN)
    agency = claims.get("agency")
    if agency is not None and not isinstance(agency, str):
        raise InvalidTokenError(Refusal.BAD_CLAIMS)
    subject = _read_subject(claims["sub"])
    return PersonClaims(subject, agency)


def _read_subject(text: str) -> UUID:
    try:
        subject = UUID(text)
    except ValueError as error:
        raise InvalidTokenError(Refusal.BAD_CLAIMS) from error
    if str(subject) != text:  # One person, one spelling.
        raise InvalidTokenError(Refusal.BAD_CLAIMS)
    return subject
