"""What surrounds every request: its id, the safe headers of its answer, its size limit."""

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kinerja.http.errors import BodyTooLargeError, InternalError, UnavailableError
from kinerja.http.graphql_endpoint import refusal
from kinerja.http.negotiation import pick_language
from kinerja.kit.errors import KinerjaError
from kinerja.kit.faults import stack_of
from kinerja.kit.ids import new_id
from kinerja.kit.outages import is_outage

log = structlog.get_logger(__name__)

REQUEST_ID = "x-request-id"
#: Nothing here is a page, so nothing may be loaded by or embedded in one; GraphiQL says otherwise
#: for itself. https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html
SAFE_HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


class RequestContext:
    """Middleware: gives each request an id and each answer the id and the safe headers.

    The id is made here and never taken from the client, since it goes into the audit trail. What
    nobody foresaw becomes a 500 without its text, found in the log by the id that is answered.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one HTTP request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = new_id()
        scope.setdefault("state", {})["request_id"] = request_id
        has_started = False

        async def send_safely(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                headers = MutableHeaders(scope=message)
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
                headers[REQUEST_ID] = str(request_id)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=str(request_id)):
            try:
                await self.app(scope, receive, send_safely)
            except Exception as error:
                log.error("request failed", error=type(error).__name__, frames=stack_of(error))  # noqa: TRY400 - without the text, which may hold personal data.
                if has_started:
                    raise
                told = UnavailableError() if is_outage(error) else InternalError()
                await _fail(told, scope, receive, send_safely)


async def _fail(error: KinerjaError, scope: Scope, receive: Receive, send: Send) -> None:
    language = pick_language(Headers(scope=scope).get("accept-language"))
    await refusal(error, language)(scope, receive, send)


class BodyLimit:
    """Middleware: no more than `limit` bytes of a request body are ever read."""

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one HTTP request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        received = 0

        async def receive_bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.limit:
                raise BodyTooLargeError(limit=self.limit)
            return message

        try:
            if not announced.isascii() or not announced.isdigit() or int(announced) > self.limit:
                raise BodyTooLargeError(limit=self.limit)
            await self.app(scope, receive_bounded, send)
        except KinerjaError as error:
            language = pick_language(Headers(scope=scope).get("accept-language"))
            await refusal(error, language)(scope, receive, send)
