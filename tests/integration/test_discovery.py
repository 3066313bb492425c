"""Discovery documents that are wrong, and providers that say nothing."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc.jwk import OKPKey

from kinerja.http.discovery import (
    IssuerMismatchError,
    NoKeyAddressError,
    discovered_keys,
    is_discoverable,
)
from kinerja.http.jwks import LARGEST_SET, RemoteKeys

PATH = "/realms/asn"
KEY = OKPKey.generate_key("Ed25519", {"kid": "one", "use": "sig"})


class Provider:
    """Serves one document and one key set; a test may change either, or redirect."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.provider = self  # type: ignore[attr-defined]  # read by the handler below.
        self.issuer = f"http://127.0.0.1:{self.server.server_port}{PATH}"
        self.document: Any = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        self.status = 200
        self.asked: list[str] = []

    def answer(self, path: str) -> bytes:
        self.asked.append(path)
        keys = {"keys": [KEY.as_dict(private=False)]}
        return json.dumps(keys if path.endswith("/keys") else self.document).encode()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]  # set above.
        body = provider.answer(self.path)
        self.send_response(provider.status)
        self.send_header("location", f"{provider.issuer}/keys")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output quiet."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    running = Provider()
    serve = running.server.serve_forever
    thread = threading.Thread(target=serve, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield running
    finally:
        running.server.shutdown()
        thread.join()
        running.server.server_close()


async def test_the_document_stands_under_the_issuers_path(provider: Provider) -> None:
    keys = RemoteKeys(discovered_keys(provider.issuer))

    assert await keys.find("one")

    assert provider.asked == [f"{PATH}/.well-known/openid-configuration", f"{PATH}/keys"]


async def test_a_final_slash_of_the_issuer_is_part_of_its_name(provider: Provider) -> None:
    name = f"{provider.issuer}/"
    with pytest.raises(IssuerMismatchError):
        await discovered_keys(name)()

    provider.document["issuer"] = name

    await discovered_keys(name)()
    assert f"{PATH}/.well-known/openid-configuration" in provider.asked


@pytest.mark.parametrize("issuer", ["https://evil.example.test", None, 7, ["x"]])
async def test_a_document_for_another_issuer_is_refused(provider: Provider, issuer: Any) -> None:
    provider.document["issuer"] = issuer

    with pytest.raises(IssuerMismatchError):
        await discovered_keys(provider.issuer)()
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    "address",
    [None, 7, "", "keys", "/keys", "http://sso.example.test/keys", "ftp://127.0.0.1/keys"],
)
async def test_keys_over_a_line_that_others_can_change_are_not_fetched(
    provider: Provider, address: Any
) -> None:
    provider.document["jwks_uri"] = address

    with pytest.raises(NoKeyAddressError):
        await discovered_keys(provider.issuer)()
    assert len(provider.asked) == 1


@pytest.mark.parametrize("document", [[], "text", None, {}, {"keys": "x" * LARGEST_SET}])
async def test_what_is_no_discovery_document_is_refused(provider: Provider, document: Any) -> None:
    provider.document = document

    with pytest.raises(ValueError, match=r".*"):
        await discovered_keys(provider.issuer)()


async def test_no_redirect_is_followed(provider: Provider) -> None:
    provider.status = 302
    keys = RemoteKeys(discovered_keys(provider.issuer))

    await keys.refresh()

    assert not keys.is_ready
    assert provider.asked == [f"{PATH}/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    ("issuer", "can_be"),
    [
        ("https://sso.example.go.id/realms/asn", True),
        ("http://127.0.0.1:8080", True),
        ("http://localhost/x", True),
        ("http://sso.example.go.id", False),
        ("urn:kinerja:development", False),
        ("https://sso.example.go.id/?realm=asn", False),
        ("https://sso.example.go.id/#asn", False),
        ("https://", False),
        ("sso.example.go.id", False),
    ],
)
def test_an_issuer_is_an_address_over_a_safe_line(issuer: str, can_be: bool) -> None:  # noqa: FBT001 - a case of the table.
    assert is_discoverable(issuer) is can_be
