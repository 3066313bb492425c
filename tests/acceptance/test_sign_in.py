"""What a caller sees who brings no token, a bad one, or a good one."""

from collections.abc import AsyncIterator

import pytest

from kinerja.kit.ids import new_id
from tenants.provisioning import suspend_agency
from tests.support.clients import Client, running_client, settings_for
from tests.support.database import DISHUB, Database
from tests.support.identity_provider import IdentityProvider
from tests.support.tiny_schema import tiny_schema


@pytest.fixture
async def tiny(database: Database, provider: IdentityProvider) -> AsyncIterator[Client]:
    async with running_client(database, provider, schema=tiny_schema) as client:
        yield client


@pytest.mark.parametrize("query", ["{ hello }", "{ __schema { queryType { name } } }", "{", ""])
async def test_without_a_token_every_operation_is_refused_in_the_shape_of_graphql(
    tiny: Client, query: str
) -> None:
    answer = await tiny.with_headers(accept_language="en").query(query)

    assert answer.status == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="kinerja"'
    assert answer.body == {
        "errors": [
            {
                "message": "Send a token: `Authorization: Bearer <token>`.",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }


async def test_a_bad_token_is_told_apart_from_an_expired_one_and_nothing_more(
    tiny: Client, provider: IdentityProvider
) -> None:
    foreign = provider.token(new_id(), iss="https://evil.example.test")
    unknown_key = provider.token(new_id(), header={"kid": "made-up"})
    answers = [
        await tiny.with_token(token).query("{ hello }")
        for token in ("x", foreign, unknown_key, "knj_live_x")
    ]
    expired = await tiny.with_token(provider.token(new_id(), exp=1)).query("{ hello }")

    assert {answer.status for answer in answers} == {401}
    assert len({str(answer.body) for answer in answers}) == 1
    assert answers[0].codes == ["INVALID_TOKEN"]
    assert 'error="invalid_token"' in answers[0].headers["www-authenticate"]
    assert (expired.status, expired.codes) == (401, ["EXPIRED_TOKEN"])
    assert "expired" in expired.headers["www-authenticate"]


async def test_who_asks_reaches_the_resolvers(tiny: Client) -> None:
    employee, official = new_id(), new_id()

    own = await tiny.as_(employee, agency="DISHUB").query("{ who }")
    province = await tiny.as_(official).query("{ who }")
    token = await tiny.api_token("framework:view", agency_id=DISHUB)
    client = await tiny.with_token(token).query("{ who }")

    assert own.data == {"who": f"PERSON {employee} {DISHUB} "}
    assert province.data == {"who": f"PERSON {official} None "}
    assert client.data["who"].startswith("CLIENT ")
    assert client.data["who"].endswith(f" {DISHUB} framework:view")


async def test_the_employee_of_a_suspended_agency_is_refused_with_the_reason(
    tiny: Client, database: Database
) -> None:
    await suspend_agency(database.owner, "DPMPTSP")
    await tiny.app.state.registry.refresh()

    answer = await tiny.as_(new_id(), agency="DPMPTSP").query("{ hello }")

    assert (answer.status, answer.codes) == (403, ["AGENCY_SUSPENDED"])


async def test_an_unreachable_identity_provider_is_not_the_callers_fault(
    database: Database, provider: IdentityProvider
) -> None:
    async with running_client(
        database, provider, schema=tiny_schema, jwks_url="http://127.0.0.1:9/jwks"
    ) as tiny:
        answer = await tiny.as_(new_id()).query("{ hello }")
        ready = await tiny.send("GET", "/readyz")

    assert (answer.status, answer.codes) == (503, ["IDENTITY_PROVIDER_UNAVAILABLE"])
    assert answer.headers["retry-after"] == "5"
    assert (ready.status, ready.body["reasons"]) == (503, {"identity": "KEYS_UNAVAILABLE"})


async def test_tokens_are_no_part_of_the_logs(
    capsys: pytest.CaptureFixture[str], tiny: Client, provider: IdentityProvider
) -> None:
    token = provider.token(new_id(), exp=1)
    await tiny.with_token(token).query("{ hello }")
    await tiny.as_(new_id()).query("{ fault }")

    logged = capsys.readouterr().err
    assert "unexpected error" in logged
    assert "eyJ" not in logged


def test_settings_with_secrets_do_not_show_them(
    database: Database, provider: IdentityProvider
) -> None:
    assert database.url not in repr(settings_for(database, provider))
