"""Trusted documents kept in memory, so that naming one costs a request no statement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from tenants.document_models import TrustedDocument
from tenants.session import UnitOfWork
from tenants.sharing_models import APIClient

#: The payload with which the services are told that documents, or who needs them, have changed.
NEWS: Final = "documents"


@dataclass(frozen=True)
class _Snapshot:
    """All documents in use, by who may run them (None: everybody) and what they are called."""

    mark: tuple[int, int] = (-1, -1)
    texts: Mapping[tuple[UUID | None, str], str] = field(
        default_factory=lambda: MappingProxyType({})
    )
    restricted: frozenset[UUID] = frozenset()


class TrustedDocuments:
    """What the registered documents say; replaced as a whole, within milliseconds of a change."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._snapshot = _Snapshot()

    def find(self, document_id: str, client_id: UUID | None) -> str | None:
        """Return the text that a client's own document, or else everybody's, has by that name.

        The documents of one client are unknown to any other, and to people (None).
        """
        texts = self._snapshot.texts
        own = texts.get((client_id, document_id)) if client_id is not None else None
        return own if own is not None else texts.get((None, document_id))

    def requires(self, client_id: UUID | None) -> bool:
        """Tell whether a client may run nothing but trusted documents."""
        return client_id in self._snapshot.restricted

    async def refresh(self) -> None:
        """Read again what has changed.

        Raises:
            sqlalchemy.exc.DBAPIError: it cannot be read; what was known goes on holding.
        """
        unit = UnitOfWork(self._engine)
        try:
            async with unit.within(None) as session:
                self._snapshot = await _read(session, self._snapshot)
        finally:
            await unit.rollback()


async def _read(session: AsyncSession, known: _Snapshot) -> _Snapshot:
    mark = await _mark(session)
    texts = known.texts if mark == known.mark else await _texts(session)
    restricted = select(APIClient.id).where(APIClient.requires_trusted_documents)
    return _Snapshot(mark, texts, frozenset(await session.scalars(restricted)))


async def _mark(session: AsyncSession) -> tuple[int, int]:
    """Return what differs after every change: rows are only added, and only ever retired."""
    counts = select(func.count(), func.count(TrustedDocument.retired_at))
    every, retired = (await session.execute(counts)).one()
    return every, retired


async def _texts(session: AsyncSession) -> Mapping[tuple[UUID | None, str], str]:
    document = TrustedDocument
    rows = await session.execute(
        select(document.client_id, document.document_id, document.text).where(
            document.retired_at.is_(None)
        )
    )
    # A document of several identifiers, or of several clients, is kept once.
    kept: dict[str, str] = {}
    return MappingProxyType(
        {(row.client_id, row.document_id): kept.setdefault(row.text, row.text) for row in rows}
    )
