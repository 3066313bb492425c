"""What is answered at addresses that serve nothing."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kinerja.http.graphql_endpoint import json_response
from kinerja.http.negotiation import JSON


async def to_graphql(_: Request) -> Response:
    """Lead whoever opens the service's address to the only page that there is."""
    return RedirectResponse("/graphql")


async def not_here(_: Request, error: Exception) -> Response:
    """Answer what Starlette refuses (no such path, wrong method) as JSON."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = getattr(error, "headers", None) or {}
    body = {"errors": [{"message": "Not found", "extensions": {"code": "NOT_FOUND"}}]}
    response = json_response(body, status, JSON)
    response.headers.update(headers)
    return response
