"""Signing in at a real OpenID provider (certified, a process), and what of it is refused."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.http import jwks
from kinerja.kit import clock
from kinerja.kit.ids import new_id
from tenants.security_events import SecurityEvent
from tenants.session import tenant_session
from tests.support.clients import Answer, Client, running_client
from tests.support.database import DISHUB, Database
from tests.support.identity_provider import IdentityProvider
from tests.support.nips import make_nip
from tests.support.openid_provider import (
    OpenIDProvider,
    Rotation,
    ec_key,
    ed25519_key,
    openid_provider,
    rsa_key,
)
from tests.support.organisation_factories import make_employee

EMPLOYEE, ELSEWHERE = new_id(), new_id()
NAMES = {str(EMPLOYEE): "DISHUB", str(ELSEWHERE): "NOWHERE", "budi": "DISHUB"}
WHO = "{ viewer { kind subjectId roles agency { code } employee { name } } }"


@pytest.fixture(scope="module")
def keys() -> list[Key]:
    return [rsa_key(), ec_key()]


@pytest.fixture
def openid(keys: list[Key]) -> Iterator[OpenIDProvider]:
    """Return the provider; it signs with RS256."""
    with openid_provider(Rotation(keys, "RS256"), NAMES) as running:
        yield running


@pytest.fixture
async def service(
    database: Database, provider: IdentityProvider, openid: OpenIDProvider
) -> AsyncIterator[Client]:
    """Return the service, which knows of the provider nothing but its name."""
    async with tenant_session(database.owner, DISHUB) as session:
        await make_employee(session, DISHUB, id=EMPLOYEE, nip=make_nip(4711), name="Ani")
    async with running_client(database, provider, issuer=openid.issuer, jwks_url=None) as client:
        yield client


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the service look for new keys at each request."""
    monkeypatch.setattr(jwks, "REFRESH_PERIOD", 0.0)
    monkeypatch.setattr(jwks, "MAX_AGE", 0.0)


async def ask(service: Client, token: str) -> Answer:
    return await service.with_token(token).query(WHO)


def is_let_in(answer: Answer) -> bool:
    return (answer.status, answer.errors) == (200, [])


def refused(answer: Answer) -> tuple[int, str]:
    (code,) = answer.codes
    assert answer.data is None
    return answer.status, code


async def reasons(service: Client) -> dict[str, int]:
    """Return how often tokens were refused so far, by reason."""
    assert await service.app.state.refusals.flush()
    async with AsyncSession(service.database.owner) as session:
        events = await session.scalars(select(SecurityEvent))
        return {event.kind: event.count for event in events}


def decoded(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims = (
        json.loads(base64.urlsafe_b64decode(f"{part}==")) for part in token.split(".")[:2]
    )
    return header, claims


def signed(token: str, key: Key, algorithm: str, **changes: Any) -> str:
    """Sign the token's own claims anew; `changes` are to its header."""
    header, claims = decoded(token)
    registry = JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    return jwt.encode({**header, "alg": algorithm, **changes}, claims, key, registry=registry)


async def test_an_employee_signs_in_and_is_known(service: Client, openid: OpenIDProvider) -> None:
    token = openid.sign_in(str(EMPLOYEE)).access_token
    assert decoded(token)[0]["typ"] == "at+jwt"  # RFC 9068

    answer = await ask(service, token)

    assert answer.body["data"] == {
        "viewer": {
            "kind": "PERSON",
            "subjectId": str(EMPLOYEE),
            "roles": ["employee"],
            "agency": {"code": "DISHUB"},
            "employee": {"name": "Ani"},
        }
    }


async def test_who_belongs_to_no_agency_is_somebody_of_the_province(
    service: Client, openid: OpenIDProvider
) -> None:
    answer = await ask(service, openid.sign_in(str(new_id())).access_token)

    assert is_let_in(answer)
    assert answer.data["viewer"]["agency"] is None


async def test_what_the_provider_issues_for_others_is_refused(
    service: Client, openid: OpenIDProvider
) -> None:
    good = openid.sign_in(str(EMPLOYEE))
    payroll = openid.sign_in(str(EMPLOYEE), service="payroll").access_token
    nobody = openid.sign_in("budi").access_token
    unknown_agency = openid.sign_in(str(ELSEWHERE)).access_token

    for token in (good.id_token, payroll, nobody, unknown_agency):
        assert refused(await ask(service, token)) == (401, "INVALID_TOKEN")

    assert is_let_in(await ask(service, good.access_token))
    assert await reasons(service) == {"FOREIGN_TOKEN": 3, "BAD_CLAIMS": 1}


async def test_a_token_of_another_environment_is_refused_even_if_the_keys_are_the_same(
    service: Client, keys: list[Key]
) -> None:
    with openid_provider(Rotation(keys, "RS256"), NAMES) as copy:
        copied = copy.sign_in(str(EMPLOYEE)).access_token
    with openid_provider(Rotation([rsa_key()], "RS256"), NAMES) as other:
        foreign = other.sign_in(str(EMPLOYEE)).access_token

    assert refused(await ask(service, copied)) == (401, "INVALID_TOKEN")
    assert refused(await ask(service, foreign)) == (401, "INVALID_TOKEN")
    assert await reasons(service) == {"FOREIGN_TOKEN": 1, "UNKNOWN_KEY": 1}


@pytest.mark.usefixtures("impatient")
async def test_keys_can_be_rotated_while_the_service_runs(
    service: Client, openid: OpenIDProvider, keys: list[Key]
) -> None:
    old = openid.sign_in(str(EMPLOYEE)).access_token
    assert is_let_in(await ask(service, old))

    openid.restart(Rotation([ed25519_key(), *keys], "Ed25519"))
    assert is_let_in(await ask(service, openid.sign_in(str(EMPLOYEE)).access_token))
    assert is_let_in(await ask(service, old))

    openid.restart(Rotation([keys[1]], "ES256"))
    assert is_let_in(await ask(service, openid.sign_in(str(EMPLOYEE)).access_token))
    assert refused(await ask(service, old)) == (401, "INVALID_TOKEN")
    assert await reasons(service) == {"UNKNOWN_KEY": 1}


@pytest.mark.usefixtures("impatient")
async def test_while_the_provider_is_down_known_keys_count_and_others_cannot_be_judged(
    service: Client, openid: OpenIDProvider
) -> None:
    known = openid.sign_in(str(EMPLOYEE)).access_token
    assert is_let_in(await ask(service, known))
    openid.restart(Rotation([rsa_key()], "RS256"))
    unknown = openid.sign_in(str(EMPLOYEE)).access_token
    openid.stop()

    assert is_let_in(await ask(service, known))
    answer = await ask(service, unknown)
    assert refused(answer) == (503, "IDENTITY_PROVIDER_UNAVAILABLE")
    assert answer.headers["retry-after"] == "5"

    openid.start()
    assert is_let_in(await ask(service, unknown))
    assert await reasons(service) == {}


@pytest.mark.parametrize(
    ("skew", "outcome"),
    [
        (timedelta(seconds=-25), None),  # Our clock is behind: issued in the future.
        (timedelta(seconds=-40), "INVALID_TOKEN"),
        (timedelta(seconds=300 + 25), None),
        (timedelta(seconds=300 + 40), "EXPIRED_TOKEN"),
    ],
)
async def test_clocks_may_differ_by_half_a_minute(
    service: Client,
    openid: OpenIDProvider,
    monkeypatch: pytest.MonkeyPatch,
    skew: timedelta,
    outcome: str | None,
) -> None:
    token = openid.sign_in(str(EMPLOYEE)).access_token
    now = clock.now() + skew
    monkeypatch.setattr(clock, "now", lambda: now)

    answer = await ask(service, token)

    assert answer.codes == ([] if outcome is None else [outcome])
    assert answer.status == (200 if outcome is None else 401)


async def test_the_header_never_chooses_the_algorithm(
    service: Client, openid: OpenIDProvider, keys: list[Key]
) -> None:
    token = openid.sign_in(str(EMPLOYEE)).access_token
    rsa, ec = keys
    _, claims, signature = token.split(".")
    unsigned = (
        base64.urlsafe_b64encode(json.dumps({**decoded(token)[0], "alg": "none"}).encode())
        .decode()
        .rstrip("=")
    )
    confused = [
        f"{unsigned}.{claims}.",
        f"{unsigned}.{claims}.{signature}",
        signed(token, rsa, "RS512"),
        signed(token, rsa, "PS256"),
        signed(token, rsa, "RS256", kid=ec.kid),
        signed(token, ec, "ES256"),
        *_by_public_keys(token, openid),
    ]

    for forged in confused:
        assert refused(await ask(service, forged)) == (401, "INVALID_TOKEN")

    assert is_let_in(await ask(service, signed(token, ec, "ES256", kid=ec.kid)))
    assert await reasons(service) == {"BAD_ALGORITHM": len(confused)}


def _by_public_keys(token: str, openid: OpenIDProvider) -> list[str]:
    """Sign by HMAC with what the provider publishes: as PEM, and as the text of the JWK."""
    header, _ = decoded(token)
    claims = token.split(".")[1]
    (published,) = (
        key
        for key in httpx.get(f"{openid.issuer}/jwks").json()["keys"]
        if key["kid"] == header["kid"]
    )
    pem = jwks.read_key_set(json.dumps({"keys": [published]}).encode())[header["kid"]].key
    forged = []
    for secret in (pem.as_bytes(encoding="PEM", private=False), json.dumps(published).encode()):
        head = base64.urlsafe_b64encode(json.dumps({**header, "alg": "HS256"}).encode())
        text = f"{head.decode().rstrip('=')}.{claims}"
        code = hmac.new(secret, text.encode(), hashlib.sha256).digest()
        forged.append(f"{text}.{base64.urlsafe_b64encode(code).decode().rstrip('=')}")
    return forged


async def test_a_name_that_differs_from_the_providers_own_gives_no_keys(
    database: Database, provider: IdentityProvider, openid: OpenIDProvider
) -> None:
    """OpenID Connect Discovery 1.0, section 4.3: equal to the letter, or others could answer."""
    token = openid.sign_in(str(EMPLOYEE)).access_token
    name = openid.issuer.replace("127.0.0.1", "localhost")
    async with running_client(database, provider, issuer=name, jwks_url=None) as service:
        ready = await service.send("GET", "/readyz")
        answer = await ask(service, token)

    assert (ready.status, ready.body["reasons"]) == (503, {"identity": "KEYS_UNAVAILABLE"})
    assert refused(answer) == (503, "IDENTITY_PROVIDER_UNAVAILABLE")
