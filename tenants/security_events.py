"""Refused tokens, counted a minute at a time: nobody can fill the table by sending many.

The counts belong to no agency and hold no personal data: no token, no address, no person. What
concerns an agency's own API client is told in that agency's audit trail too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.kit.database import Base, one_of
from kinerja.kit.ids import AgencyId, new_id
from tenants.audit import record
from tenants.session import set_agency


class Refusal(StrEnum):
    """Why a token was refused."""

    MALFORMED = "MALFORMED_TOKEN"
    UNKNOWN = "UNKNOWN_TOKEN"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    BAD_ALGORITHM = "BAD_ALGORITHM"
    BAD_SIGNATURE = "BAD_SIGNATURE"
    BAD_CLAIMS = "BAD_CLAIMS"
    FOREIGN = "FOREIGN_TOKEN"
    EXPIRED = "EXPIRED_TOKEN"
    REVOKED = "REVOKED_TOKEN"


class SecurityEvent(Base):
    """How often tokens were refused for one reason in one minute."""

    __tablename__ = "security_events"
    __table_args__ = (
        UniqueConstraint(
            "minute",
            "kind",
            "agency_id",
            "token_id",
            "client_id",
            name="uq_security_events_bucket",
            postgresql_nulls_not_distinct=True,
        ),
        one_of("kind", Refusal),
        CheckConstraint("count > 0", name="count_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    minute: Mapped[datetime]
    kind: Mapped[str]
    agency_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("agencies.id"))
    token_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    count: Mapped[int]


@dataclass(frozen=True)
class Bucket:
    """What is counted together. The ids are of a stored API token; None where none is known."""

    minute: datetime
    kind: Refusal
    agency_id: AgencyId | None = None
    token_id: UUID | None = None
    client_id: UUID | None = None


async def add_refusals(engine: AsyncEngine, counts: Mapping[Bucket, int]) -> None:
    """Add to the counts in a transaction of its own; the first of a minute is audited too.

    Whichever process adds the first of a bucket writes the audit event `token.refused` in the
    agency of the token: one a minute, token and reason, however many are sent.
    """
    # In one order, so that two processes never wait for each other.
    for_all = sorted(counts.items(), key=lambda item: str(item[0]))
    async with AsyncSession(engine) as session, session.begin():
        for bucket, count in for_all:
            is_first = await _add(session, bucket, count) == count
            if is_first and bucket.agency_id is not None:
                await _audit(session, bucket.agency_id, bucket)


async def _add(session: AsyncSession, bucket: Bucket, count: int) -> int:
    """Return how many there are now."""
    given = insert(SecurityEvent).values(
        id=new_id(),
        minute=bucket.minute,
        kind=bucket.kind.value,
        agency_id=bucket.agency_id,
        token_id=bucket.token_id,
        client_id=bucket.client_id,
        count=count,
    )
    added = SecurityEvent.count + given.excluded.count
    statement = given.on_conflict_do_update(
        index_elements=["minute", "kind", "agency_id", "token_id", "client_id"],
        set_={"count": added},
    ).returning(SecurityEvent.count)
    return int((await session.execute(statement)).scalar_one())


async def _audit(session: AsyncSession, agency_id: AgencyId, bucket: Bucket) -> None:
    await session.execute(text(set_agency(agency_id)))
    await record(
        session,
        agency_id=agency_id,
        actor_id=bucket.client_id,
        action="token.refused",
        object_type="APIToken",
        object_id=bucket.token_id,
        after={"kind": bucket.kind, "minute": bucket.minute},
    )


async def list_refusals(owner_engine: AsyncEngine, *, last: int) -> Sequence[SecurityEvent]:
    """Return the newest counts, the newest first."""
    statement = (
        select(SecurityEvent)
        .order_by(SecurityEvent.minute.desc(), SecurityEvent.count.desc(), SecurityEvent.id)
        .limit(last)
    )
    async with AsyncSession(owner_engine, expire_on_commit=False) as session:
        return (await session.scalars(statement)).all()
