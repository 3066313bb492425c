"""GraphQL over HTTP to the letter: methods, media types, statuses, headers, transactions."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import text

from kinerja.kit.ids import new_id
from tenants.session import tenant_session
from tests.support.clients import Client, running_client
from tests.support.database import DISHUB, Database
from tests.support.identity_provider import IdentityProvider
from tests.support.tiny_schema import SECRET, tiny_schema

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"


@pytest.fixture
async def tiny(database: Database, provider: IdentityProvider) -> AsyncIterator[Client]:
    async with running_client(database, provider, schema=tiny_schema) as client:
        yield client.as_(new_id(), agency="DISHUB")


async def written(database: Database) -> list[str]:
    """Return the reasons of the audit events that were kept."""
    async with tenant_session(database.application, DISHUB) as session:
        events = text("SELECT reason FROM audit_events WHERE action = 'tea.made' ORDER BY id")
        return list(await session.scalars(events))


@pytest.mark.parametrize("media_type", [JSON, RESPONSE_JSON])
async def test_a_query_by_post_is_answered_in_the_media_type_asked_for(
    tiny: Client, media_type: str
) -> None:
    answer = await tiny.with_headers(accept=media_type).query("{ hello }")

    assert answer.status == 200
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.data == {"hello": "hello you"}
    assert "errors" not in answer.body


async def test_a_query_by_get_takes_its_variables_from_the_address(tiny: Client) -> None:
    answer = await tiny.send(
        "GET",
        params={
            "query": "query Q($name: String!) { hello(name: $name) }",
            "variables": '{"name": "Tirta"}',
            "operationName": "Q",
        },
    )

    assert (answer.status, answer.data) == (200, {"hello": "hello Tirta"})


async def test_a_mutation_by_get_is_refused_and_writes_nothing(
    tiny: Client, database: Database
) -> None:
    answer = await tiny.send("GET", params={"query": 'mutation { write(reason: "x") }'})

    assert answer.status == 405
    assert answer.headers["allow"] == "POST"
    assert answer.codes == ["METHOD_NOT_ALLOWED"]
    assert await written(database) == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
async def test_other_methods_are_not_allowed(tiny: Client, method: str) -> None:
    answer = await tiny.send(method, json={"query": "{ hello }"})

    assert answer.status == 405
    assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/graphql",
        "application/json; charset=iso-8859-1",
        "",
    ],
)
async def test_a_body_that_a_form_could_post_is_refused(tiny: Client, content_type: str) -> None:
    answer = await tiny.send(
        "POST", content=b'{"query": "{ hello }"}', headers={"content-type": content_type}
    )

    assert (answer.status, answer.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


async def test_a_compressed_body_is_refused(tiny: Client) -> None:
    answer = await tiny.send(
        "POST",
        content=b"\x1f\x8b",
        headers={"content-type": JSON, "content-encoding": "gzip"},
    )

    assert answer.status == 415


async def test_an_accept_header_that_nothing_satisfies_is_refused(tiny: Client) -> None:
    answer = await tiny.with_headers(accept="text/html, image/png").query("{ hello }")

    assert (answer.status, answer.codes) == (406, ["NOT_ACCEPTABLE"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"7",
        b'"{ hello }"',
        b"{}",
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": {"a": 1}}',
        b'{"query": "{ hello }", "variables": "{}"}',
        b'{"query": "{ hello }", "variables": [1]}',
        b'{"query": "{ hello }", "operationName": 7}',
        b'{"query": "{ hello }", "extensions": "x"}',
        b'{"query": "{ hello }", "query": "{ who }"}',
        b'{"query": "{ hello }", "variables": {"a": 1, "a": 2}}',
        b'{"query": "{ hello }", "qu\\u0065ry": "{ who }"}',
        b'{"query": "{ hello }", "variables": {"a": NaN}}',
        b'{"query": "{ hello }", "variables": {"a": "\\ud800"}}',
        b'{"query": "{ hello }", "variables": {"a": "\xff"}}',
        b'\xef\xbb\xbf{"query": "{ hello }"}',
        '{"query": "{ hello }"}'.encode("utf-16"),
        b"\xff\xfe",
    ],
)
@pytest.mark.parametrize("media_type", [JSON, RESPONSE_JSON])
async def test_a_body_that_is_no_graphql_request_is_a_bad_request(
    tiny: Client, body: bytes, media_type: str
) -> None:
    answer = await tiny.send(
        "POST", content=body, headers={"content-type": JSON, "accept": media_type}
    )

    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])
    assert "data" not in answer.body


@pytest.mark.parametrize("body", [b"[]", b'[{"query": "{ hello }"}]'])
async def test_several_requests_at_once_are_refused(tiny: Client, body: bytes) -> None:
    answer = await tiny.send("POST", content=body, headers={"content-type": JSON})

    assert (answer.status, answer.codes) == (400, ["BATCHING_NOT_SUPPORTED"])


@pytest.mark.parametrize("levels", [64, 500, 5000])
@pytest.mark.parametrize("kind", ["{}", "[]"])
async def test_values_that_are_nested_too_deeply_are_refused(
    tiny: Client, levels: int, kind: str
) -> None:
    name = '"a":' if kind == "{}" else ""
    deep = (kind[0] + name) * levels + "1" + kind[1] * levels
    body = f'{{"query": "{{ hello }}", "variables": {{"a": {deep}}}}}'
    answer = await tiny.send("POST", content=body, headers={"content-type": JSON})

    assert (answer.status, answer.codes) == (400, ["INPUT_TOO_DEEP"])


async def test_values_may_be_nested_as_deeply_as_any_input_is(tiny: Client) -> None:
    deep = "[" * 62 + "]" * 62
    body = f'{{"query": "{{ hello }}", "variables": {{"a": {deep}}}}}'
    answer = await tiny.send("POST", content=body, headers={"content-type": JSON})

    assert (answer.status, answer.data) == (200, {"hello": "hello you"})


async def test_an_address_that_is_too_long_is_refused(tiny: Client) -> None:
    comment = "#" + "x" * 8_000
    answer = await tiny.send("GET", params={"query": f"{{ hello }} {comment}"})

    assert (answer.status, answer.codes) == (414, ["URI_TOO_LONG"])


@pytest.mark.parametrize(
    "address",
    [
        "query=%7B+hello+%7D%ff",
        "query=%7B+hello+%7D&query=%7B+who+%7D",
        "query=%7B+hello+%7D&variables=%7B%22a%22:1,%22a%22:2%7D",
        "query=%7B+hello+%7D&variables=NaN",
        "variables=%7B%7D",
    ],
)
async def test_an_address_that_is_no_graphql_request_is_a_bad_request(
    tiny: Client, address: str
) -> None:
    answer = await tiny.with_headers(accept=JSON).send("GET", f"/graphql?{address}")

    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", ["navigate", "no-cors"])
async def test_what_other_sites_make_a_browser_send_is_refused(
    tiny: Client, site: str, mode: str
) -> None:
    browser = tiny.with_headers(sec_fetch_site=site, sec_fetch_mode=mode, accept=JSON)
    answer = await browser.send("GET", params={"query": "{ hello }"})

    assert (answer.status, answer.codes) == (403, ["CROSS_SITE_REQUEST"])


async def test_a_get_without_the_header_that_no_link_can_send_runs_nothing(tiny: Client) -> None:
    answer = await tiny.with_token(None).send("GET", params={"query": "{ hello }"})

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{", {}, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query ($name: String!) { hello(name: $name) }", {}, "BAD_USER_INPUT"),
        ("query ($name: String!) { hello(name: $name) }", {"name": 7}, "BAD_USER_INPUT"),
        ("query A { hello } query B { hello }", {}, "OPERATION_RESOLUTION_FAILURE"),
        ("fragment A on Query { hello }", {}, "OPERATION_RESOLUTION_FAILURE"),
        ("subscription { hello }", {}, "SUBSCRIPTIONS_NOT_SUPPORTED"),
    ],
)
async def test_a_request_error_has_no_data_and_a_status_by_media_type(
    tiny: Client, query: str, variables: dict[str, object], code: str
) -> None:
    new = await tiny.with_headers(accept=RESPONSE_JSON).query(query, variables)
    old = await tiny.with_headers(accept=JSON).query(query, variables)

    assert (new.status, old.status) == (400, 200)
    assert new.codes == old.codes == [code]
    assert "data" not in new.body
    assert "data" not in old.body


async def test_the_named_operation_runs_and_an_unknown_name_is_refused(tiny: Client) -> None:
    document = 'query A { hello } query B { hello(name: "B") }'

    assert (await tiny.query(document, operation="B")).data == {"hello": "hello B"}
    assert (await tiny.query(document, operation="C")).codes == ["OPERATION_RESOLUTION_FAILURE"]


async def test_a_field_error_leaves_partial_data_with_status_200(tiny: Client) -> None:
    answer = await tiny.with_headers(accept=RESPONSE_JSON).query("{ hello refused }")

    assert answer.status == 200
    assert answer.data == {"hello": "hello you", "refused": None}
    assert answer.errors == [
        {
            "message": "Teh habis. Rebuslah 2 liter air.",
            "locations": [{"line": 1, "column": 9}],
            "path": ["refused"],
            "extensions": {"code": "OUT_OF_TEA", "inputPath": ["cup"]},
        }
    ]


async def test_expected_errors_are_told_in_english_to_whom_likes_it_better(tiny: Client) -> None:
    answer = await tiny.with_headers(accept_language="en, id;q=0.5").query("{ refusedTwice }")

    assert [error["message"] for error in answer.errors] == [
        "There is no tea. Boil 1 litres of water.",
        "There is no tea. Boil 2 litres of water.",
    ]
    assert answer.headers["content-language"] == "en"


@pytest.mark.parametrize("query", ["{ fault }", "{ null }"])
async def test_an_unexpected_error_is_masked_and_found_by_its_id(
    capsys: pytest.CaptureFixture[str], tiny: Client, query: str
) -> None:
    answer = await tiny.with_headers(accept_language="en").query(query)

    (error,) = answer.errors
    assert answer.status == 500
    assert error["message"] == "Internal error. Tell the operator the errorId."
    assert error["extensions"]["code"] == "INTERNAL"
    logged = capsys.readouterr().err
    assert error["extensions"]["errorId"] in logged
    assert answer.headers["x-request-id"] in logged
    assert "hunter2" not in logged + str(answer.body)
    assert SECRET not in logged


async def test_what_could_be_answered_goes_out_beside_an_unexpected_error(tiny: Client) -> None:
    answer = await tiny.query("{ hello fault }")

    assert (answer.status, answer.codes) == (200, ["INTERNAL"])
    assert answer.data == {"hello": "hello you", "fault": None}


async def test_an_outage_of_the_database_is_told_as_one_and_ends_with_it(
    client: Client, database: Database
) -> None:
    person = client.as_(new_id()).with_headers(accept_language="en")
    query = "{ agencies { totalCount } }"
    assert (await person.query(query)).data == {"agencies": {"totalCount": 3}}

    await database.server.execute(
        f"ALTER DATABASE {database.name} CONNECTION LIMIT 0",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"  # noqa: S608 - a name of ours.
        f" WHERE datname = '{database.name}' AND usename = 'kinerja_app'",
    )
    for media_type in (JSON, RESPONSE_JSON):
        answer = await person.with_headers(accept=media_type).query(query)
        assert (answer.status, answer.codes) == (503, ["UNAVAILABLE"])
        assert answer.headers["retry-after"] == "5"
        assert answer.errors[0]["message"].startswith("The service cannot reach its database now.")

    await database.server.execute(f"ALTER DATABASE {database.name} CONNECTION LIMIT -1")
    assert (await person.query(query)).data == {"agencies": {"totalCount": 3}}


@pytest.mark.parametrize(
    ("query", "variables", "says"),
    [
        ("{", {}, "Dokumen ini bukan GraphQL yang benar: Syntax Error"),
        ("{ nothing }", {}, "Dokumen ini tidak sesuai dengan skema: Cannot query field 'nothing'"),
        (
            "query ($name: String!) { hello(name: $name) }",
            {"name": 7},
            "Nilai yang dikirim tidak sesuai dengan skema: Variable '$name' has invalid value",
        ),
    ],
)
async def test_what_graphql_itself_finds_is_introduced_in_the_readers_language(
    tiny: Client, query: str, variables: dict[str, object], says: str
) -> None:
    indonesian = (await tiny.query(query, variables)).errors[0]["message"]
    english = (await tiny.with_headers(accept_language="en").query(query, variables)).errors[0]

    assert indonesian.startswith(says)
    assert english["message"] == indonesian.partition(": ")[2]


async def test_the_schema_in_service_logs_no_text_of_errors(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await client.as_(new_id()).query('{ node(id: "198001012005011001") { id } }')

    assert answer.codes == ["MALFORMED_ID"]
    assert [record.name for record in caplog.records if "strawberry" in record.name] == []


async def test_decimals_keep_all_their_digits(tiny: Client) -> None:
    assert (await tiny.query("{ exact }")).data == {"exact": "79.9000000000"}


async def test_a_mutation_is_kept_before_its_answer_is_sent(
    tiny: Client, database: Database
) -> None:
    answer = await tiny.query('mutation { a: write(reason: "a") b: write(reason: "b") }')

    assert answer.data == {"a": "a", "b": "b"}
    assert await written(database) == ["a", "b"]


async def test_an_unexpected_error_undoes_the_whole_request_and_says_so(
    tiny: Client, database: Database
) -> None:
    answer = await tiny.query(
        'mutation { kept: write(reason: "a") lost: writeAndFail(reason: "b") }'
    )

    assert (answer.status, answer.codes) == (500, ["INTERNAL"])
    assert answer.body["data"] is None
    assert await written(database) == []


async def test_an_abandoned_request_keeps_nothing_and_gives_its_connection_back(
    tiny: Client, database: Database
) -> None:
    for _ in range(12):  # More than the pool holds.
        request = asyncio.create_task(
            tiny.query('mutation { writeAndWait(reason: "a", seconds: 30) }')
        )
        await asyncio.sleep(0.1)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request

    assert (await tiny.query('mutation { write(reason: "b") }')).data == {"write": "b"}
    assert await written(database) == ["b"]


async def test_an_expected_refusal_leaves_the_other_changes(
    tiny: Client, database: Database
) -> None:
    answer = await tiny.query('mutation { write(reason: "a") writeAndRefuse(reason: "b") }')

    assert answer.codes == ["OUT_OF_TEA"]
    assert answer.data == {"write": "a", "writeAndRefuse": None}
    assert await written(database) == ["a", "b"]


async def test_a_body_beyond_the_limit_is_refused_whatever_its_length_claims(
    tiny: Client,
) -> None:
    body = b'{"query": "{ hello }", "variables": {"x": "' + b"a" * 262_144 + b'"}}'

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    announced = await tiny.send("POST", content=body, headers={"content-type": JSON})
    chunked = await tiny.send("POST", content=in_pieces(), headers={"content-type": JSON})

    for answer in (announced, chunked):
        assert (answer.status, answer.codes) == (413, ["BODY_TOO_LARGE"])


async def test_every_answer_has_an_id_of_its_own_and_safe_headers(tiny: Client) -> None:
    made_up = "00000000-0000-7000-8000-000000000000"
    first = await tiny.with_headers(x_request_id=made_up).query("{ hello }")
    second = await tiny.send("GET", "/healthz")

    ids = [UUID(answer.headers["x-request-id"]) for answer in (first, second)]
    assert [each.version for each in ids] == [7, 7]
    assert len({*ids, UUID(made_up)}) == 3
    for answer in (first, second):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"


async def test_answers_do_not_allow_other_origins(tiny: Client) -> None:
    answer = await tiny.with_headers(origin="https://elsewhere.test").query("{ hello }")

    assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_requests_run_side_by_side(tiny: Client) -> None:
    started = asyncio.get_running_loop().time()

    await asyncio.gather(*(tiny.query("{ slow(seconds: 0.2) }") for _ in range(10)))

    assert asyncio.get_running_loop().time() - started < 1


async def test_the_service_is_alive_and_ready(tiny: Client) -> None:
    nobody = tiny.with_token(None)

    assert (await nobody.send("GET", "/healthz")).body == {"status": "ok"}
    ready = await nobody.send("GET", "/readyz")
    assert (ready.status, ready.body) == (200, {"status": "ok"})


async def test_the_service_is_not_ready_when_the_database_is_behind(
    tiny: Client, database: Database
) -> None:
    async with database.owner.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'a001_agencies'"))

    ready = await tiny.send("GET", "/readyz")

    assert ready.status == 503
    assert ready.body["reasons"] == {"database": "MIGRATION_PENDING"}
    assert (await tiny.send("GET", "/healthz")).status == 200


async def test_the_service_stays_ready_when_the_next_release_has_migrated(
    tiny: Client, database: Database
) -> None:
    """A rolling deployment migrates first: the pods of the old release must go on serving."""
    async with database.owner.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'z999_future'"))

    assert (await tiny.send("GET", "/readyz")).status == 200


async def test_an_unknown_path_is_told_as_json(tiny: Client) -> None:
    answer = await tiny.send("GET", "/admin")

    assert (answer.status, answer.codes) == (404, ["NOT_FOUND"])
