"""Takes the values of rows out of the texts of database errors, before anybody can log them.

PostgreSQL quotes them: `DETAIL: Key (agency_id, nip)=(2, 1985…) already exists`, `invalid input
syntax for type uuid: "…"`. What is left names the rule that was broken, never whom it was about.
"""

from collections.abc import Iterator
from typing import Final

import asyncpg
from sqlalchemy.engine import ExceptionContext

#: SQLSTATE class 22: the message itself quotes the value that does not fit.
DATA_EXCEPTION: Final = "22"
DIVISION_BY_ZERO: Final = "22012"  # The one of the class that quotes nothing.
WITHHELD: Final = "a value does not fit (it is withheld)"
_DETAIL: Final = "\nDETAIL:"


def withhold_values(context: ExceptionContext) -> None:
    """Clean an error of the driver and everything that it is raised from; for `handle_error`."""
    chain = list(_chain(context.original_exception))
    is_about_data = any(_quotes_a_value(error) for error in chain)
    for error in chain:
        if isinstance(error, asyncpg.PostgresError):
            error.detail = None
        if is_about_data:
            error.args = (WITHHELD,)
    told = context.sqlalchemy_exception
    if told is not None:
        text = f"({type(context.original_exception).__name__}) {context.original_exception}"
        told.args = (text.partition(_DETAIL)[0],)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _quotes_a_value(error: BaseException) -> bool:
    state = str(getattr(error, "sqlstate", None) or "")
    return state.startswith(DATA_EXCEPTION) and state != DIVISION_BY_ZERO
