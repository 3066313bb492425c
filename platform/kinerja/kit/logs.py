"""Structured log lines, each with the ids of the trace that it belongs to."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal

import structlog
from opentelemetry import trace


def configure_logs(form: Literal["json", "console"]) -> None:
    """Write the log to standard error, a line an event, in UTC."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            add_trace,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # Looked up at each line: whoever exchanges `sys.stderr` (a test, a supervisor) gets them.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def add_trace(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Add `trace_id` and `span_id` (W3C Trace Context, hexadecimal) when a trace is running."""
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
        event["span_id"] = trace.format_span_id(context.span_id)
    return event
