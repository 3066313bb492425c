"""Who is let in: people by tokens against a real JWKS, API clients by the database."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey
from starlette.datastructures import Headers

from kinerja.http.access_tokens import AccessTokenVerifier
from kinerja.http.api_tokens import APITokenVerifier, digest, new_api_token
from kinerja.http.authentication import Authenticator
from kinerja.http.development_issuer import ISSUER as DEVELOPMENT
from kinerja.http.development_issuer import DevelopmentIssuer
from kinerja.http.errors import (
    ExpiredTokenError,
    IdentityProviderUnavailableError,
    InvalidTokenError,
    RefusedTokenError,
    UnauthenticatedError,
)
from kinerja.http.jwks import RemoteKeys, fetcher
from kinerja.kit import clock
from kinerja.kit.ids import new_id
from policies.subject import Subject, SubjectKind
from tenants.api_tokens import store_token
from tenants.errors import AgencySuspendedError
from tenants.provisioning import suspend_agency
from tenants.refusals import RefusalCounter
from tenants.registry import AgencyRegistry
from tenants.security_events import Refusal
from tests.support.database import DISHUB, Database
from tests.support.identity_provider import (
    AUDIENCE,
    ISSUER,
    IdentityProvider,
    identity_provider,
)

SUBJECT = new_id()


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture
def people(provider: IdentityProvider) -> AccessTokenVerifier:
    keys = RemoteKeys(fetcher(provider.url))
    return AccessTokenVerifier(keys, issuer=ISSUER, audience=AUDIENCE)


@pytest.fixture
async def door(database: Database, people: AccessTokenVerifier) -> AsyncIterator[Authenticator]:
    async with open_door(database, people) as authenticator:
        yield authenticator


@asynccontextmanager
async def open_door(
    database: Database, people: AccessTokenVerifier
) -> AsyncIterator[Authenticator]:
    registry = AgencyRegistry(database.application)
    await registry.start()
    try:
        clients = APITokenVerifier(database.application)
        refusals = RefusalCounter(database.application)
        yield Authenticator(people=people, clients=clients, agencies=registry, refusals=refusals)
    finally:
        await registry.stop()


async def enter(door: Authenticator, token: str) -> Subject:
    return await door.authenticate(Headers({"authorization": f"Bearer {token}"}))


def part(value: object) -> str:
    text_ = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text_.encode()).decode().rstrip("=")


async def test_an_employee_is_known_by_id_and_agency(
    door: Authenticator, provider: IdentityProvider
) -> None:
    subject = await enter(door, provider.token(SUBJECT, agency="DISHUB"))

    assert subject == Subject(SUBJECT, SubjectKind.PERSON, DISHUB, frozenset())


async def test_somebody_of_the_province_belongs_to_no_agency(
    door: Authenticator, provider: IdentityProvider
) -> None:
    assert (await enter(door, provider.token(SUBJECT))).agency_id is None


@pytest.mark.parametrize("agency", ["NOWHERE", "", "dishub", "DISHUB "])
async def test_an_agency_that_does_not_exist_makes_the_token_invalid(
    door: Authenticator, provider: IdentityProvider, agency: str
) -> None:
    with pytest.raises(InvalidTokenError):
        await enter(door, provider.token(SUBJECT, agency=agency))


@pytest.mark.parametrize("kind", ["RSA", "EC", "OKP"])
async def test_each_kind_of_key_can_sign(
    people: AccessTokenVerifier, provider: IdentityProvider, kind: str
) -> None:
    provider.add_key(kind)

    assert (await people.verify(provider.token(SUBJECT))).subject_id == SUBJECT


@pytest.mark.parametrize(
    "accepted",
    [
        {"header": {"typ": "JWT"}},
        {"aud": ["other", AUDIENCE]},
        {"nbf": int(clock.now().timestamp())},
        {"lifetime": timedelta(seconds=-20)},
        {"iat": int(clock.now().timestamp()) + 20},
        {"scope": "openid", "azp": "portal"},
    ],
)
async def test_a_token_within_the_rules_is_accepted(
    people: AccessTokenVerifier, provider: IdentityProvider, accepted: dict[str, Any]
) -> None:
    token = provider.token(SUBJECT, agency="DISHUB", **accepted)

    assert (await people.verify(token)).subject_id == SUBJECT


async def test_the_older_name_of_an_algorithm_is_accepted(
    people: AccessTokenVerifier, provider: IdentityProvider
) -> None:
    assert (await people.verify(resigned(provider, {"alg": "EdDSA"}))).subject_id == SUBJECT


NOW = int(clock.now().timestamp())


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example.test"},
        {"iss": ISSUER + "/"},
        {"iss": None},
        {"iss": [ISSUER]},
        {"aud": "another-service"},
        {"aud": []},
        {"aud": None},
        {"aud": {"kinerja": True}},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"iat": None},
        {"iat": NOW + 7200},
        {"nbf": NOW + 7200},
        {"nbf": "now"},
        {"jti": None},
        {"jti": 7},
        {"sub": None},
        {"sub": "not-a-uuid"},
        {"sub": 7},
        {"sub": str(SUBJECT).upper()},
        {"sub": f"urn:uuid:{SUBJECT}"},
        {"agency": 2},
        {"agency": ["DISHUB"]},
        {"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"},
        {"c_hash": "LDktKdoQak3Pk0cnXxCltA"},
    ],
)
async def test_a_token_outside_the_rules_is_invalid(
    people: AccessTokenVerifier, provider: IdentityProvider, changed: dict[str, Any]
) -> None:
    with pytest.raises(InvalidTokenError):
        await people.verify(provider.token(SUBJECT, **{"agency": "DISHUB", **changed}))


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "id_token"},
        {"typ": None},
        {"typ": 7},
        {"kid": None},
        {"kid": ""},
        {"kid": "made-up"},
        {"kid": ["a"]},
        {"jku": "https://evil.example.test/jwks"},
        {"x5u": "https://evil.example.test/chain"},
        {"jwk": {"kty": "OKP"}},
        {"x5c": ["MIIB"]},
        {"cty": "JWT"},
        {"crit": ["b64"], "b64": True},
        {"crit": ["exp"], "exp": 1},
        {"crit": []},
        {"zip": "DEF"},
    ],
)
async def test_a_header_that_names_keys_or_changes_the_rules_is_refused(
    people: AccessTokenVerifier, provider: IdentityProvider, header: dict[str, Any]
) -> None:
    assert (await people.verify(resigned(provider, {}))).subject_id == SUBJECT

    with pytest.raises(InvalidTokenError):
        await people.verify(resigned(provider, header))


async def test_a_token_whose_time_is_over_is_told_to_be_expired(
    people: AccessTokenVerifier, provider: IdentityProvider
) -> None:
    with pytest.raises(ExpiredTokenError):
        await people.verify(provider.token(SUBJECT, lifetime=timedelta(minutes=-2)))


async def test_expired_is_said_only_of_what_was_good(
    people: AccessTokenVerifier, provider: IdentityProvider
) -> None:
    """The claims are read in the order of the token, which is the sender's choice."""
    late = {"exp": 1, "iss": ISSUER, "aud": AUDIENCE, "sub": str(SUBJECT), "iat": 0, "jti": "1"}
    with pytest.raises(ExpiredTokenError):
        await people.verify(resigned(provider, {}, json.dumps(late)))

    for wrong in ({"aud": "payroll"}, {"iss": "https://evil.example.test"}, {"jti": None}):
        with pytest.raises(InvalidTokenError):
            await people.verify(resigned(provider, {}, json.dumps({**late, **wrong})))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"aud": "payroll"}, Refusal.FOREIGN),
        ({"iss": "https://evil.example.test"}, Refusal.FOREIGN),
        ({"at_hash": "x"}, Refusal.FOREIGN),
        ({"header": {"typ": "id+jwt"}}, Refusal.FOREIGN),
        ({"sub": "budi"}, Refusal.BAD_CLAIMS),
        ({"exp": None}, Refusal.BAD_CLAIMS),
        ({"nbf": NOW + 7200}, Refusal.BAD_CLAIMS),
        ({"exp": 1}, Refusal.EXPIRED),
        ({"header": {"kid": "made-up"}}, Refusal.UNKNOWN_KEY),
        ({"header": {"crit": ["b64"], "b64": True}}, Refusal.MALFORMED),
        ({"header": {"jku": "https://evil.example.test/jwks"}}, Refusal.MALFORMED),
    ],
)
async def test_the_record_of_security_events_gets_the_reason(
    people: AccessTokenVerifier,
    provider: IdentityProvider,
    changed: dict[str, Any],
    refusal: Refusal,
) -> None:
    with pytest.raises(RefusedTokenError) as caught:
        await people.verify(provider.token(SUBJECT, **changed))

    assert caught.value.refusal is refusal


async def test_a_token_that_was_good_is_refused_when_its_time_is_over(
    people: AccessTokenVerifier, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = provider.token(SUBJECT, lifetime=timedelta(minutes=5))
    assert (await people.verify(token)).subject_id == SUBJECT
    assert (await people.verify(token)).subject_id == SUBJECT

    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)

    with pytest.raises(ExpiredTokenError):
        await people.verify(token)


async def test_an_unsigned_token_is_refused(
    people: AccessTokenVerifier, provider: IdentityProvider
) -> None:
    _, claims, signature = provider.token(SUBJECT).split(".")
    for algorithm in ("none", "None", "NONE", ""):
        header = part({"alg": algorithm, "typ": "at+jwt", "kid": provider.keys[0].kid})
        for ending in ("", signature):
            with pytest.raises(InvalidTokenError):
                await people.verify(f"{header}.{claims}.{ending}")


@pytest.mark.parametrize("kind", ["RSA", "EC", "OKP"])
async def test_the_public_key_is_no_shared_secret(
    people: AccessTokenVerifier, provider: IdentityProvider, kind: str
) -> None:
    key = provider.add_key(kind)
    assert not isinstance(key, OctKey)
    _, claims, _ = provider.token(SUBJECT).split(".")
    public = key.as_bytes(encoding="PEM", private=False)
    for algorithm, hashing in (("HS256", hashlib.sha256), ("HS512", hashlib.sha512)):
        signed = part({"alg": algorithm, "typ": "at+jwt", "kid": key.kid}) + "." + claims
        code = hmac.new(public, signed.encode(), hashing).digest()
        with pytest.raises(InvalidTokenError):
            await people.verify(f"{signed}.{base64.urlsafe_b64encode(code).decode().rstrip('=')}")


async def test_the_header_does_not_choose_the_algorithm_of_a_key(
    people: AccessTokenVerifier, provider: IdentityProvider
) -> None:
    key = provider.add_key("RSA")
    claims = json.loads(base64.urlsafe_b64decode(provider.token(SUBJECT).split(".")[1] + "=="))

    for algorithm in ("RS384", "RS512", "PS256"):
        header = {"alg": algorithm, "typ": "at+jwt", "kid": key.kid}
        well_signed = jwt.encode(header, claims, key, algorithms=[algorithm])
        with pytest.raises(InvalidTokenError):
            await people.verify(well_signed)


async def test_a_mangled_token_is_refused(
    people: AccessTokenVerifier, provider: IdentityProvider
) -> None:
    token = provider.token(SUBJECT, agency="DISHUB")
    header, claims, signature = token.split(".")
    other = part({"sub": str(new_id())})
    deep = part("[" * 3000)
    for mangled in (
        token[:-4] + "AAAA",
        f"{header}.{other}.{signature}",
        f"{header}.{claims}",
        f"{header}.{claims}.{signature}.{signature}",
        f"{header}.{claims}.",
        f".{claims}.{signature}",
        f"{deep}.{claims}.{signature}",
        f"é{token}",
        "a.b.c",
        "..",
        "x",
        "a" * 20_000,
        token + "a" * 9000,
    ):
        with pytest.raises(InvalidTokenError):
            await people.verify(mangled)


async def test_a_member_given_twice_is_refused(
    people: AccessTokenVerifier, provider: IdentityProvider
) -> None:
    encoded = provider.token(SUBJECT, agency="DISHUB").split(".")[1]
    claims = base64.urlsafe_b64decode(encoded + "==").decode()
    doubled = claims[:-1] + f', "sub": "{new_id()}"}}'
    assert (await people.verify(resigned(provider, {}, claims))).subject_id == SUBJECT

    with pytest.raises(InvalidTokenError):
        await people.verify(resigned(provider, {}, doubled))


async def test_keys_can_be_rotated(
    people: AccessTokenVerifier, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kinerja.http.jwks.REFRESH_PERIOD", 0.0)
    old = provider.token(SUBJECT)
    assert (await people.verify(old)).subject_id == SUBJECT

    provider.add_key("EC")
    assert (await people.verify(provider.token(SUBJECT))).subject_id == SUBJECT
    assert (await people.verify(old)).subject_id == SUBJECT

    del provider.keys[1]
    provider.add_key("RSA")
    assert (await people.verify(provider.token(SUBJECT))).subject_id == SUBJECT
    with pytest.raises(InvalidTokenError):
        await people.verify(old)


async def test_a_token_is_judged_again_when_another_key_has_taken_the_id_of_its_key(
    people: AccessTokenVerifier, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kinerja.http.jwks.REFRESH_PERIOD", 0.0)
    monkeypatch.setattr("kinerja.http.jwks.MAX_AGE", 0.0)
    token = provider.token(SUBJECT)
    assert (await people.verify(token)).subject_id == SUBJECT

    provider.keys[0] = OKPKey.generate_key("Ed25519", {"kid": provider.keys[0].kid or ""})

    with pytest.raises(InvalidTokenError):
        await people.verify(token)


async def test_made_up_key_ids_do_not_make_the_service_ask_again_and_again(
    people: AccessTokenVerifier, provider: IdentityProvider
) -> None:
    await people.verify(provider.token(SUBJECT))

    async def try_key(number: int) -> None:
        with pytest.raises(InvalidTokenError):
            await people.verify(provider.token(SUBJECT, header={"kid": f"made-up-{number}"}))

    await asyncio.gather(*(try_key(number) for number in range(30)))

    assert provider.fetches == 1


async def test_people_get_in_while_the_provider_is_down(
    people: AccessTokenVerifier, provider: IdentityProvider
) -> None:
    await people.verify(provider.token(SUBJECT))
    provider.is_down = True

    assert (await people.verify(provider.token(SUBJECT))).subject_id == SUBJECT


async def test_without_keys_nobody_is_called_invalid(
    people: AccessTokenVerifier, provider: IdentityProvider
) -> None:
    provider.is_down = True

    with pytest.raises(IdentityProviderUnavailableError):
        await people.verify(provider.token(SUBJECT))


async def test_a_token_of_the_development_issuer_is_refused_by_a_real_one(
    people: AccessTokenVerifier, provider: IdentityProvider, tmp_path: Any
) -> None:
    own = DevelopmentIssuer.open(tmp_path)
    token = own.issue(
        SUBJECT, agency_code="DISHUB", audience=AUDIENCE, expires_in=timedelta(hours=1)
    )
    with pytest.raises(InvalidTokenError):
        await people.verify(token)

    # Even a key of the provider cannot speak for the development issuer.
    with pytest.raises(InvalidTokenError):
        await people.verify(provider.token(SUBJECT, iss=DEVELOPMENT))


async def test_the_employee_of_a_suspended_agency_is_told_so(
    people: AccessTokenVerifier, provider: IdentityProvider, database: Database
) -> None:
    await suspend_agency(database.owner, "DPMPTSP")

    async with open_door(database, people) as door:
        with pytest.raises(AgencySuspendedError):
            await enter(door, provider.token(SUBJECT, agency="DPMPTSP"))


@pytest.mark.parametrize(
    ("header", "error"),
    [
        (None, UnauthenticatedError),
        ("", InvalidTokenError),
        ("Bearer", InvalidTokenError),
        ("Bearer ", InvalidTokenError),
        ("Basic dXNlcjpwYXNz", InvalidTokenError),
        ("Token abc", InvalidTokenError),
    ],
)
async def test_only_a_bearer_token_counts(
    door: Authenticator, header: str | None, error: type[Exception]
) -> None:
    headers = Headers({} if header is None else {"authorization": header})
    with pytest.raises(error) as caught:
        await door.authenticate(headers)
    assert type(caught.value) is error


async def test_an_api_client_is_known_with_its_agency_and_scopes(
    door: Authenticator, database: Database
) -> None:
    token = new_api_token("live")
    async with database.owner.begin() as connection:
        await store_token(
            connection,
            token_hash=digest(token),
            client_name="Dasbor BI",
            agency_id=DISHUB,
            scopes=["framework:view"],
            purpose="Laporan triwulan",
            expires_at=clock.now() + timedelta(days=30),
        )

    subject = await enter(door, token)

    assert (subject.kind, subject.agency_id) == (SubjectKind.CLIENT, DISHUB)
    assert subject.scopes == {"framework:view"}


async def test_two_authorization_headers_are_refused(
    door: Authenticator, provider: IdentityProvider
) -> None:
    token = f"Bearer {provider.token(SUBJECT)}".encode()
    headers = Headers(raw=[(b"authorization", token), (b"authorization", token)])

    with pytest.raises(InvalidTokenError):
        await door.authenticate(headers)


def resigned(provider: IdentityProvider, header: dict[str, Any], claims: str | None = None) -> str:
    """Sign claims under a header that the library would not write (None: leave it out)."""
    key = provider.keys[0]
    assert isinstance(key, OKPKey)
    fields = {"alg": "Ed25519", "typ": "at+jwt", "kid": key.kid, **header}
    given = {name: value for name, value in fields.items() if value is not None}
    good = provider.token(SUBJECT, agency="DISHUB").split(".")[1]
    signed = f"{part(given)}.{part(claims) if claims else good}"
    signature = key.private_key.sign(signed.encode())  # type: ignore[union-attr]  # Ed25519.
    return f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
