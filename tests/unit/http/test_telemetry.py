"""The span of an HTTP request says what an operator needs, and nothing that a person typed."""

from collections.abc import Iterator

import httpx
import pytest
from opentelemetry.trace import SpanKind, StatusCode
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kinerja.http.telemetry import RequestTelemetry
from kinerja.kit.telemetry import count_denial, operation_span
from tests.support.telemetry import Recording, recording

NIP = "198001012005011001"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


async def answer(request: Request) -> Response:
    if "fault" in request.query_params:
        raise RuntimeError(NIP)
    return PlainTextResponse(NIP)


@pytest.fixture
def recorded() -> Iterator[Recording]:
    with recording() as running:
        yield running


@pytest.fixture
def http() -> httpx.AsyncClient:
    routes = [Route("/graphql", answer, methods=["GET", "POST"])]
    app = Starlette(routes=routes, middleware=[Middleware(RequestTelemetry)])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="https://kinerja.test")


async def test_a_request_is_one_span_and_one_measurement(
    http: httpx.AsyncClient, recorded: Recording
) -> None:
    await http.post("/graphql", content=NIP)

    (span,) = recorded.spans
    assert (span.name, span.kind) == ("POST /graphql", SpanKind.SERVER)
    assert dict(span.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/graphql",
        "url.scheme": "https",
        "http.response.status_code": 200,
    }
    measured = recorded.count("http.server.request.duration", http_response_status_code=200)
    assert measured == 1


async def test_nothing_that_a_person_typed_is_recorded(
    http: httpx.AsyncClient, recorded: Recording
) -> None:
    headers = {"authorization": NIP, "x-request-id": NIP, "user-agent": NIP, "cookie": NIP}
    await http.get(f"/graphql?nip={NIP}", headers=headers)
    await http.get(f"/{NIP}/{NIP}", headers=headers)
    await http.request(f"M{NIP}", "/graphql", headers=headers)
    await http.get(f"/graphql?fault={NIP}")

    assert len(recorded.spans) == 4
    assert NIP not in recorded.text


async def test_unknown_addresses_and_methods_make_no_new_names(
    http: httpx.AsyncClient, recorded: Recording
) -> None:
    await http.get("/wp-admin/setup.php")
    await http.request("BREW", "/graphql")

    assert [span.name for span in recorded.spans] == ["GET", "_OTHER /graphql"]
    assert "http.route" not in dict(recorded.spans[0].attributes or {})


async def test_a_fault_marks_the_span_without_its_text(
    http: httpx.AsyncClient, recorded: Recording
) -> None:
    await http.get("/graphql?fault=1")

    (span,) = recorded.spans
    assert span.status.status_code is StatusCode.ERROR
    assert dict(span.attributes or {})["error.type"] == "500"
    assert span.events == ()


async def test_the_span_joins_the_trace_of_the_caller(
    http: httpx.AsyncClient, recorded: Recording
) -> None:
    await http.get("/graphql", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})

    (span,) = recorded.spans
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" == TRACE


def test_an_operation_is_measured_by_kind_even_when_it_fails(recorded: Recording) -> None:
    with pytest.raises(ValueError, match=NIP), operation_span("mutation"):
        raise ValueError(NIP)

    (span,) = recorded.spans
    assert (span.name, span.events) == ("mutation", ())
    assert recorded.count("kinerja.graphql.operation.duration") == 1
    assert NIP not in recorded.text


def test_denials_are_counted_by_resource_and_action(recorded: Recording) -> None:
    count_denial("appraisal", "score")
    count_denial("appraisal", "score")
    count_denial("cycle", "decide")

    assert recorded.count("kinerja.policy.denials", kinerja_resource="appraisal") == 2
    assert recorded.count("kinerja.policy.denials", kinerja_action="decide") == 1
