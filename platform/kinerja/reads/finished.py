"""Finished statements: their text and the order of their parameters, kept for equal shapes."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import Row
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.expression import SelectBase

from kinerja.kit.recent import Recent
from kinerja.reads.inlined import inline, inlined_names, keeps_plan
from kinerja.reads.touched import Touched
from tenants.direct import Direct

Statement: TypeAlias = SelectBase

#: Statements that are kept; one of four levels is about 10 kB of text.
KEPT = 1024
#: Texts of one statement that are kept: by agencies and sizes of pages.
TEXTS_KEPT = 64
_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types.


@dataclass(frozen=True, slots=True)
class Finished:
    """A statement as the driver takes it, and what it touches of people.

    It holds no value of the request it was made for.

    SQLAlchemy's objects, thirty times the size, are let go as soon as the text is made. All values
    are of types that the driver itself understands, so none of them needs SQLAlchemy on its way.
    `constants` are those that belong to the statement, such as the 1 of LIMIT 1. `inlined` are the
    parameters that are written into the text; `keeps_plan` tells whether PostgreSQL may then keep
    the plan of the first request for all others.
    """

    text: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    touched: tuple[Touched, ...] = ()
    inlined: tuple[str, ...] = ()
    keeps_plan: bool = False
    _texts: Recent[tuple[int | None, ...], str] = field(
        default_factory=lambda: Recent(TEXTS_KEPT), compare=False, repr=False
    )

    @classmethod
    def of(cls, statement: Statement, touched: tuple[Touched, ...] = ()) -> "Finished":
        """Compile a statement."""
        compiled = statement.compile(dialect=_DIALECT)
        # What has a name of our own must be given anew by every request, who asks above all.
        constants = {name: bind.value for bind, name in compiled.bind_names.items() if bind.unique}
        text, names = str(compiled), tuple(compiled.positiontup or ())
        inlined = inlined_names(text, names)
        return cls(text, names, constants, touched, inlined, keeps_plan(names, inlined))

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
        text, ordered = self.written(values)
        return await direct.fetch(text, ordered, keeps_plan=self.keeps_plan)

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

    def written(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the text for these values, and those of them that are left to be sent with it.

        Raises:
            KeyError: a value is missing.
        """
        given = {**self.constants, **values}
        inside = tuple(given[name] for name in self.inlined)
        text = self._texts.find(inside)
        if text is None:
            chosen = dict(zip(self.inlined, inside, strict=True))
            text = self._texts.put(inside, inline(self.text, self.names, chosen))
        return text, tuple(given[name] for name in self.names if name not in self.inlined)


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
