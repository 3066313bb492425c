"""What the service records about itself, kept in memory for tests to look at.

OpenTelemetry takes its providers once a process, so the ends are made once and emptied for each
test. Metrics are cumulative and can't be emptied: `points` gives what was added since `recorded`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from kinerja.kit import telemetry

Point = tuple[str, tuple[tuple[str, Any], ...]]


@dataclass(frozen=True)
class Recording:
    """What was recorded since the recording began."""

    exporter: InMemorySpanExporter
    reader: InMemoryMetricReader
    before: dict[Point, float]

    @property
    def spans(self) -> list[ReadableSpan]:
        """The finished spans, in the order in which they ended."""
        return list(self.exporter.get_finished_spans())

    def named(self, name: str) -> list[ReadableSpan]:
        """The finished spans of this name."""
        return [span for span in self.spans if span.name == name]

    @property
    def counts(self) -> dict[Point, float]:
        """How much was counted or measured, by metric and attributes, since the beginning."""
        added = {
            key: value - self.before.get(key, 0) for key, value in _counts(self.reader).items()
        }
        return {key: value for key, value in added.items() if value}

    def count(self, metric: str, **attributes: object) -> float:
        """How often `metric` was counted with these attributes (`_` for `.` in their names)."""
        wanted = {(name.replace("_", "."), value) for name, value in attributes.items()}
        return sum(
            value
            for (name, given), value in self.counts.items()
            if name == metric and wanted <= {(key.replace("_", "."), one) for key, one in given}
        )

    @property
    def text(self) -> str:
        """Everything that would leave the process, as one text."""
        spans = [span.to_json() for span in self.spans]
        metrics = self.reader.get_metrics_data()
        return "\n".join([*spans, metrics.to_json() if metrics else ""])


@contextmanager
def recording() -> Iterator[Recording]:
    """Record spans and metrics of this process."""
    exporter, reader = _ends()
    exporter.clear()
    yield Recording(exporter, reader, _counts(reader))
    exporter.clear()


@cache
def _ends() -> tuple[InMemorySpanExporter, InMemoryMetricReader]:
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    telemetry.install("0.0.0", SimpleSpanProcessor(exporter), reader)
    return exporter, reader


def _counts(reader: InMemoryMetricReader) -> dict[Point, float]:
    data = reader.get_metrics_data()
    counts: dict[Point, float] = {}
    for resource in data.resource_metrics if data else ():
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                for point in metric.data.data_points:
                    attributes = tuple(sorted((point.attributes or {}).items()))
                    value = getattr(point, "count", None)
                    counts[metric.name, attributes] = (
                        getattr(point, "value", 0) if value is None else value
                    )
    return counts
