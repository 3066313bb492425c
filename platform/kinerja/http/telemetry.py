"""A span and a duration for every HTTP request; never its query string, headers or body."""

from time import perf_counter

from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kinerja.kit.telemetry import fail, request_duration, tracer

#: Routes by their first segment: few values, whatever a client makes up.
ROUTES = frozenset({"graphql", "graphiql", "healthz", "readyz"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestTelemetry:
    """Middleware: names follow OpenTelemetry's HTTP conventions; joins the caller's trace."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one HTTP request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        segment = scope["path"].split("/", 2)[1] if "/" in scope["path"] else ""
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        attributes: dict[str, str | int] = {
            "http.request.method": method,
            "url.scheme": scope["scheme"],
        }
        if segment in ROUTES:
            attributes["http.route"] = f"/{segment}"
        status = 500
        started = perf_counter()

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with tracer.start_as_current_span(
            f"{method} {attributes.get('http.route', '')}".strip(),
            context=extract(Headers(scope=scope)),
            kind=SpanKind.SERVER,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                await self.app(scope, receive, note_status)
            finally:
                attributes["http.response.status_code"] = status
                span.set_attribute("http.response.status_code", status)
                if status >= 500:  # noqa: PLR2004 - a server error by definition.
                    fail(span, str(status))
                request_duration.record(perf_counter() - started, attributes)
