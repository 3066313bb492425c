"""A real identity provider for tests: keys of its own, served over HTTP on the loopback."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from kinerja.kit import clock
from kinerja.kit.ids import new_id

ISSUER = "https://sso.example.test/realms/pegawai"
AUDIENCE = "kinerja"


@dataclass
class IdentityProvider:
    """Signs tokens with its first key and publishes all; tests may change either."""

    url: str
    keys: list[Key] = field(default_factory=list)
    fetches: int = 0
    is_down: bool = False

    def add_key(self, kind: str = "OKP") -> Key:
        """Make a key, put it first and publish it."""
        parameters: Any = {"kid": str(new_id()), "use": "sig"}
        key: Key
        if kind == "RSA":
            key = RSAKey.generate_key(2048, parameters)
        elif kind == "EC":
            key = ECKey.generate_key("P-256", parameters)
        else:
            key = OKPKey.generate_key("Ed25519", parameters)
        self.keys.insert(0, key)
        return key

    def token(
        self,
        subject_id: UUID,
        *,
        agency: str | None = None,
        lifetime: timedelta = timedelta(minutes=10),
        header: Mapping[str, Any] | None = None,
        **claims: object,
    ) -> str:
        """Sign a token; keywords change or (None) remove claims, `header` adds to the header."""
        now = int(clock.now().timestamp())
        all_claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(subject_id),
            "iat": now,
            "exp": now + int(lifetime.total_seconds()),
            "jti": str(new_id()),
            "agency": agency,
            **claims,
        }
        key = self.keys[0]
        algorithm = {"RSA": "RS256", "EC": "ES256", "OKP": "Ed25519"}[key.key_type]
        fields = {"alg": algorithm, "typ": "at+jwt", "kid": key.kid, **(header or {})}
        registry = JWSRegistry(algorithms=[algorithm], strict_check_header=False)
        given = {name: value for name, value in all_claims.items() if value is not None}
        return jwt.encode(fields, given, key, registry=registry)

    def key_set(self) -> bytes:
        """Return the public keys as a JWKS."""
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys]}).encode()


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """Run an identity provider with one key."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = IdentityProvider(f"http://127.0.0.1:{server.server_port}/jwks")
    provider.add_key()
    server.provider = provider  # type: ignore[attr-defined]  # read by the handler below.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider: IdentityProvider = self.server.provider  # type: ignore[attr-defined]  # set above.
        provider.fetches += 1
        body = b"" if provider.is_down else provider.key_set()
        self.send_response(503 if provider.is_down else 200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output quiet."""
