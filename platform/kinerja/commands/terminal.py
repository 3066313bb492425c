"""What commands share: the two consoles, and running a coroutine with clear failures."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TextIO, TypeVar

import asyncpg
from rich.console import Console
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.connections import owner_address
from kinerja.kit.errors import KinerjaError
from kinerja.settings import load_settings
from tenants.engines import create_owner_engine

Result = TypeVar("Result")

#: In a pipe or a file a line is a line: wrapping at 80 columns would cut words and ids in two.
_UNWRAPPED = 1000


def _width(stream: TextIO) -> int | None:
    """Return the width to print in; None is that of the terminal."""
    return None if stream.isatty() else _UNWRAPPED


#: Answers go to standard output, everything about them to standard error.
output = Console(width=_width(sys.stdout))
notes = Console(stderr=True, highlight=False, width=_width(sys.stderr))

_NOT_MIGRATED = (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError)
_ROLE_MISSING = re.compile('role "kinerja_[a-z]+" does not exist')


class DatabaseUnavailableError(KinerjaError):
    """The database cannot be reached, or does not let us in."""

    code = "DATABASE_UNAVAILABLE"
    en = "The database cannot be used: {reason}. Is it running, and is its address right?"
    id = "Basis data tidak dapat dipakai: {reason}. Apakah sedang berjalan, dan alamatnya benar?"


class NotMigratedError(KinerjaError):
    """The database lacks a table or column that this release needs."""

    code = "NOT_MIGRATED"
    en = "The database is not at this release's schema. Run `kinerja migrate` first."
    id = "Skema basis data belum sesuai rilis ini. Jalankan `kinerja migrate` dahulu."


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a command's coroutine.

    Raises:
        DatabaseUnavailableError: connecting failed.
        NotMigratedError: the tables are not there.
    """
    with explained_failures():
        return asyncio.run(work)


@contextmanager
def explained_failures() -> Iterator[None]:
    """Turn the database failures that an operator can repair into sentences."""
    try:
        yield
    except DBAPIError as error:
        cause = getattr(error.orig, "driver_exception", error.orig)
        if (explanation := _explanation(cause)) is None:
            raise
        raise explanation from error
    except (OSError, asyncpg.PostgresError) as error:
        if (explanation := _explanation(error)) is None:
            raise
        raise explanation from error


@asynccontextmanager
async def owner_engine() -> AsyncIterator[AsyncEngine]:
    """Open the database of the settings as the owner of its tables."""
    with owner_address(load_settings()) as url:
        engine = create_owner_engine(url)
        try:
            yield engine
        finally:
            await engine.dispose()


def _explanation(error: BaseException | None) -> KinerjaError | None:
    if isinstance(error, _NOT_MIGRATED) or _ROLE_MISSING.fullmatch(str(error)):
        return NotMigratedError()
    if isinstance(error, OSError | asyncpg.InvalidAuthorizationSpecificationError):
        return DatabaseUnavailableError(reason=str(error) or type(error).__name__)
    if isinstance(error, asyncpg.InvalidCatalogNameError | asyncpg.CannotConnectNowError):
        return DatabaseUnavailableError(reason=str(error))
    return None
