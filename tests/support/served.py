"""`kinerja serve` as a process beside the tests, for what only a real server can show."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from tests.support.database import Database
from tests.support.identity_provider import ISSUER, IdentityProvider

READY_WITHIN = 60


@dataclass(frozen=True)
class Service:
    """The process of `kinerja serve`, and where it listens."""

    address: str
    process: "subprocess.Popen[bytes]"


@contextmanager
def served(database: Database, provider: IdentityProvider, **settings: str) -> Iterator[str]:
    """Run the service over a test's database and give its address; `settings` without prefix."""
    with serving(database, provider, **settings) as service:
        yield service.address


@contextmanager
def serving(database: Database, provider: IdentityProvider, **settings: str) -> Iterator[Service]:
    """Run the service over a test's database and give its process too."""
    port = _free_port()
    given = {
        "DATABASE_URL": database.url,
        "DATABASE_REPORT_URL": database.reporter_url,
        "DATABASE_SEAL_URL": database.sealer_url,
        "ISSUER": ISSUER,
        "JWKS_URL": provider.url,
        "PORT": str(port),
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "kinerja", "serve"],
        env={**os.environ, **{f"KINERJA_{name}": value for name, value in given.items()}},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address, process)
        yield Service(address, process)
    finally:
        with contextlib.suppress(ProcessLookupError):  # It has ended, with its workers.
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_until_ready(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    message = "the service did not become ready"
    raise RuntimeError(message)
