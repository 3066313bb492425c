"""Answers written line by line: JSON Lines, for lists that no page holds.

The first line is what a GraphQL answer has beside its data: `{"extensions": …}`. Then comes a line
for each row, and at last `{"complete": true, "count": …}`: without it the stream was cut. What goes
wrong before the first line is answered as for any request; afterwards by a last line
`{"errors": […]}`.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, ClassVar, Final, Protocol

import orjson
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kinerja.http import negotiation
from kinerja.http.admission import Admission
from kinerja.http.caller import Caller
from kinerja.http.errors import RefusedRequestError
from kinerja.http.graphql_endpoint import json_response, refusal
from kinerja.http.operation import Operation
from kinerja.kit.errors import KinerjaError
from tenants.session import UnitOfWork

log = structlog.get_logger(__name__)

#: https://jsonlines.org; the second name is that of https://github.com/ndjson/ndjson-spec.
MEDIA_TYPES: Final = ("application/jsonl", "application/x-ndjson")
#: How long a reader may take nothing before its connection to the database is needed elsewhere.
SECONDS_STALLED: Final = 60
#: The status of a refused stream by its code; any other is 400.
STATUSES: Final[Mapping[str, int]] = {
    "UNAUTHENTICATED": 401,
    "FOREIGN_TOKEN": 403,
    "AGENCY_SUSPENDED": 403,
    "UNKNOWN_AGENCY": 404,
    "THROTTLED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "STATEMENT_TIMEOUT": 503,
}


class TooManyStreamsError(RefusedRequestError):
    """As many lists are being streamed as may be at a time: each keeps a connection."""

    status = 503
    code = "TOO_MANY_STREAMS"
    en = "Too many long lists are being sent now. Try again in a few seconds, or ask for pages."
    id = (
        "Terlalu banyak daftar panjang sedang dikirim. Coba lagi beberapa detik lagi, atau minta"
        " per halaman."
    )
    _headers: ClassVar[Mapping[str, str]] = {"retry-after": "5"}

    def headers(self) -> Mapping[str, str]:
        """Say when another attempt makes sense."""
        return self._headers


class Lines(Protocol):
    """What is to be sent."""

    @property
    def head(self) -> Mapping[str, Any]:
        """The first line."""

    @property
    def keeps_account(self) -> bool:
        """Whether the transaction says what is read: without it no line must go out."""

    def batches(self, unit: UnitOfWork) -> AsyncGenerator[list[str]]:
        """Yield the lines between, in batches."""

    def tail(self) -> Mapping[str, Any]:
        """The last line of a stream that is complete."""

    def failure(self, error: Exception) -> Sequence[Mapping[str, Any]]:
        """The errors in the last line of one that is not."""


class Opened(Protocol):
    """What came of opening a stream."""

    @property
    def lines(self) -> Lines | None:
        """The stream; None: it was refused."""

    @property
    def errors(self) -> Sequence[Mapping[str, Any]]:
        """Why it was refused."""

    @property
    def wait(self) -> int | None:
        """In how many seconds the caller may ask again, who has asked for too much."""


#: Opens a stream for a caller, inside a unit of work; `app` wires it.
OpenLines = Callable[[Operation, Caller, UnitOfWork], Awaitable[Opened]]


class NewUnit(Protocol):
    """Makes the transaction of a request, or one that only reads, as all was at one moment."""

    def __call__(self, *, snapshot: bool = False) -> UnitOfWork:
        """Return it; it opens when it is first used."""


class JSONLines:
    """ASGI application before the GraphQL endpoint: answers who accepts lines best."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        open_lines: OpenLines,
        admission: Admission,
        new_unit: NewUnit,
        most: int,
    ) -> None:
        self._app = app
        self._open = open_lines
        self._admission = admission
        self._new_unit = new_unit
        self._free = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request, or hand it on."""
        request = Request(scope, receive)
        media_type = _wanted(request)
        if media_type is None:
            await self._app(scope, receive, send)
            return
        language = negotiation.pick_language(request.headers.get("accept-language"))
        headers = negotiation.told(language)
        try:
            refused = await self._answer(request, send, {**headers, "content-type": media_type})
        except KinerjaError as error:
            refused = refusal(error, language)
        except ClientDisconnect:
            return
        if refused is not None:
            refused.headers.update(headers)
            await refused(scope, receive, send)

    async def _answer(
        self, request: Request, send: Send, headers: Mapping[str, str]
    ) -> Response | None:
        """Send the lines; return a response where not a byte of them was sent."""
        caller, operation = await self._admission.admit(request)
        if self._free <= 0:
            raise TooManyStreamsError
        self._free -= 1
        try:
            opened = await self._opened(operation, caller)
            if opened.lines is None:
                return _refused(opened.errors, opened.wait)
            return await self._send(opened.lines, send, headers)
        finally:
            self._free += 1

    async def _opened(self, operation: Operation, caller: Caller) -> Opened:
        """Open the stream, and make the account of it permanent before anything is sent."""
        unit = self._new_unit()
        try:
            opened = await self._open(operation, caller, unit)
            if opened.lines is not None and opened.lines.keeps_account:
                await unit.commit()
            return opened
        finally:
            await unit.close()

    async def _send(self, lines: Lines, send: Send, headers: Mapping[str, str]) -> Response | None:
        unit = self._new_unit(snapshot=True)
        writer = _Writer(send, headers)
        try:
            async with aclosing(lines.batches(unit)) as batches:
                # What fails before the first batch can still be answered with a status.
                first: list[str] = await anext(batches, [])
                await writer.write([_line(lines.head), *first])
                async for batch in batches:
                    await writer.write(batch)
            last = lines.tail()
        except StalledReaderError:
            log.info("lines ended, since nobody reads them")
            return None
        except Exception as error:  # noqa: BLE001 - told to the reader, who has part of an answer.
            errors = lines.failure(error)
            if not writer.has_begun:
                return _refused(errors)
            last = {"errors": errors}
        finally:
            await unit.close()
        await writer.write([_line(last)], is_last=True)
        return None


class StalledReaderError(Exception):
    """The reader has taken nothing for too long."""


class _Writer:
    """Sends lines; returns when the server has taken them."""

    def __init__(self, send: Send, headers: Mapping[str, str]) -> None:
        self._send = send
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.has_begun = False

    async def write(self, lines: Sequence[str], *, is_last: bool = False) -> None:
        if not self.has_begun:
            self.has_begun = True
            await self._send(
                {"type": "http.response.start", "status": 200, "headers": self._headers}
            )
        body = "".join(f"{line}\n" for line in lines).encode()
        try:
            async with asyncio.timeout(SECONDS_STALLED):
                await self._send(
                    {"type": "http.response.body", "body": body, "more_body": not is_last}
                )
        except TimeoutError as error:
            raise StalledReaderError from error


def _wanted(request: Request) -> str | None:
    """Return the media type of lines that the client likes best; None: it prefers another."""
    if request.method != "POST":
        return None
    offered = [negotiation.JSON, negotiation.RESPONSE_JSON, *MEDIA_TYPES]
    picked = negotiation.pick_media_type(request.headers.get("accept"), offered)
    return picked if picked in MEDIA_TYPES else None


def _line(entry: Mapping[str, Any]) -> str:
    return orjson.dumps(entry).decode()


def _refused(errors: Sequence[Mapping[str, Any]], wait: int | None = None) -> Response:
    codes = [str(error["extensions"]["code"]) for error in errors]
    status = max((STATUSES.get(code, 400) for code in codes), default=400)
    response = json_response({"errors": list(errors)}, status, negotiation.JSON)
    if wait is not None:
        response.headers["retry-after"] = str(wait)
    return response
