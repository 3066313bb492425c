"""Writing down who read what: events that can be added and never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId, new_id
from policies.identity import Subject
from policies.permissions import FieldClass, Resource
from policies.purposes import purpose_of
from tenants.audit_models import AccessEvent, ProvinceEvent, Reach


@dataclass(frozen=True)
class Access:
    """One read as its agency keeps account of it.

    `owner_id` is the person whom the read of a single object was about. `rules` are the policies
    under which it may have been answered; one that holds for every row `covers_everyone`.
    """

    reach: Reach
    owner_id: UUID | None
    resources: tuple[Resource, ...]
    field_classes: tuple[FieldClass, ...]
    rules: tuple[str, ...]
    covers_everyone: bool


@dataclass(frozen=True)
class Circumstances:
    """In which request it was read: its id, the hash of its document, the purpose as stated."""

    request_id: UUID
    operation_hash: bytes
    stated_purpose: str | None


@dataclass(frozen=True)
class Reader:
    """Who reads in which agency, with which roles there."""

    agency_id: AgencyId
    subject: Subject
    roles: tuple[str, ...]


async def record_accesses(
    session: AsyncSession,
    reader: Reader,
    circumstances: Circumstances,
    accesses: Sequence[Access],
) -> None:
    """Write the accesses of one request in one agency, in its transaction, by one statement."""
    common: dict[str, Any] = {
        "agency_id": reader.agency_id,
        "subject_id": reader.subject.id,
        "subject_kind": reader.subject.kind.value,
        "roles": list(reader.roles),
        "purpose": purpose_of(reader.subject, reader.roles, stated=circumstances.stated_purpose),
        "request_id": circumstances.request_id,
        "operation_hash": circumstances.operation_hash,
    }
    await session.execute(
        insert(AccessEvent),
        [
            {
                **common,
                "id": new_id(),
                "reach": access.reach.value,
                "owner_id": access.owner_id,
                "resources": list(access.resources),
                "field_classes": list(access.field_classes),
                "rules": list(access.rules),
                "covers_everyone": access.covers_everyone,
            }
            for access in accesses
        ],
    )


async def record_report(
    session: AsyncSession, reader: Reader, circumstances: Circumstances, after: Mapping[str, Any]
) -> None:
    """Write that somebody has read a report across agencies, above which no agency stands."""
    await record_above(
        session,
        action="report.read",
        object_type="Report",
        actor_id=reader.subject.id,
        purpose=purpose_of(reader.subject, reader.roles, stated=circumstances.stated_purpose),
        after={
            **after,
            "subjectKind": reader.subject.kind.value,
            "roles": list(reader.roles),
            "operationHash": circumstances.operation_hash.hex(),
        },
        request_id=circumstances.request_id,
    )


async def record_above(  # noqa: PLR0913 - the columns of an event.
    session: AsyncSession,
    *,
    action: str,
    object_type: str,
    object_id: UUID | None = None,
    actor_id: UUID | None = None,
    purpose: str | None = None,
    after: Mapping[str, Any] | None = None,
    request_id: UUID | None = None,
) -> None:
    """Write an event that belongs to no agency, in the caller's transaction."""
    await session.execute(
        insert(ProvinceEvent).values(
            id=new_id(),
            actor_id=actor_id,
            action=action,
            object_type=object_type,
            object_id=object_id,
            purpose=purpose,
            after=after,
            request_id=request_id,
        )
    )
