"""GraphQL over HTTP, to the letter: from a request to one transaction to an answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kinerja.http import negotiation
from kinerja.http.admission import Admission
from kinerja.http.caller import Caller
from kinerja.http.errors import (
    InternalError,
    MethodNotAllowedError,
    MutationOverGetError,
    NotAcceptableError,
    RefusedRequestError,
    UnavailableError,
)
from kinerja.http.operation import NAMES_DOCUMENT, Operation
from kinerja.kit.errors import KinerjaError, Language
from kinerja.kit.faults import stack_of
from kinerja.kit.ids import new_id
from kinerja.kit.outages import is_outage
from tenants.session import UnitOfWork

log = structlog.get_logger(__name__)


class Outcome(Protocol):
    """What running an operation gave."""

    @property
    def body(self) -> Mapping[str, Any]:
        """The entries of the response; `data` may hold `orjson.Fragment`s."""

    @property
    def is_request_error(self) -> bool:
        """Whether nothing was executed: then the body has no `data` entry."""

    @property
    def is_mutation(self) -> bool:
        """Whether the operation was to change something."""

    @property
    def has_unexpected_error(self) -> bool:
        """Whether something went wrong that nobody foresaw: then nothing is kept."""

    @property
    def needs_post(self) -> bool:
        """Whether the operation was not run because GET promises to change nothing."""

    @property
    def keeps_account(self) -> bool:
        """Whether the transaction says what was read: without it the answer must not go out."""

    @property
    def wait(self) -> int | None:
        """In how many seconds the caller may ask again, who has asked for too much."""

    @property
    def is_failure(self) -> bool:
        """Whether nothing could be answered, by no fault of the caller's."""

    @property
    def is_outage(self) -> bool:
        """Whether that is since the database is away."""


#: Runs an operation for a caller inside a unit of work; `app` wires it.
Execute = Callable[[Operation, Caller, UnitOfWork], Awaitable[Outcome]]


class GraphQLEndpoint:
    """The ASGI application behind `/graphql`."""

    def __init__(
        self,
        *,
        execute: Execute,
        admission: Admission,
        new_unit: Callable[[], UnitOfWork],
        page: Callable[[], Response] | None,
    ) -> None:
        self._execute = execute
        self._admission = admission
        self._new_unit = new_unit
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        request = Request(scope, receive)
        language = negotiation.pick_language(request.headers.get("accept-language"))
        try:
            response = await self._answer(request, language)
        except KinerjaError as error:
            response = refusal(error, language)
        except ClientDisconnect:
            return  # Nobody is left to answer; the unit of work was never opened.
        response.headers.update(negotiation.told(language))
        await response(scope, receive, send)

    async def _answer(self, request: Request, language: Language) -> Response:
        if request.method not in ("GET", "POST"):
            raise MethodNotAllowedError
        offered = [negotiation.JSON, negotiation.RESPONSE_JSON]
        if (
            self._page is not None
            and request.method == "GET"
            and NAMES_DOCUMENT.isdisjoint(request.query_params)
        ):
            offered.append(negotiation.HTML)
        media_type = negotiation.pick_media_type(request.headers.get("accept"), offered)
        if media_type is None:
            raise NotAcceptableError
        if media_type == negotiation.HTML and self._page is not None:
            return self._page()
        try:
            caller, operation = await self._admission.admit(request)
        except RefusedRequestError as error:
            if not error.is_request_error:
                raise
            status = error.status if media_type == negotiation.RESPONSE_JSON else 200
            return json_response(_told(error, language), status, media_type)
        return _respond(await self._run(operation, caller), media_type)

    async def _run(self, operation: Operation, caller: Caller) -> Outcome:
        """Run the operation in one transaction, which is over before the answer is written."""
        unit = self._new_unit()
        try:
            outcome = await self._execute(operation, caller, unit)
            if outcome.needs_post:
                raise MutationOverGetError
            is_done = outcome.is_mutation and not outcome.has_unexpected_error
            if is_done or outcome.keeps_account:
                return await _commit(unit, outcome, caller)
            return outcome
        finally:
            await unit.close()  # Changes nothing after a commit; also runs on cancellation.


@dataclass(frozen=True)
class _Lost:
    """The outcome of an operation whose transaction could not be made permanent."""

    body: Mapping[str, Any]
    is_request_error: bool = False
    is_mutation: bool = True
    has_unexpected_error: bool = True
    needs_post: bool = False
    keeps_account: bool = False
    wait: int | None = None
    is_failure: bool = True
    is_outage: bool = False


async def _commit(unit: UnitOfWork, outcome: Outcome, caller: Caller) -> Outcome:
    """Commit before anything is sent: success is told only of what is kept."""
    try:
        await unit.commit()
    except KinerjaError as error:
        return _Lost(_problem(error, caller.language), is_failure=False)
    except Exception as error:  # noqa: BLE001 - whatever it was, nothing is kept.
        error_id = str(new_id())
        kind = type(error).__name__
        log.error("commit failed", error_id=error_id, error=kind, frames=stack_of(error))  # noqa: TRY400 - the text of a database error repeats values.
        if is_outage(error):
            problem = _problem(UnavailableError(), caller.language, errorId=error_id)
            return _Lost(problem, is_outage=True)
        return _Lost(_problem(InternalError(), caller.language, errorId=error_id))
    return outcome


def _problem(error: KinerjaError, language: Language, **extensions: str) -> Mapping[str, Any]:
    message, details = error.message(language), {"code": error.code, **extensions}
    return {"data": None, "errors": [{"message": message, "extensions": details}]}


def _respond(outcome: Outcome, media_type: str) -> Response:
    """Write the answer with the status that says how it went.

    What a client does wrong has the status of its media type (GraphQL over HTTP); a caller who has
    to wait, and a service that can answer nothing, are told to every program in between.
    """
    status, headers = 200, {}
    if outcome.wait is not None:
        status, headers = 429, {"retry-after": str(outcome.wait)}
    elif outcome.is_failure:
        away = UnavailableError()
        status, headers = (away.status, dict(away.headers())) if outcome.is_outage else (500, {})
    elif outcome.is_request_error and media_type == negotiation.RESPONSE_JSON:
        status = 400
    response = json_response(outcome.body, status, media_type)
    response.headers.update(headers)
    return response


def refusal(error: KinerjaError, language: Language) -> Response:
    """Write a refused request in the shape of a GraphQL response without `data`."""
    status, headers = 403, {}
    if isinstance(error, RefusedRequestError):
        status, headers = error.status, dict(error.headers())
    response = json_response(_told(error, language), status, negotiation.JSON)
    response.headers.update(headers)
    return response


def _told(error: KinerjaError, language: Language) -> Mapping[str, Any]:
    return {"errors": [{"message": error.message(language), "extensions": {"code": error.code}}]}


def json_response(body: Mapping[str, Any], status: int, media_type: str) -> Response:
    """Write the body; `orjson.Fragment`s in it go out as the bytes they are."""
    return Response(orjson.dumps(body), status, {"content-type": f"{media_type}; charset=utf-8"})
