"""Signs tokens for people on a developer's machine; never beside a real database."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Self
from uuid import UUID

import orjson
from joserfc import jwt
from joserfc.jwk import OKPKey, import_key
from joserfc.jws import JWSRegistry

from kinerja.http.errors import InvalidTokenError
from kinerja.http.jwks import VerificationKey, read_key_set
from kinerja.kit import clock
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from tenants.security_events import Refusal

ISSUER = "urn:kinerja:development"
FILE = "development-issuer.json"
LONGEST_LIFE = timedelta(hours=24)


class LifetimeTooLongError(KinerjaError):
    """A development token may live for a day at most."""

    code = "LIFETIME_OUT_OF_RANGE"
    en = "A token of the development issuer lives from one second to {hours} hours."
    id = "Token dari penerbit pengembangan berlaku satu detik sampai {hours} jam."


class DevelopmentIssuer:
    """An issuer whose one key lies under `.kinerja/`, readable by its owner only."""

    def __init__(self, key: OKPKey) -> None:
        self._key = key
        self._public = read_key_set(orjson.dumps({"keys": [key.as_dict(private=False)]}))

    @classmethod
    def open(cls, home: Path) -> Self:
        """Read the key under `home`, making it the first time; two processes agree on one."""
        home.mkdir(parents=True, exist_ok=True)
        path = home / FILE
        if not path.exists():
            _write_key(path)
        key = import_key(orjson.loads(path.read_bytes()))
        if not isinstance(key, OKPKey):
            raise InvalidTokenError(Refusal.UNKNOWN_KEY)
        return cls(key)

    @property
    def is_ready(self) -> bool:
        """Tell whether any key is known: always."""
        return True

    async def find(self, key_id: str) -> VerificationKey | None:
        """Return the key with that `kid`."""
        return self._public.get(key_id)

    def issue(
        self, subject_id: UUID, *, agency_code: str | None, audience: str, expires_in: timedelta
    ) -> str:
        """Return a token for the person; `agency_code` names who employs them (None: province).

        Raises:
            LifetimeTooLongError: `expires_in` is not between a second and a day.
        """
        if not timedelta(seconds=1) <= expires_in <= LONGEST_LIFE:
            raise LifetimeTooLongError(hours=int(LONGEST_LIFE.total_seconds() // 3600))
        issued_at = int(clock.now().timestamp())
        claims: Mapping[str, object] = {
            "iss": ISSUER,
            "aud": audience,
            "sub": str(subject_id),
            "iat": issued_at,
            "exp": issued_at + int(expires_in.total_seconds()),
            "jti": str(new_id()),
            **({"agency": agency_code} if agency_code is not None else {}),
        }
        header = {"alg": "Ed25519", "typ": "at+jwt", "kid": self._key.kid}
        registry = JWSRegistry(algorithms=["Ed25519"])
        return jwt.encode(header, dict(claims), self._key, registry=registry)


def _write_key(path: Path) -> None:
    """Write a new key so that whoever comes second keeps the first one's."""
    key = OKPKey.generate_key("Ed25519", {"kid": str(new_id()), "use": "sig"})
    draft = path.with_name(f"{FILE}.{os.getpid()}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps(key.as_dict(private=True)))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # Another process was first; its key counts.
    finally:
        draft.unlink()
