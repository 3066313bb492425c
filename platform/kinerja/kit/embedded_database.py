"""The embedded PostgreSQL: started with nothing configured, kept under the home directory.

Who may log in. The server listens on a Unix socket only and asks the kernel who calls (`peer`): the
operating-system user that made the cluster may log in as any of its roles, everybody else as none.
Passwords would add nothing: they would lie in a file that the same user reads, and SCRAM costs some
10 ms a connection. An outside server has passwords or certificates, as its operator decides.

Who stops it. Every process that uses the server holds a shared lock on a file; the last one to
leave stops the server. The kernel drops the lock of a process that dies: none is counted wrong.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError
from types import TracebackType
from typing import Self
from urllib.parse import quote

from kinerja.kit.embedded_cluster import SUPERUSER, Cluster, EmbeddedDatabaseError

DATABASE = "kinerja"


@dataclass(frozen=True)
class DatabaseURLs:
    """Addresses of one database for its four kinds of users.

    They work with asyncpg and `psql` as they are, with SQLAlchemy through `tenants.engines`.
    """

    administrator: str
    application: str
    reporter: str
    sealer: str


class EmbeddedDatabase:
    """A running embedded PostgreSQL that this process uses; `close` says that it no longer does.

    Roles and tables come from the migrations: before them only the administrator can log in.
    """

    def __init__(self, cluster: Cluster, users: int) -> None:
        self._cluster = cluster
        self._users: int | None = users

    @classmethod
    def start(cls, home: Path, *, database: str = DATABASE, durable: bool = True) -> Self:
        """Start the server of `home`, or join the one that runs.

        `durable=False` trades safety in a power cut for speed; for tests.

        Raises:
            EmbeddedDatabaseError: the server cannot be started here; the sentence says why.
        """
        cluster = Cluster(home.expanduser().resolve() / "postgres")
        try:
            with _exclusive(cluster.directory):
                cluster.ensure_running(durable=durable)
                cluster.ensure_database(database)
                users = _open(cluster.directory / "users.lock")
                fcntl.flock(users, fcntl.LOCK_SH)
        except (OSError, CalledProcessError) as error:
            raise EmbeddedDatabaseError(
                directory=cluster.directory, action="start", reason=error
            ) from error
        return cls(cluster, users)

    @property
    def urls(self) -> DatabaseURLs:
        """Addresses of the database `kinerja`."""
        return self.urls_of(DATABASE)

    def urls_of(self, database: str) -> DatabaseURLs:
        """Addresses of another database of the same server."""
        host = quote(str(self._cluster.socket_directory), safe="/")
        return DatabaseURLs(
            *(
                f"postgresql://{role}@/{quote(database)}?host={host}"
                for role in (SUPERUSER, "kinerja_app", "kinerja_reporter", "kinerja_sealer")
            )
        )

    def close(self) -> None:
        """Leave the server; the last one to leave stops it. Safe to repeat."""
        if self._users is None:
            return
        users, self._users = self._users, None
        with _exclusive(self._cluster.directory):
            is_last = _try_exclusive(users)
            os.close(users)
            if is_last:
                self._cluster.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def stop(home: Path) -> bool:
    """Stop the server of `home` whoever uses it; tell whether there was one to stop."""
    cluster = Cluster(home.expanduser().resolve() / "postgres")
    if not cluster.directory.exists():
        return False
    with _exclusive(cluster.directory):
        return cluster.stop()


def is_running(home: Path) -> bool:
    """Tell whether the server of `home` runs, without starting it."""
    return Cluster(home.expanduser().resolve() / "postgres").is_running


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def _exclusive(directory: Path) -> Iterator[None]:
    """Let one process at a time start or stop the server of `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    lock = _open(directory / "start.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _try_exclusive(users: int) -> bool:
    """Tell whether nobody else uses the server."""
    with suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
