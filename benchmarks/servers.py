"""Starts the servers that are measured, each a process of its own, and weighs them."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import httpx
import psutil

READY_WITHIN_SECONDS = 90
STOPS_WITHIN_SECONDS = 40
MEBIBYTE = 2**20


class ServerError(RuntimeError):
    """A server did not come up."""


@dataclass(frozen=True)
class Program:
    """How a server is started: its command, and what it finds in its environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    port: int


@dataclass(frozen=True)
class Server:
    """A server that listens."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def memory(self) -> float:
        """The resident memory of its processes, in MiB."""
        parent = psutil.Process(self.process.pid)
        family = [parent, *parent.children(recursive=True)]
        return float(sum(one.memory_info().rss for one in family)) / MEBIBYTE


def served(name: str, factory: str, *, port: int, environment: Mapping[str, str]) -> Program:
    """Return the program that serves an ASGI application as the service is served."""
    command = [sys.executable, "-m", "benchmarks.serve", factory, str(port)]
    return Program(name, command, environment, port)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(programs: Sequence[Program], *, logs: Path) -> Iterator[dict[str, Server]]:
    """Start all of them together; what they say goes into files under `logs`.

    Raises:
        ServerError: one of them ended, or does not listen in time; with what it said last.
    """
    logs.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        started = [stack.enter_context(_started(one, logs)) for one in programs]
        for server in started:
            _wait(server, logs)
        yield {server.name: server for server in started}


@contextmanager
def _started(program: Program, logs: Path) -> Iterator[Server]:
    with _log(logs, program.name).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own programs.
            program.command,
            env={**_outside(), **program.environment},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Server(program.name, program.port, process)
        finally:
            _stop(process)


def _wait(server: Server, logs: Path) -> None:
    """Wait until the server answers; its loading is over then."""
    deadline = monotonic() + READY_WITHIN_SECONDS
    while monotonic() < deadline and server.process.poll() is None:
        with suppress(httpx.TransportError):
            httpx.post(f"http://127.0.0.1:{server.port}/graphql", json={"query": "{ __typename }"})
            return  # Whatever it says: it answers.
        sleep(0.05)
    said = _log(logs, server.name).read_text("utf-8", "replace")[-2000:]
    message = f"{server.name} does not answer. It said: {said}"
    raise ServerError(message)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOPS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # Its own session: its workers and nobody else.
        process.wait()


def _outside() -> dict[str, str]:
    """Return the environment without the settings of another service."""
    return {name: value for name, value in os.environ.items() if not name.startswith("KINERJA_")}


def _log(logs: Path, name: str) -> Path:
    return logs / f"{''.join(c if c.isalnum() else '-' for c in name)}.log"
