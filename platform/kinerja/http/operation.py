"""Reads a GraphQL request out of an HTTP request (GraphQL over HTTP, section "Request")."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

from kinerja.http.errors import MalformedRequestError, UnsupportedMediaTypeError


@dataclass(frozen=True)
class Operation:
    """One GraphQL request; `queries_only` when the HTTP method promises to change nothing."""

    query: str
    variables: dict[str, Any]
    name: str | None
    extensions: dict[str, Any]
    queries_only: bool


async def read_operation(request: Request) -> Operation:
    """Read the operation from the query string of a GET or the JSON body of a POST.

    Raises:
        UnsupportedMediaTypeError: the body is not `application/json` in UTF-8.
        MalformedRequestError: it is no JSON, no GraphQL request, or several at once.
        BodyTooLargeError: the body is longer than the service reads.
    """
    if request.method == "GET":
        return _read_members(_query_members(request), queries_only=True)
    _require_json(request)
    try:
        members = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(problem="the body is not JSON") from error
    if isinstance(members, list):
        raise MalformedRequestError(problem="send one operation at a time")
    if not isinstance(members, dict):
        raise MalformedRequestError(problem="the body is not an object")
    return _read_members(members, queries_only=False)


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


def _query_members(request: Request) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name in ("query", "variables", "operationName", "extensions"):
        values = request.query_params.getlist(name)
        if len(values) > 1:
            raise MalformedRequestError(problem=f"`{name}` is given more than once")
        if values:
            members[name] = values[0]
    for name in ("variables", "extensions"):
        text = members.get(name)
        if text is not None:
            members[name] = _parse(name, text)
    return members


def _parse(name: str, text: str) -> object:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError) as error:
        raise MalformedRequestError(problem=f"`{name}` is not JSON") from error


def _read_members(members: Mapping[str, object], *, queries_only: bool) -> Operation:
    query = members.get("query")
    if not isinstance(query, str) or not query.strip():
        raise MalformedRequestError(problem="`query` is missing or not a text")
    name = members.get("operationName")
    if name is not None and not isinstance(name, str):
        raise MalformedRequestError(problem="`operationName` is not a text")
    return Operation(
        query=query,
        variables=_object(members, "variables"),
        name=name or None,
        extensions=_object(members, "extensions"),
        queries_only=queries_only,
    )


def _object(members: Mapping[str, object], name: str) -> dict[str, Any]:
    value = members.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise MalformedRequestError(problem=f"`{name}` is not an object")
    return value
