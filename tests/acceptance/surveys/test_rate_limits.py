"""So many answers a minute: from one network, whose address is not kept, and from one link."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.clients import Client, running_client
from tests.support.database import Database
from tests.support.identity_provider import IdentityProvider
from tests.support.survey_desk import SUBMIT, Desk, form, open_desk, payload

LIMITS: dict[str, Any] = {
    "survey_answers_per_network": 2,
    "survey_answers_per_link": 3,
    "proxies": 1,
}


@pytest.fixture
async def limited(database: Database, provider: IdentityProvider) -> AsyncIterator[Client]:
    """Return a client of a service that takes few answers, behind one proxy."""
    async with running_client(database, provider, **LIMITS) as running:
        yield running


@pytest.fixture
async def desk(limited: Client) -> Desk:
    """Return the clients of a typical Dishub."""
    return await open_desk(limited)


async def sent(desk: Desk, token: str, address: str, *values: int) -> str:
    """Answer from an address; return the code of the refusal, '' for none."""
    client = desk.nobody.with_headers(x_forwarded_for=f"203.0.113.250, {address}")
    answer = payload(await client.query(SUBMIT, {"input": form(token, *values)}))
    return "" if answer["accepted"] else str(answer["errors"][0]["code"])


async def test_one_network_is_slowed_down_and_others_are_not(desk: Desk) -> None:
    (_, first), (_, second) = await desk.opened(), await desk.opened()

    told = [await sent(desk, first, "198.51.100.7", 4) for _ in range(3)]
    elsewhere = await sent(desk, second, "198.51.100.8", 4)
    other_link = await sent(desk, second, "198.51.100.7", 4)

    assert told == ["", "", "RATE_LIMITED"]
    assert elsewhere == ""
    assert other_link == "RATE_LIMITED"


async def test_one_link_is_slowed_down_whoever_sends(desk: Desk) -> None:
    (_, first), (_, second) = await desk.opened(), await desk.opened()

    told = [await sent(desk, first, f"198.51.100.{n}", 4) for n in range(1, 5)]

    assert told == ["", "", "", "RATE_LIMITED"]
    assert await sent(desk, second, "198.51.100.9", 4) == ""


async def test_guessing_tokens_is_slowed_down_too(desk: Desk) -> None:
    guesses = [f"skm_2_{'x' * 31}{n}" for n in range(3)]

    told = [await sent(desk, one, "198.51.100.7", 4) for one in guesses]

    assert told == ["UNKNOWN_SURVEY_TOKEN", "UNKNOWN_SURVEY_TOKEN", "RATE_LIMITED"]


async def test_an_ipv6_household_is_one_network(desk: Desk) -> None:
    _, token = await desk.opened()

    told = [await sent(desk, token, f"2001:db8:1:2::{n}", 4) for n in range(1, 4)]

    assert told == ["", "", "RATE_LIMITED"]
