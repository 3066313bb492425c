"""A span and two measurements for every database statement, without its text or parameters."""

import re
from time import perf_counter
from typing import Any

from opentelemetry.trace import Span, SpanKind
from sqlalchemy import event
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.telemetry import fail, returned_rows, statement_duration, tracer

_STACK = "kinerja_statement_spans"
#: The verb and the first table: enough to find a statement, too little to hold personal data.
_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+\"?([a-z_]+)", re.IGNORECASE)


def summarise(statement: str) -> str:
    """Return a low-cardinality summary such as `SELECT appraisals`.

    https://opentelemetry.io/docs/specs/semconv/database/database-spans/#generating-a-summary-of-the-query
    """
    verb = statement.split(None, 1)[0].upper() if statement.strip() else "EMPTY"
    found = _TABLE.search(statement)
    return f"{verb} {found.group(1)}" if found else verb


def instrument_engine(engine: AsyncEngine) -> None:
    """Trace and measure every statement of an engine."""
    sync = engine.sync_engine
    event.listen(sync, "before_cursor_execute", _start)
    event.listen(sync, "after_cursor_execute", _finish)
    event.listen(sync, "handle_error", _fail)


def _start(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:  # noqa: ANN401 - SQLAlchemy's hook.
    summary = summarise(statement)
    span = tracer.start_span(summary, kind=SpanKind.CLIENT)
    if span.is_recording():
        span.set_attribute("db.system.name", "postgresql")
        span.set_attribute("db.query.summary", summary)
        span.set_attribute("db.operation.name", summary.split(" ", 1)[0])
    connection.info.setdefault(_STACK, []).append((span, perf_counter()))


def _finish(connection: Connection, cursor: Any, *_rest: Any) -> None:  # noqa: ANN401 - SQLAlchemy's hook.
    span, started = connection.info[_STACK].pop()
    attributes = {"db.system.name": "postgresql"}
    statement_duration.record(perf_counter() - started, attributes)
    if cursor.rowcount is not None and cursor.rowcount >= 0:
        returned_rows.record(cursor.rowcount, attributes)
    span.end()


def _fail(context: ExceptionContext) -> None:
    if context.connection is None or not context.connection.info.get(_STACK):
        return  # The failure came before a statement was sent.
    span: Span
    span, _started = context.connection.info[_STACK].pop()
    original = context.original_exception
    fail(span, str(getattr(original, "sqlstate", None) or type(original).__name__))
    span.end()
