"""One cluster directory of the embedded PostgreSQL: made, started, found running, stopped."""

import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from kinerja.kit.embedded_account import Account, socket_directory
from kinerja.kit.embedded_binaries import program
from kinerja.kit.errors import KinerjaError

SUPERUSER = "postgres"
ROLES = (SUPERUSER, "kinerja_owner", "kinerja_app", "kinerja_reporter", "kinerja_sealer")
#: No process ever has this number, so the server takes a lock file that names it for a dead one's.
NO_PROCESS = 2**31 - 1

SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "100",
    # One transaction may touch every partition of every agency (a migration, a report).
    "max_locks_per_transaction": "1024",
    "shared_buffers": "'256MB'",
    "max_wal_size": "'2GB'",
    "random_page_cost": "1.1",
    "jit": "off",  # Compiling costs more than it saves on statements of a few milliseconds.
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_line_prefix": "'%m [%p] %q%u@%d %a '",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedDatabaseError(KinerjaError):
    """The embedded PostgreSQL cannot be made, started or stopped."""

    code = "EMBEDDED_DATABASE"
    en = "The embedded PostgreSQL in {directory} does not {action}: {reason}"
    id = "PostgreSQL tertanam di {directory} gagal ({action}): {reason}"


class Cluster:
    """The cluster under `directory`. Callers hold the lock that `embedded_database` takes."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.data = directory / "data"
        self.log = directory / "log"
        self._account = Account.to_run_servers()

    @property
    def socket_directory(self) -> Path:
        """Where the running server listens; where it will listen, when it does not run."""
        lines = self._lock_file()
        return Path(lines[4]) if len(lines) > 4 and lines[4] else socket_directory(self.directory)  # noqa: PLR2004 - the fifth line of postmaster.pid.

    @property
    def is_running(self) -> bool:
        """Tell whether the server runs."""
        return self._process() is not None

    def ensure_running(self, *, durable: bool) -> None:
        """Make the cluster if there is none and start it if it does not run."""
        if self._process() is None:
            if not (self.data / "PG_VERSION").exists():
                self._make()
            self._configure(durable=durable)
            self._forget_dead_server()
            self._control("start", "-w", "-t", "120", "-l", str(self.log))
        waiting = ("-h", str(self.socket_directory), "-U", SUPERUSER, "-d", "postgres", "-t", "60")
        self._run("start", "pg_isready", *waiting)

    def ensure_database(self, name: str) -> None:
        """Create an empty database unless there is one of that name."""
        if name not in self._psql("SELECT datname FROM pg_database").split():
            self._psql(f'CREATE DATABASE "{name}"')

    def stop(self) -> bool:
        """Stop the server, ending its sessions; tell whether it ran."""
        if self._process() is None:
            return False
        self._control("stop", "-w", "-t", "60", "-m", "fast")
        return True

    def _make(self) -> None:
        self._account.give(self.data, self.log)
        self._run(
            "initialise",
            *("initdb", "-D", str(self.data), "-U", SUPERUSER, "--auth=peer", "--encoding=UTF8"),
            # The same order of text on every machine, whatever locales it has.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        )
        with (self.data / "postgresql.conf").open("a") as file:
            file.write("\ninclude 'kinerja.conf'\n")

    def _configure(self, *, durable: bool) -> None:
        sockets = socket_directory(self.directory)
        self._account.give(sockets)
        settings = SETTINGS | ({} if durable else NOT_DURABLE)
        settings["unix_socket_directories"] = f"'{sockets}'"
        lines = (f"{name} = {value}\n" for name, value in settings.items())
        self._account.write(self.data / "kinerja.conf", "".join(lines))
        self._account.write(self.data / "pg_hba.conf", "local all all peer map=kinerja\n")
        self._account.write(
            self.data / "pg_ident.conf",
            "".join(
                f'kinerja "{user}" {role}\n' for user in self._account.callers for role in ROLES
            ),
        )

    def _lock_file(self) -> list[str]:
        with suppress(FileNotFoundError):
            return (self.data / "postmaster.pid").read_text().splitlines()
        return []

    def _process(self) -> psutil.Process | None:
        """Return the server's process; the number in the lock file may be a dead one's, reused."""
        lines = self._lock_file()
        with suppress(psutil.Error, ValueError, IndexError):
            process = psutil.Process(int(lines[0]))
            if Path(process.cwd()) == self.data and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None

    def _forget_dead_server(self) -> None:
        """Make the server take stale lock files for stale even if their number runs again.

        In the data's lock file only the number is replaced: the server still checks by the other
        lines that no orphan of the dead one touches the data. The socket directory is this
        cluster's alone, so its lock file can go.
        """
        if lines := self._lock_file():
            text = "\n".join([str(NO_PROCESS), *lines[1:]]) + "\n"
            self._account.write(self.data / "postmaster.pid", text)
        for left_over in socket_directory(self.directory).glob(".s.PGSQL.*"):
            left_over.unlink()

    def _control(self, action: str, *arguments: str) -> None:
        self._run(action, "pg_ctl", action, "-D", str(self.data), *arguments)

    def _psql(self, statement: str) -> str:
        return self._run(
            "answer",
            *("psql", "-X", "-A", "-t", "-h", str(self.socket_directory)),
            *("-U", SUPERUSER, "-d", "postgres", "-c", statement),
        )

    def _run(self, action: str, name: str, *arguments: str) -> str:
        """Run a program of PostgreSQL as the server's account and return what it printed."""
        output = self.directory / f"{name}.out"  # A pipe would stay open as long as the server.
        with output.open("w+") as file:
            result = subprocess.run(  # noqa: S603 - programs and arguments are ours.
                [program(name), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                check=False,
                cwd=self.directory,
                env=_environment(),
                **self._account.run_as,
            )
        printed = output.read_text()
        output.unlink()
        if result.returncode:
            raise EmbeddedDatabaseError(
                directory=self.directory, action=action, reason=_last(printed, self.log)
            )
        return printed


def _environment() -> dict[str, str]:
    """Leave out the PG* variables of the caller: they would point elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _last(printed: str, log: Path) -> str:
    """Return the lines in which PostgreSQL says what is wrong."""
    lines: Sequence[str] = printed.strip().splitlines()
    if log.exists():
        lines = [*lines, *log.read_text(errors="replace").strip().splitlines()[-5:]]
    return " ".join(lines[-6:]) or "it gives no reason"
