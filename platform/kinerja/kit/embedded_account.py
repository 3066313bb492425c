"""Under which operating-system account the embedded PostgreSQL runs, and what it may reach.

PostgreSQL refuses to run as root. Started by root, it runs under an account of its own, which is
made if need be; that account then needs to reach the programs and the data, so the directories
above them become passable (never readable) for others.
"""

import getpass
import hashlib
import os
import pwd
import re
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypedDict

from kinerja.kit.embedded_binaries import program

SYSTEM_ACCOUNT = "kinerja_postgres"
#: A Unix socket's path holds 107 bytes on Linux, 103 on macOS; the file's own name takes 15.
LONGEST_DIRECTORY = 103 - len("/.s.PGSQL.5432.lock")
PLAIN = re.compile(r"[A-Za-z0-9._/-]+")


class RunAs(TypedDict, total=False):
    """Arguments of `subprocess.run` that change the account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """An account that runs servers: `uid` and `gid` are None for the caller's own."""

    uid: int | None = None
    gid: int | None = None
    name: str = ""

    @classmethod
    def to_run_servers(cls) -> Self:
        """Return the account for the present user, making the system account for root."""
        if os.geteuid() != 0:
            return cls(name=_own_name())
        try:
            entry = pwd.getpwnam(SYSTEM_ACCOUNT)
        except KeyError:
            command = ["useradd", "--system", "--no-create-home", SYSTEM_ACCOUNT]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - constant.
            entry = pwd.getpwnam(SYSTEM_ACCOUNT)
        account = cls(uid=entry.pw_uid, gid=entry.pw_gid, name=entry.pw_name)
        _let_others_pass(Path(program("postgres")))
        return account

    @property
    def callers(self) -> list[str]:
        """Names of the accounts that may log in."""
        return sorted({self.name, _own_name()})

    @property
    def run_as(self) -> RunAs:
        """Arguments of `subprocess.run`."""
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, *paths: Path) -> None:
        """Make directories (or an empty log) that the account owns."""
        for path in paths:
            if path.name == "log":
                path.touch(0o600)
            else:
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._own(path)
            if self.uid is not None:
                _let_others_pass(path)

    def write(self, path: Path, text: str) -> None:
        """Write a file that the account owns, at once or not at all."""
        part = path.with_name(path.name + ".part")
        part.write_text(text)
        part.chmod(0o600)
        self._own(part)
        part.replace(path)

    def _own(self, path: Path) -> None:
        if path.is_symlink() or path.stat().st_uid not in {os.geteuid(), self.uid}:
            message = f"{path} belongs to somebody else"
            raise PermissionError(message)
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def socket_directory(directory: Path) -> Path:
    """Return where a cluster listens: beside its data, or in a short place of its own.

    The path must fit into a socket address, and stand in a URL without being cut at a comma.
    """
    beside = directory / "socket"
    if len(os.fsencode(beside)) <= LONGEST_DIRECTORY and PLAIN.fullmatch(str(beside)):
        return beside
    digest = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"kinerja-{os.geteuid()}-{digest}"


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return getpass.getuser()


def _let_others_pass(path: Path) -> None:
    """Let other accounts traverse, not list, the directories above `path`."""
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)
