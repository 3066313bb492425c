"""Registering, listing and retiring trusted documents: an operator's work, not the service's."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from tenants.api_clients import UnknownClientError
from tenants.client_history import ClientDeed, note_deed
from tenants.document_models import TrustedDocument
from tenants.provisioning import CHANNEL
from tenants.sharing_models import APIClient
from tenants.trusted_documents import NEWS

#: Every replica keeps all documents in use in its memory.
MOST_DOCUMENTS: Final = 10_000


class UnknownDocumentIdError(KinerjaError):
    """No document in use has the identifier."""

    code = "UNKNOWN_DOCUMENT"
    en = "No document in use has this identifier there. `kinerja documents list` shows them."
    id = "Tidak ada dokumen aktif dengan pengenal ini di sana. Lihat `kinerja documents list`."


class TooManyDocumentsError(KinerjaError):
    """More documents than a service keeps."""

    code = "TOO_MANY_DOCUMENTS"
    en = "{limit} documents may be in use at once. Retire those that no release sends any more."
    id = "Paling banyak {limit} dokumen aktif sekaligus. Hentikan yang tidak lagi dipakai."


class Registered(StrEnum):
    """What came of registering a document."""

    NEW = "registered"
    KNOWN = "known already"
    #: The identifier means another document, which stays.
    TAKEN = "refused"


@dataclass(frozen=True)
class NewDocument:
    """A document to be registered under one identifier."""

    document_id: str
    text: str
    operations: Sequence[str] = ()


@dataclass(frozen=True)
class StoredDocument:
    """What is known of a registered document; `client_name` None: everybody's."""

    document_id: str
    client_name: str | None
    operations: Sequence[str]
    created_at: datetime
    retired_at: datetime | None


def document_hash(text: str) -> bytes:
    """Return the SHA-256 of the exact text in UTF-8."""
    return hashlib.sha256(text.encode()).digest()


async def client_named(session: AsyncSession, name: str) -> UUID:
    """Return the id of a client.

    Raises:
        UnknownClientError: no client has the name, or it was disabled.
    """
    named = select(APIClient.id).where(APIClient.name == name, APIClient.disabled_at.is_(None))
    found: UUID | None = await session.scalar(named)
    if found is None:
        raise UnknownClientError
    return found


async def register_documents(
    session: AsyncSession, client_id: UUID | None, documents: Sequence[NewDocument]
) -> list[Registered]:
    """Let a client (None: everybody) run documents, and say what came of each.

    Raises:
        TooManyDocumentsError: there would be more than a service keeps.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(NEWS))))
    hashes = await _hashes(session, client_id)
    found = []
    for document in documents:
        text_hash = document_hash(document.text)
        known = hashes.get(document.document_id)
        if known is None:
            hashes[document.document_id] = text_hash
            await session.execute(insert(TrustedDocument).values(_row(document, client_id)))
        state = Registered.NEW if known is None else Registered.KNOWN
        found.append(state if known in {None, text_hash} else Registered.TAKEN)
    await _check_bound(session)
    if Registered.NEW in found:
        await _note(
            session, ClientDeed.DOCUMENTS_REGISTERED, client_id, found.count(Registered.NEW)
        )
    return found


async def list_documents(
    session: AsyncSession, *, client_id: UUID | None = None, with_retired: bool = False
) -> list[StoredDocument]:
    """Return documents, the newest first: of one client, or all."""
    document = TrustedDocument
    statement = (
        select(
            document.document_id,
            APIClient.name,
            document.operations,
            document.created_at,
            document.retired_at,
        )
        .join(APIClient, APIClient.id == document.client_id, isouter=True)
        .order_by(document.id.desc())
    )
    if client_id is not None:
        statement = statement.where(document.client_id == client_id)
    if not with_retired:
        statement = statement.where(document.retired_at.is_(None))
    return [StoredDocument(*row) for row in await session.execute(statement)]


async def retire_document(session: AsyncSession, client_id: UUID | None, document_id: str) -> int:
    """Let nobody run a document any more, by whichever identifier; say how many it had.

    Raises:
        UnknownDocumentIdError: the client (None: everybody) has no such document in use.
    """
    document = TrustedDocument
    text_hash = await session.scalar(_in_use(client_id).where(document.document_id == document_id))
    if text_hash is None:
        raise UnknownDocumentIdError
    retired = await session.scalars(
        update(document)
        .where(
            document.client_id.is_not_distinct_from(client_id),
            document.text_hash == text_hash,
            document.retired_at.is_(None),
        )
        .values(retired_at=func.now())
        .returning(document.id)
    )
    count = len(retired.all())
    await _note(session, ClientDeed.DOCUMENTS_RETIRED, client_id, count)
    return count


async def require_documents(session: AsyncSession, client_id: UUID, *, required: bool) -> None:
    """Let a client run nothing but trusted documents, or again whatever it sends."""
    await session.execute(
        update(APIClient)
        .where(APIClient.id == client_id)
        .values(requires_trusted_documents=required)
    )
    deed = ClientDeed.RESTRICTED if required else ClientDeed.UNRESTRICTED
    await note_deed(session, deed, client_id=client_id, object_id=client_id)
    await _tell(session)


def _in_use(client_id: UUID | None) -> Select[bytes]:
    document = TrustedDocument
    return select(document.text_hash).where(
        document.client_id.is_not_distinct_from(client_id), document.retired_at.is_(None)
    )


async def _hashes(session: AsyncSession, client_id: UUID | None) -> dict[str, bytes]:
    rows = await session.execute(_in_use(client_id).add_columns(TrustedDocument.document_id))
    return {row.document_id: row.text_hash for row in rows}


def _row(document: NewDocument, client_id: UUID | None) -> dict[str, object]:
    return {
        "id": new_id(),
        "client_id": client_id,
        "document_id": document.document_id,
        "text_hash": document_hash(document.text),
        "text": document.text,
        "operations": list(document.operations),
    }


async def _check_bound(session: AsyncSession) -> None:
    in_use = TrustedDocument.retired_at.is_(None)
    counted = select(func.count()).select_from(TrustedDocument).where(in_use)
    if (await session.scalar(counted) or 0) > MOST_DOCUMENTS:
        raise TooManyDocumentsError(limit=MOST_DOCUMENTS)


async def _note(
    session: AsyncSession, deed: ClientDeed, client_id: UUID | None, count: int
) -> None:
    await note_deed(
        session, deed, client_id=client_id, object_id=client_id, after={"documents": count}
    )
    await _tell(session)


async def _tell(session: AsyncSession) -> None:
    await session.execute(select(func.pg_notify(CHANNEL, NEWS)))
