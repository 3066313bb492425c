"""Statements are traced and measured on a real server; OTLP leaves only when configured."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.trace import SpanKind, StatusCode
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kinerja.kit.statement_spans import instrument_engine
from kinerja.kit.telemetry import operation_span
from tests.support.database import Database
from tests.support.telemetry import Recording, recording

NIP = "198001012005011001"
#: One span, one denial, and an orderly end: what a process of the service does, in short.
PROCESS = """
from kinerja.kit import telemetry
running = telemetry.configure("1.2.3")
with telemetry.operation_span("query"):
    telemetry.count_denial("appraisal", "score")
running.shutdown()
"""


@pytest.fixture
def recorded() -> Iterator[Recording]:
    with recording() as running:
        yield running


@pytest.fixture
def received() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Run a collector on the loopback; gives its address and what it received."""
    requests: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            requests.append((self.path, self.rfile.read(length)))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet: the test looks at the requests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", requests
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def test_a_statement_is_a_span_under_its_operation(
    database: Database, recorded: Recording
) -> None:
    instrument_engine(database.application)

    with operation_span("query"):
        async with database.application.connect() as connection:
            await connection.execute(text("SELECT code FROM agencies"))

    (operation,) = recorded.named("query")
    (statement,) = recorded.named("SELECT agencies")
    assert statement.kind is SpanKind.CLIENT
    assert statement.parent is not None
    assert operation.context is not None
    assert statement.parent.span_id == operation.context.span_id
    assert dict(statement.attributes or {}) == {
        "db.system.name": "postgresql",
        "db.query.summary": "SELECT agencies",
        "db.operation.name": "SELECT",
    }
    assert recorded.count("db.client.operation.duration") >= 1


async def test_a_parameter_is_never_recorded(database: Database, recorded: Recording) -> None:
    instrument_engine(database.application)
    asked = text("SELECT id FROM agencies WHERE name = :name")

    async with database.application.connect() as connection:
        await connection.execute(asked, {"name": NIP})

    assert recorded.named("SELECT agencies")
    assert NIP not in recorded.text


async def test_a_failed_statement_is_marked_with_its_state_and_nothing_else(
    database: Database, recorded: Recording
) -> None:
    instrument_engine(database.application)

    async with database.application.connect() as connection:
        with pytest.raises(DBAPIError):
            await connection.execute(text(f"SELECT CAST('{NIP}' AS integer)"))

    (span,) = recorded.named("SELECT")
    assert span.status.status_code is StatusCode.ERROR
    assert dict(span.attributes or {})["error.type"] == "22003"
    assert NIP not in recorded.text


async def test_a_cancelled_statement_ends_its_own_span(
    database: Database, recorded: Recording
) -> None:
    engine = database.application
    instrument_engine(engine)

    async def sleep() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_sleep(30)"))

    task = asyncio.create_task(sleep())
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with engine.connect() as connection:
        await connection.execute(text("SELECT code FROM agencies"))

    assert [span.name for span in recorded.spans if span.name != "SELECT pg_catalog"] == [
        "SELECT",
        "SELECT agencies",
    ]


def test_telemetry_leaves_the_process_when_an_endpoint_is_set(
    received: tuple[str, list[tuple[str, bytes]]],
) -> None:
    address, requests = received

    _run({"OTEL_EXPORTER_OTLP_ENDPOINT": address})

    by_path = dict(requests)
    assert set(by_path) == {"/v1/traces", "/v1/metrics"}
    assert b"query" in by_path["/v1/traces"]
    assert b"kinerja.policy.denials" in by_path["/v1/metrics"]
    assert b"1.2.3" in by_path["/v1/traces"]


def test_without_an_endpoint_nothing_leaves_and_nothing_is_said(
    received: tuple[str, list[tuple[str, bytes]]],
) -> None:
    _, requests = received

    assert _run({}) == ""
    assert requests == []


def _run(variables: dict[str, str]) -> str:
    """Run a process with these OpenTelemetry variables only; returns what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    done = subprocess.run(  # noqa: S603 - this interpreter, this program.
        [sys.executable, "-P", "-c", PROCESS],
        env={**kept, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout + done.stderr
