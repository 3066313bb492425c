"""`kinerja serve` as an operator or a cluster runs it: starts, answers, stops when told."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from kinerja.kit.ids import new_id
from tests.support.database import Database
from tests.support.identity_provider import ISSUER, IdentityProvider, identity_provider
from tests.support.openid_provider import Rotation, ed25519_key, openid_provider

#: Less than the server gives a worker that does not stop by itself, so a hang is seen.
PROMPTLY = 20
READY_WITHIN = 60
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def start(
    database: Database, provider: IdentityProvider, port: int, tmp_path: Path
) -> Iterator[Start]:
    """Return what starts the service, with settings as keywords; an empty one is left out."""
    running: list[subprocess.Popen[str]] = []
    usual = {
        "DATABASE_URL": database.url,
        "DATABASE_REPORT_URL": database.reporter_url,
        "DATABASE_SEAL_URL": database.sealer_url,
        "ISSUER": ISSUER,
        "JWKS_URL": provider.url,
        "PORT": str(port),
    }

    def run(**settings: str) -> subprocess.Popen[str]:
        given = {f"KINERJA_{name}": value for name, value in {**usual, **settings}.items() if value}
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kinerja", "serve"],
            env={**os.environ, **given},
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        with contextlib.suppress(ProcessLookupError):  # It has ended, with its workers.
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_until_ready(port: int, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the service did not become ready")


def test_the_service_becomes_ready_and_stops_when_told(start: Start, port: int) -> None:
    process = start()
    wait_until_ready(port, process)

    process.send_signal(signal.SIGTERM)

    assert process.wait(PROMPTLY) == 0


def test_the_name_of_the_identity_provider_is_all_that_people_need_to_sign_in(
    start: Start, port: int
) -> None:
    with openid_provider(Rotation([ed25519_key()], "Ed25519"), {}) as openid:
        process = start(ISSUER=openid.issuer, JWKS_URL="")
        wait_until_ready(port, process)
        person = str(new_id())
        answer = httpx.post(
            f"http://127.0.0.1:{port}/graphql",
            headers={"authorization": f"Bearer {openid.sign_in(person).access_token}"},
            json={"query": "{ viewer { subjectId } }"},
        )

    assert answer.json()["data"] == {"viewer": {"subjectId": person}}


def test_the_service_writes_no_file_beside_an_outside_database(
    start: Start, port: int, tmp_path: Path
) -> None:
    """In a container the root file system is read-only."""
    process = start()
    wait_until_ready(port, process)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_that_is_still_starting_stops_when_told(
    start: Start, number: signal.Signals
) -> None:
    process = start()
    assert process.stderr is not None
    line = next(line for line in process.stderr if "listens" in line)

    time.sleep(0.3)  # The worker exists now, and still loads the service.
    process.send_signal(number)

    assert process.wait(PROMPTLY) == 0, line


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"ISSUER": ""}, "KINERJA_ISSUER"),
        ({"JWKS_URL": "", "ISSUER": "http://sso.example"}, "https://"),
        ({"JWKS_URL": "http://sso.example/jwks"}, "https://"),
        ({"DATABASE_URL": ""}, "KINERJA_DATABASE_URL"),
    ],
)
def test_what_the_service_refuses_is_told_in_a_sentence(
    start: Start, settings: dict[str, str], told: str
) -> None:
    process = start(**settings)
    _, said = process.communicate(timeout=PROMPTLY)

    assert process.returncode in (1, 2)
    assert told in said
    assert "Traceback" not in said


def test_two_services_never_share_a_port(start: Start, port: int) -> None:
    """Both would listen, and each request would reach the one or the other's database."""
    with socket.socket() as first:
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # As the server itself does.
        first.bind(("127.0.0.1", port))
        first.listen()
        process = start()
        _, said = process.communicate(timeout=PROMPTLY)

    assert process.returncode == 1
    assert f"127.0.0.1:{port}" in said
    assert "Traceback" not in said
