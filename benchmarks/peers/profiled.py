"""The service under the profiler of Python, which two requests start and stop."""

import cProfile

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.profile_text import profile_text
from kinerja.app import create_app_from_environment

#: Every other request to this path starts the profiler; the next one answers what it saw.
PATH = "/profile"


def create_app() -> ASGIApp:
    """Return the service as it is, with one more path."""
    service = create_app_from_environment()
    running: list[cProfile.Profile] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("path") != PATH:
            await service(scope, receive, send)
            return
        told = ""
        if running:
            profile = running.pop()
            profile.disable()
            told = profile_text(profile)
        else:
            running.append(cProfile.Profile())
            running[0].enable()
        await PlainTextResponse(told)(scope, receive, send)

    return app
