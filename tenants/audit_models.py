"""The seal over the audit trail, who read what, and what happened above all agencies."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.kit.database import Base, one_of
from policies.identity import SubjectKind
from tenants.ownership import Partitioned, TenantOwned


class Reach(StrEnum):
    """How far a read went: one object, or a list in which somebody may or may not have stood."""

    OBJECT = "OBJECT"
    LIST = "LIST"


class AuditLink(Partitioned, Base):
    """The place of one audit event in its agency's hash chain. Append-only.

    It names the event without a foreign key: an event that is removed leaves its link behind, and
    that is what proves the removal.
    """

    __tablename__ = "audit_chain"
    __table_args__ = (
        CheckConstraint("octet_length(hash) = 32", name="hash_sha256"),
        CheckConstraint("position > 0", name="position_positive"),
        UniqueConstraint("agency_id", "event_id"),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    event_id: Mapped[UUID]
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditReason(TenantOwned, Base):
    """The reason of an event about a person, in the person's own or somebody else's words.

    It stands apart from the event, which holds but a salted hash of it: erasing a person takes the
    row away, and the chain over the events still verifies. Without the salt nobody can try out
    which text the hash was of. Append-only but for that.
    """

    __tablename__ = "audit_reasons"
    __table_args__ = (
        CheckConstraint("octet_length(salt) = 16", name="salt_128_bits"),
        Index("ix_audit_reasons_person", "agency_id", "person_id"),
    )

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str]


class AuditSeal(TenantOwned, Base):
    """One batch of links that were appended together. Append-only."""

    __tablename__ = "audit_seals"
    __table_args__ = (
        CheckConstraint("octet_length(head_hash) = 32", name="head_hash_sha256"),
        CheckConstraint(
            "number > 0 AND first_position > 0 AND last_position >= first_position",
            name="positions_in_order",
        ),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    first_position: Mapped[int] = mapped_column(BigInteger)
    last_position: Mapped[int] = mapped_column(BigInteger)
    head_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class AccessEvent(Partitioned, Base):
    """A read that its agency keeps account of, written in the request's transaction. Append-only.

    `owner_id` is the employee whom the read of a single object was about. `covers_everyone`: one
    of the rules under which it was made holds for every row of the agency, so that anybody may
    have stood in a list.
    """

    __tablename__ = "access_events"
    __table_args__ = (
        one_of("subject_kind", SubjectKind),
        one_of("reach", Reach),
        CheckConstraint("owner_id IS NULL OR reach = 'OBJECT'", name="owner_of_object"),
        CheckConstraint("octet_length(operation_hash) = 32", name="operation_hash_sha256"),
        Index("ix_access_events_owner_id", "agency_id", "owner_id", "id"),
        Index("ix_access_events_subject_id", "agency_id", "subject_id", "id"),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    subject_id: Mapped[UUID]
    subject_kind: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    purpose: Mapped[str]
    request_id: Mapped[UUID]
    operation_hash: Mapped[bytes] = mapped_column(LargeBinary)
    resources: Mapped[list[str]] = mapped_column(ARRAY(Text))
    field_classes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    rules: Mapped[list[str]] = mapped_column(ARRAY(Text))
    reach: Mapped[str]
    owner_id: Mapped[UUID | None]
    covers_everyone: Mapped[bool]


class ProvinceEvent(Base):
    """What happened above all agencies: roles and tokens of the province, reports. Append-only."""

    __tablename__ = "province_events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[UUID | None]
    purpose: Mapped[str | None]
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    request_id: Mapped[UUID | None]
