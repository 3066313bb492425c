"""Traces and metrics: what is measured, and where it goes when an operator asks for it.

Without OTEL_EXPORTER_OTLP_ENDPOINT no provider is installed: every span and counter below is then
OpenTelemetry's no-op. Names follow its semantic conventions (HTTP 1.23, database 1.33, GraphQL).
No argument, variable, bind parameter or query string is ever recorded: they hold personal data.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_SCOPE = "kinerja"

tracer = trace.get_tracer(_SCOPE)
_meter = metrics.get_meter(_SCOPE)

request_duration = _meter.create_histogram(
    "http.server.request.duration", unit="s", description="Duration of HTTP requests."
)
_operation_duration = _meter.create_histogram(
    "kinerja.graphql.operation.duration", unit="s", description="Duration of GraphQL operations."
)
_denials = _meter.create_counter(
    "kinerja.policy.denials", unit="{denial}", description="Requests that policy refused."
)
_plans = _meter.create_counter(
    "kinerja.plan_cache.lookups", unit="{lookup}", description="Reads, by whether a plan was kept."
)
returned_rows = _meter.create_histogram(
    "db.client.response.returned_rows", unit="{row}", description="Rows that a statement touched."
)
statement_duration = _meter.create_histogram(
    "db.client.operation.duration", unit="s", description="Duration of database statements."
)


class Telemetry:
    """The providers of this process; `shutdown` sends what is still waiting."""

    def __init__(self, tracing: TracerProvider | None, metering: MeterProvider | None) -> None:
        self._tracing = tracing
        self._metering = metering

    def shutdown(self) -> None:
        """Send what is waiting and stop. Safe to repeat."""
        for provider in (self._tracing, self._metering):
            if provider is not None:
                provider.shutdown()
        self._tracing = self._metering = None


def configure(version: str) -> Telemetry:
    """Install the OTLP exporters if their address is set in the environment; else do nothing."""
    if not os.environ.get(ENDPOINT):
        return Telemetry(None, None)
    return install(
        version,
        BatchSpanProcessor(OTLPSpanExporter()),
        PeriodicExportingMetricReader(OTLPMetricExporter()),
    )


def install(version: str, spans: SpanProcessor, reader: MetricReader) -> Telemetry:
    """Install providers that hand spans and metrics to the given ends. Once a process."""
    resource = Resource.create({SERVICE_NAME: "kinerja", SERVICE_VERSION: version})
    tracing = TracerProvider(resource=resource)
    tracing.add_span_processor(spans)
    metering = MeterProvider(metric_readers=[reader], resource=resource)
    trace.set_tracer_provider(tracing)
    metrics.set_meter_provider(metering)
    return Telemetry(tracing, metering)


@contextmanager
def operation_span(kind: str) -> Iterator[Span]:
    """Trace one GraphQL operation (`kind`: query or mutation).

    The operation's name is the client's free text, so it is not recorded either.
    """
    started = perf_counter()
    with tracer.start_as_current_span(
        # An exception's text may hold personal data: `fail` records a code instead.
        kind,
        kind=SpanKind.INTERNAL,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        span.set_attribute("graphql.operation.type", kind)
        try:
            yield span
        finally:
            elapsed = perf_counter() - started
            _operation_duration.record(elapsed, {"graphql.operation.type": kind})


def fail(span: Span, code: str) -> None:
    """Mark a span as failed with a stable code, never with a message."""
    span.set_status(StatusCode.ERROR)
    span.set_attribute("error.type", code)


def count_denial(resource: str, action: str) -> None:
    """Count a request that policy refused."""
    _denials.add(1, {"kinerja.resource": resource, "kinerja.action": action})


def count_plan(*, is_kept: bool) -> None:
    """Count a read whose plan was kept from an earlier request, or had to be made."""
    _plans.add(1, {"kinerja.plan_cache.outcome": "hit" if is_kept else "miss"})
