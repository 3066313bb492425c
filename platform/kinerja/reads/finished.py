"""Finished statements: their text and the order of their parameters, kept for equal shapes."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Row
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.expression import SelectBase

from kinerja.kit.recent import Recent
from kinerja.reads.touched import Touched
from tenants.direct import Direct

Statement: TypeAlias = SelectBase

#: Statements that are kept; one of four levels is about 10 kB of text.
KEPT = 1024
_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types.


@dataclass(frozen=True, slots=True)
class Finished:
    """A statement as the driver takes it, and what it touches of people.

    It holds no value of the request it was made for.

    SQLAlchemy's objects, thirty times the size, are let go as soon as the text is made. All values
    are of types that the driver itself understands, so none of them needs SQLAlchemy on its way.
    `constants` are those that belong to the statement, such as the 1 of LIMIT 1.
    """

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    touched: tuple[Touched, ...] = ()

    @classmethod
    def of(cls, statement: Statement, touched: tuple[Touched, ...] = ()) -> "Finished":
        """Compile a statement."""
        compiled = statement.compile(dialect=_DIALECT)
        # What has a name of our own must be given anew by every request, who asks above all.
        constants = {name: bind.value for bind, name in compiled.bind_names.items() if bind.unique}
        return cls(str(compiled), tuple(compiled.positiontup or ()), constants, touched)

    async def fetch(
        self, session: AsyncSession, values: Mapping[str, Any]
    ) -> Sequence[Sequence[Any]]:
        """Send it with these values, in the session's transaction, by the shortest way.

        Raises:
            KeyError: a value is missing; nothing is sent.
        """
        direct = Direct.of(session)
        if direct is None:
            return await self.run(session, values)
        return await direct.fetch(self.text, self.ordered(values))

    async def run(self, session: AsyncSession, values: Mapping[str, Any]) -> list[Row[Any]]:
        """Send it with these values, in the session's transaction.

        Raises:
            KeyError: a value is missing; nothing is sent.
        """
        connection = await session.connection()
        return list((await connection.exec_driver_sql(self.text, self.ordered(values))).all())

    def ordered(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values in the order in which the driver takes them.

        Raises:
            KeyError: a value is missing.
        """
        given = {**self.constants, **values}
        return tuple(given[name] for name in self.names)


class StatementCache:
    """Keeps the statements that were used last, and counts how often one was there."""

    def __init__(self, size: int = KEPT) -> None:
        self._kept: Recent[Hashable, Finished] = Recent(size)
        self.hits = 0
        self.misses = 0

    def get(
        self,
        key: Hashable,
        build: Callable[[], Statement],
        touch: Callable[[], tuple[Touched, ...]] = tuple,
    ) -> Finished:
        """Return the statement of a plan; build and compile it if it is not kept."""
        found = self._kept.find(key)
        if found is not None:
            self.hits += 1
            return found
        self.misses += 1
        return self._kept.put(key, Finished.of(build(), touch()))
