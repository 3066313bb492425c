"""GraphiQL comes from this server alone: no other host is named, and none would be allowed."""

import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser

import pytest

from tests.support.clients import Client, running_client
from tests.support.database import Database
from tests.support.identity_provider import IdentityProvider
from tests.support.tiny_schema import tiny_schema

HTML = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
async def tiny(database: Database, provider: IdentityProvider) -> AsyncIterator[Client]:
    async with running_client(database, provider, schema=tiny_schema) as client:
        yield client


class Page(HTMLParser):
    """Collects what a page loads and what it contains."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.assets: list[str] = []
        self.inline_scripts = 0
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.handlers += [name for name in attributes if name.startswith("on")]
        if tag == "script" and not attributes.get("src"):
            self.inline_scripts += 1
        for name in ("src", "href"):
            value = attributes.get(name)
            if value and not value.startswith("data:"):
                self.assets.append(value)


async def test_a_browser_gets_the_page_without_a_token(tiny: Client) -> None:
    answer = await tiny.send("GET", headers=HTML)

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")


async def test_the_page_and_all_that_it_loads_come_from_this_server(tiny: Client) -> None:
    html = (await tiny.http.get("/graphql", headers=HTML)).text
    page = Page(html)

    assert not re.search(r"(https?:)?//[a-z0-9]", html)
    assert len(page.assets) >= 8
    for asset in page.assets:
        assert asset.startswith("/graphiql/")
        answer = await tiny.http.get(asset)
        assert answer.status_code == 200, asset
        assert answer.headers["cache-control"] == "public, max-age=3600"
        expected = "text/css" if asset.endswith(".css") else "text/javascript"
        assert answer.headers["content-type"].startswith(expected)


async def test_the_styles_load_nothing_from_elsewhere(tiny: Client) -> None:
    html = (await tiny.http.get("/graphql", headers=HTML)).text
    for asset in Page(html).assets:
        if asset.endswith(".css"):
            css = (await tiny.http.get(asset)).text
            assert "@import" not in css
            assert all(url.startswith("data:") for url in re.findall(r"url\(\"?([^)]{5})", css))


async def test_the_content_security_policy_allows_this_server_only(tiny: Client) -> None:
    answer = await tiny.send("GET", headers=HTML)
    rules = answer.headers["content-security-policy"]

    assert "default-src 'none'" in rules
    assert "script-src 'self';" in rules
    assert "connect-src 'self'" in rules
    assert "frame-ancestors 'none'" in rules
    assert "http" not in rules
    page = Page((await tiny.http.get("/graphql", headers=HTML)).text)
    assert page.inline_scripts == 0
    assert page.handlers == []


async def test_a_program_that_accepts_anything_gets_no_page(tiny: Client) -> None:
    assert (await tiny.send("GET", headers={"accept": "*/*"})).status == 401
    assert (await tiny.send("GET", headers={"accept": "application/json"})).status == 401


async def test_a_query_in_the_address_is_answered_and_not_shown_in_a_page(tiny: Client) -> None:
    answer = await tiny.send("GET", params={"query": "{ hello }"}, headers=HTML)

    assert answer.status == 401
    assert "json" in answer.headers["content-type"]


async def test_files_outside_the_page_are_not_served(tiny: Client) -> None:
    for path in (
        "/graphiql/library/../__init__.py",
        "/graphiql/library/%2e%2e/__init__.py",
        "/graphiql/page/..%2fgraphiql.py",
        "/graphiql/page/",
        "/graphiql/",
    ):
        assert (await tiny.http.get(path)).status_code == 404, path


async def test_graphiql_can_be_switched_off(database: Database, provider: IdentityProvider) -> None:
    async with running_client(database, provider, schema=tiny_schema, graphiql=False) as tiny:
        assert (await tiny.send("GET", headers={"accept": "text/html"})).status == 406
        assert (await tiny.send("GET", "/graphiql/library/style.css")).status == 404


async def test_the_front_door_leads_to_the_page(tiny: Client) -> None:
    answer = await tiny.send("GET", "/")

    assert (answer.status, answer.headers["location"]) == (307, "/graphql")
