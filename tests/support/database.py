"""Databases for tests: one server, one migrated template with agencies, a clone for each test."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from pathlib import Path

import asyncpg
import psutil
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.embedded_database import EmbeddedDatabase
from kinerja.kit.ids import AgencyId
from migrations import run
from migrations.roles import APPLICATION, REPORTER, SEALER, SERVICE_ROLES
from tenants.engines import (
    create_application_engine,
    create_owner_engine,
    create_reporter_engine,
    create_sealer_engine,
)
from tenants.models import AgencyKind
from tenants.provisioning import create_agency

ROOT = Path(__file__).parents[2]
#: The agencies of every test database; their ids count from 1.
AGENCIES = (
    ("DUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil", AgencyKind.DINAS),
    ("DISHUB", "Dinas Perhubungan", AgencyKind.DINAS),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", AgencyKind.DINAS),
)
DUKCAPIL, DISHUB, DPMPTSP = (AgencyId(number) for number in (1, 2, 3))
ACTIVE_FROM = date(2024, 1, 1)

#: Names of databases that tests make.
OURS = "^kinerja_(template_|test_[0-9]+_)"

_numbers = count(1)


@dataclass(frozen=True)
class Server:
    """Where test databases are made, and how its roles log in."""

    administrator_url: str
    password: str | None = None

    @property
    def database(self) -> str:
        """Name of the database that the administrator's address means."""
        return str(make_url(self.administrator_url).database)

    def url(self, database: str, role: str | None = None) -> str:
        """Return the address of a database for a role, or for the administrator."""
        url = make_url(self.administrator_url).set(database=database)
        if role is not None:
            url = url.set(username=role, password=self.password)
        return url.render_as_string(hide_password=False)

    async def execute(self, *statements: str) -> None:
        """Run statements as the administrator, outside any test's database."""
        connection = await asyncpg.connect(self.administrator_url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def has(self, database: str) -> bool:
        """Tell whether a database exists."""
        connection = await asyncpg.connect(self.administrator_url)
        try:
            asked = "SELECT 1 FROM pg_database WHERE datname = $1"
            return bool(await connection.fetchval(asked, database))
        finally:
            await connection.close()


@dataclass
class Database:
    """A database of one test. Engines are opened when first used."""

    server: Server
    name: str
    _engines: list[AsyncEngine] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Address for the application role."""
        return self.server.url(self.name, APPLICATION)

    @property
    def owner_url(self) -> str:
        """Address for the administrator, as migrations and provisioning need it."""
        return self.server.url(self.name)

    @property
    def reporter_url(self) -> str:
        """Address for the role of cross-agency reports."""
        return self.server.url(self.name, REPORTER)

    @property
    def sealer_url(self) -> str:
        """Address for the role that seals the audit trails."""
        return self.server.url(self.name, SEALER)

    @cached_property
    def application(self) -> AsyncEngine:
        """Engine that logs in as the application role."""
        return self._keep(create_application_engine(self.url, pool_size=5))

    @cached_property
    def owner(self) -> AsyncEngine:
        """Engine that acts as the owner of the tables."""
        return self._keep(create_owner_engine(self.owner_url))

    @cached_property
    def reporter(self) -> AsyncEngine:
        """Engine that logs in as the role of cross-agency reports."""
        return self._keep(create_reporter_engine(self.reporter_url))

    @cached_property
    def sealer(self) -> AsyncEngine:
        """Engine that logs in as the role that seals the audit trails."""
        return self._keep(create_sealer_engine(self.sealer_url, pool_size=5))

    async def dispose(self) -> None:
        """Close all connections."""
        for engine in self._engines:
            await engine.dispose()

    def _keep(self, engine: AsyncEngine) -> AsyncEngine:
        self._engines.append(engine)
        return engine


def outside_server(url: str) -> Server:
    """Return a server that somebody else runs; `url` logs in as its administrator."""
    # Deterministic, so that all test processes agree on the roles' password.
    return Server(url, hashlib.sha256(url.encode()).hexdigest()[:32])


@contextmanager
def running_server(outside_url: str | None) -> Iterator[Server]:
    """Use the server at `outside_url`, or an embedded one that all test processes share."""
    if outside_url:
        yield outside_server(outside_url)
        return
    home = Path(tempfile.gettempdir()) / f"kinerja-tests-{os.geteuid()}-{_digest(str(ROOT))}"
    with EmbeddedDatabase.start(home, durable=False) as embedded:
        yield Server(embedded.urls_of("postgres").administrator)


async def ensure_roles_log_in(server: Server) -> None:
    """Give the roles of an outside server the password of this test run."""
    if server.password is not None:
        await server.execute(
            *(f"ALTER ROLE {role} PASSWORD '{server.password}'" for role in SERVICE_ROLES)
        )


def template_name() -> str:
    """Return a name that changes with the migrations, so that an old template is not used."""
    files = sorted((ROOT / "migrations").rglob("*.py"))
    content = b"".join(path.read_bytes() for path in files)
    content += Path(__file__).read_bytes() + (ROOT / "tenants" / "partitions.py").read_bytes()
    return f"kinerja_template_{_digest(content)}"


async def drop_left_overs(server: Server) -> None:
    """Drop old templates, and databases of test processes that were killed.

    Only on the embedded server, which is this checkout's alone.
    """
    if server.password is not None:
        return
    connection = await asyncpg.connect(server.administrator_url)
    try:
        rows = await connection.fetch("SELECT datname FROM pg_database WHERE datname ~ $1", OURS)
        for (name,) in rows:
            if not _is_used(name):
                await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


def _is_used(database: str) -> bool:
    """Tell whether a process that made a test's database, or copies a template, lives."""
    _, kind, number, *_ = database.split("_")
    if kind == "test":
        return bool(psutil.pid_exists(int(number)))
    with _lock_file(database).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def kept(template: str) -> Iterator[None]:
    """Keep a template from being dropped by other runs."""
    with _lock_file(template).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _lock_file(name: str) -> Path:
    return Path(tempfile.gettempdir()) / f"{name}-{os.geteuid()}.lock"


@contextmanager
def one_process_at_a_time(name: str) -> Iterator[None]:
    """Hold a lock that all test processes of this machine share."""
    with _lock_file(name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@asynccontextmanager
async def empty_database(server: Server) -> AsyncIterator[Database]:
    """Make a database without tables; for tests of the migrations themselves."""
    async with _created(server, "") as database:
        yield database


@asynccontextmanager
async def cloned_database(server: Server, template: str) -> AsyncIterator[Database]:
    """Make a copy of the template, drop it afterwards."""
    async with _created(server, f"TEMPLATE {template} STRATEGY file_copy") as database:
        yield database


@asynccontextmanager
async def _created(server: Server, options: str) -> AsyncIterator[Database]:
    name = f"kinerja_test_{os.getpid()}_{next(_numbers)}"
    await server.execute(f"CREATE DATABASE {name} {options}")
    database = Database(server, name)
    try:
        yield database
    finally:
        await database.dispose()
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def fill_template(server: Server, name: str) -> None:
    """Provision the agencies of every test in a migrated database."""
    engine = create_owner_engine(server.url(name))
    try:
        for code, agency, kind in AGENCIES:
            await create_agency(engine, code=code, name=agency, kind=kind, active_from=ACTIVE_FROM)
    finally:
        await engine.dispose()


def migrate(server: Server, name: str) -> None:
    """Bring a database to the newest revision; blocks, and runs an event loop of its own."""
    run.upgrade(server.url(name))


def _digest(content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()[:12]
