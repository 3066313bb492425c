"""Reads a GraphQL request out of an HTTP request (GraphQL over HTTP, section "Request")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from kinerja.http.documents import CallersDocuments, read_document
from kinerja.http.errors import (
    BatchingNotSupportedError,
    MalformedRequestError,
    UnsupportedMediaTypeError,
    URITooLongError,
)
from kinerja.http.json_text import read_json

#: Bytes of a query string: more than proxies and browsers are sure to pass on (RFC 9110, 4.1).
LONGEST_QUERY_STRING: Final = 8_000
MEMBERS: Final = ("query", "documentId", "variables", "operationName", "extensions")
#: Members of a query string that say that an operation is meant, and not the page for people.
NAMES_DOCUMENT: Final = frozenset({"query", "documentId", "extensions"})


@dataclass(frozen=True)
class Operation:
    """One GraphQL request; `queries_only` when the HTTP method promises to change nothing."""

    query: str
    variables: dict[str, Any]
    name: str | None
    extensions: dict[str, Any]
    queries_only: bool


async def read_operation(request: Request, documents: CallersDocuments) -> Operation:
    """Read the operation from the query string of a GET or the JSON body of a POST.

    Raises:
        UnsupportedMediaTypeError: the body is not `application/json` in UTF-8.
        URITooLongError: the query string is longer than the service reads.
        BodyTooLargeError: the body is.
        BatchingNotSupportedError: it is a list of requests.
        MalformedRequestError: it is no JSON, or no GraphQL request.
        InputTooDeepError: its values are nested more deeply than anybody needs.
        UnknownDocumentError: it names a document that the caller does not have.
        DocumentRequiredError: the caller may run trusted documents only.
    """
    if request.method == "GET":
        return _read_members(_query_members(request), documents, queries_only=True)
    _require_json(request)
    members = read_json(await request.body(), name="the body")
    if isinstance(members, list):
        raise BatchingNotSupportedError
    if not isinstance(members, dict):
        raise MalformedRequestError(problem="the body is not an object")
    return _read_members(members, documents, queries_only=False)


def _require_json(request: Request) -> None:
    """Accept only what makes a browser ask for permission first (CORS), so no form can post."""
    values = request.headers.getlist("content-type")
    media_type, *parameters = (part.strip().lower() for part in (values or [""])[0].split(";"))
    charsets = [value for value in parameters if value.startswith("charset=")]
    encodings = request.headers.get("content-encoding", "identity").lower()
    if (
        len(values) != 1
        or media_type != "application/json"
        or any(value.partition("=")[2].strip('"') != "utf-8" for value in charsets)
        or encodings != "identity"
    ):
        raise UnsupportedMediaTypeError


def _query_members(request: Request) -> dict[str, object]:
    members: dict[str, object] = {}
    for name, value in _pairs(request.scope["query_string"]):
        if name not in MEMBERS:
            continue
        if name in members:
            raise MalformedRequestError(problem=f"`{name}` is given more than once")
        members[name] = value
    for name in ("variables", "extensions"):
        text = members.get(name)
        if isinstance(text, str):
            members[name] = read_json(text, name=f"`{name}`") if text else None
    return members


def _pairs(query_string: bytes) -> list[tuple[str, str]]:
    if len(query_string) > LONGEST_QUERY_STRING:
        raise URITooLongError(limit=LONGEST_QUERY_STRING)
    try:
        return parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise MalformedRequestError(problem="the address is not in UTF-8") from error


def _read_members(
    members: Mapping[str, object], documents: CallersDocuments, *, queries_only: bool
) -> Operation:
    name = members.get("operationName")
    if name is not None and not isinstance(name, str):
        raise MalformedRequestError(problem="`operationName` is not a text")
    variables, extensions = _object(members, "variables"), _object(members, "extensions")
    return Operation(
        query=read_document(members, documents),
        variables=variables,
        name=name or None,
        extensions=extensions,
        queries_only=queries_only,
    )


def _object(members: Mapping[str, object], name: str) -> dict[str, Any]:
    value = members.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise MalformedRequestError(problem=f"`{name}` is not an object")
    return value
