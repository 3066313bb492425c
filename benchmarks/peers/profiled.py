"""The service under the profiler of Python, which two requests start and stop."""

import cProfile
import io
import pstats
from pathlib import Path

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from kinerja.app import create_app_from_environment

#: Every other request to this path starts the profiler; the next one answers what it saw.
PATH = "/profile"
_LINES = 25
_PACKAGES = "site-packages/"


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
            told = _told(profile)
        else:
            running.append(cProfile.Profile())
            running[0].enable()
        await PlainTextResponse(told)(scope, receive, send)

    return app


def _told(profile: cProfile.Profile) -> str:
    """Return the functions that took most by themselves, without paths of this machine."""
    text = io.StringIO()
    pstats.Stats(profile, stream=text).sort_stats("tottime").print_stats(_LINES)
    lines = [_without_path(line) for line in text.getvalue().splitlines() if line.strip()]
    return "\n".join(lines)


def _without_path(line: str) -> str:
    numbers, slash, place = line.partition(" /")
    if not slash:
        return line
    if _PACKAGES in place:
        return f"{numbers} {place.rpartition(_PACKAGES)[2]}"
    return f"{numbers} {'/'.join(Path(place).parts[-3:])}"
