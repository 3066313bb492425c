"""Which keys of a key set are used, and when a set is fetched again."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from kinerja.http.errors import IdentityProviderUnavailableError
from kinerja.http.jwks import MAX_AGE, MAX_STALENESS, REFRESH_PERIOD, RemoteKeys, read_key_set


def jwks(*entries: dict[str, Any]) -> bytes:
    return json.dumps({"keys": entries}).encode()


def ed25519(kid: str, **members: str) -> dict[str, Any]:
    key = OKPKey.generate_key("Ed25519", {"kid": kid})
    return {**key.as_dict(private=False), **members}


def test_each_kind_of_key_is_bound_to_its_algorithm() -> None:
    keys = read_key_set(
        jwks(
            ed25519("okp"),
            dict(ECKey.generate_key("P-256", {"kid": "ec"}).as_dict(private=False)),
            dict(RSAKey.generate_key(2048, {"kid": "rsa"}).as_dict(private=False)),
        )
    )

    assert {kid: key.algorithms for kid, key in keys.items()} == {
        "okp": {"EdDSA", "Ed25519"},
        "ec": {"ES256"},
        "rsa": {"RS256"},
    }


@pytest.mark.parametrize(
    "unusable",
    [
        {**OctKey.generate_key(256, {"kid": "x"}).as_dict(private=True)},
        ECKey.generate_key("P-384", {"kid": "x"}).as_dict(private=False),
        OKPKey.generate_key("X25519", {"kid": "x"}).as_dict(private=False),
        ed25519("x", use="enc"),
        ed25519("x", alg="RS256"),
        ed25519("x", x="AA"),
        ed25519("x", crv="unheard-of"),
        {"kty": "RSA", "kid": "x"},
        {"kty": "unheard-of", "kid": "x"},
        {name: value for name, value in ed25519("x").items() if name != "kid"},
        "not a key",
    ],
)
def test_a_key_of_another_kind_is_left_out(unusable: Any) -> None:
    assert read_key_set(jwks(ed25519("good"), unusable)).keys() == {"good"}


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"keys": {}}', b'{"keys": []}', b"<html>"])
def test_what_is_no_key_set_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"key|Expecting"):
        read_key_set(text)


class Provider:
    """Answers with one key, counts, and can be down; the clock is the test's."""

    def __init__(self) -> None:
        self.clock = 1000.0
        self.fetches = 0
        self.is_down = False
        self.answer = jwks(ed25519("first"))
        self.asked = asyncio.Event()
        self.answering = asyncio.Event()
        self.answering.set()
        self.keys = RemoteKeys(self.fetch, now=lambda: self.clock)

    async def fetch(self) -> bytes:
        self.fetches += 1
        self.asked.set()
        await self.answering.wait()
        if self.is_down:
            raise httpx.ConnectError("down")
        return self.answer


async def test_a_rotated_key_is_found_and_made_up_ids_cost_one_fetch_a_period() -> None:
    provider = Provider()
    assert await provider.keys.find("first")
    provider.clock += REFRESH_PERIOD
    provider.answer = jwks(ed25519("first"), ed25519("second"))

    assert await provider.keys.find("second")
    for number in range(50):
        assert await provider.keys.find(f"made-up-{number}") is None

    assert provider.fetches == 2


async def test_a_withdrawn_key_stops_working_when_the_set_is_old() -> None:
    provider = Provider()
    assert await provider.keys.find("first")
    provider.answer = jwks(ed25519("second"))

    provider.clock += MAX_AGE + 1

    assert await provider.keys.find("first") is None


async def test_the_last_good_set_is_kept_while_the_provider_is_down_but_not_for_ever() -> None:
    provider = Provider()
    assert await provider.keys.find("first")
    provider.is_down = True

    provider.clock += MAX_AGE + 1
    assert await provider.keys.find("first")
    provider.clock += MAX_STALENESS

    with pytest.raises(IdentityProviderUnavailableError):
        await provider.keys.find("first")


async def test_an_unknown_key_cannot_be_judged_while_the_provider_is_down() -> None:
    provider = Provider()
    assert await provider.keys.find("first")
    provider.is_down = True
    provider.clock += REFRESH_PERIOD

    with pytest.raises(IdentityProviderUnavailableError):
        await provider.keys.find("made-up")
    assert await provider.keys.find("first")

    provider.is_down = False
    provider.clock += REFRESH_PERIOD
    assert await provider.keys.find("made-up") is None


async def test_a_known_key_does_not_wait_for_a_provider_that_is_slow() -> None:
    provider = Provider()
    assert await provider.keys.find("first")
    provider.clock += MAX_AGE + 1
    provider.answering.clear()
    provider.asked.clear()

    slow = asyncio.create_task(provider.keys.find("first"))
    await provider.asked.wait()
    assert await asyncio.wait_for(provider.keys.find("first"), 5)
    assert not slow.done()

    provider.answering.set()
    assert await slow


async def test_without_any_set_no_token_can_be_judged() -> None:
    provider = Provider()
    provider.is_down = True

    with pytest.raises(IdentityProviderUnavailableError):
        await provider.keys.find("first")
    assert not provider.keys.is_ready
