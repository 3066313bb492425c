"""An application that always answers the same bytes: what the load generator can take in."""

import os

from starlette.types import ASGIApp, Receive, Scope, Send

#: How long the answer is, in bytes.
SIZE = "CONSTANT_SIZE"


def create_app() -> ASGIApp:
    """Return the application."""
    body = b"x" * int(os.environ[SIZE])
    headers = [(b"content-length", str(len(body)).encode())]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await _live(receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def _live(receive: Receive, send: Send) -> None:
    for moment in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{moment}.complete"})
