"""The server span and duration of every HTTP request."""

from time import perf_counter

from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kinerja.kit.telemetry import fail, request_duration, tracer

#: Paths that exist; any other is recorded as one, so that strangers cannot mint metric series.
ROUTES = frozenset({"/graphql", "/healthz", "/readyz"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SERVER_ERROR = 500


class TelemetryMiddleware:
    """Traces a request and continues the caller's trace (W3C `traceparent`).

    Neither the query string nor a header nor the client's address is recorded.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one HTTP request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        route = scope["path"] if scope["path"] in ROUTES else "other"
        attributes: dict[str, str | int] = {
            "http.request.method": method,
            "http.route": route,
            "url.scheme": scope.get("scheme", "http"),
        }
        started = perf_counter()
        status = SERVER_ERROR

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with tracer.start_as_current_span(
            f"{method} {route}",
            context=extract(Headers(scope=scope)),
            kind=SpanKind.SERVER,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                await self.app(scope, receive, send_noting_status)
            finally:
                attributes["http.response.status_code"] = status
                span.set_attribute("http.response.status_code", status)
                if status >= SERVER_ERROR:
                    fail(span, str(status))
                request_duration.record(perf_counter() - started, attributes)
