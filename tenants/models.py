"""Agencies, who holds which role in them, their audit trail, and the tokens of API clients."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB, Range
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.kit.database import Base, one_of
from tenants.ownership import Partitioned, TenantOwned


class AgencyKind(StrEnum):
    """What an agency (perangkat daerah) is."""

    DINAS = "DINAS"
    BADAN = "BADAN"
    BIRO = "BIRO"
    INSPEKTORAT = "INSPEKTORAT"
    SEKRETARIAT = "SEKRETARIAT"
    WILAYAH = "WILAYAH"


class AgencyState(StrEnum):
    """Whether an agency may use the service."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


class Agency(Base):
    """A tenant: one perangkat daerah of the province. A reference table, readable by all roles."""

    __tablename__ = "agencies"
    __table_args__ = (
        one_of("kind", AgencyKind),
        one_of("state", AgencyState),
        CheckConstraint("id > 0", name="id_positive"),
        CheckConstraint("code ~ '^[A-Z][A-Z0-9_]{1,31}$'", name="code_shape"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[UUID] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]
    active_from: Mapped[date]
    active_to: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class RoleAssignment(TenantOwned, Base):
    """A role that a person or API client holds in one agency, between two dates."""

    __tablename__ = "role_assignments"
    __table_args__ = (
        CheckConstraint("role ~ '^[a-z][a-z0-9_]{1,63}$'", name="role_shape"),
        Index("ix_role_assignments_subject", "agency_id", "subject_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID]
    role: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)


class ProvinceRoleAssignment(Base):
    """A role above all agencies (BKD, Inspektorat, Biro ORB); never one inside an agency."""

    __tablename__ = "province_role_assignments"
    __table_args__ = (
        CheckConstraint("role ~ '^[a-z][a-z0-9_]{1,63}$'", name="role_shape"),
        Index("ix_province_role_assignments_subject_id", "subject_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID]
    role: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)


class APIToken(Base):
    """A token of an API client. Only its SHA-256 is kept: the token is shown once."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        CheckConstraint("octet_length(token_hash) = 32", name="token_hash_sha256"),
        CheckConstraint("cardinality(scopes) > 0", name="scopes_given"),
        CheckConstraint("expires_at > created_at", name="expires_after_creation"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("api_clients.id"))
    #: For the code that is deployed; the client's own row has it too.
    client_name: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agencies.id"))
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    purpose: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class AuditEvent(Partitioned, Base):
    """What happened, written in the transaction of the change itself. Append-only.

    `person_id` is the employee whom it is about, if any.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_object", "agency_id", "object_id"),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    request_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]


class OutboxEvent(Partitioned, Base):
    """An event for other systems, written with the change and delivered later."""

    __tablename__ = "outbox_events"
    __table_args__ = (
        Index(
            "ix_outbox_events_pending",
            "agency_id",
            "id",
            postgresql_where=text("published_at IS NULL"),
        ),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    topic: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    published_at: Mapped[datetime | None]
