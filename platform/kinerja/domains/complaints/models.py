"""Complaints, each state that they were seen in, and the service level month by month."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.complaints.vocabulary import ComplaintState
from kinerja.kit.database import Base, Ltree, one_of
from tenants.ownership import Partitioned, TenantOwned


class Complaint(Partitioned, Base):
    """One complaint as the complaint system knows it: its number there, its unit and its times.

    Neither who complained nor what was written is kept.
    """

    __tablename__ = "complaints"
    __table_args__ = (
        UniqueConstraint("agency_id", "reference"),
        ForeignKeyConstraint(["agency_id", "org_unit_id"], ["org_units.agency_id", "org_units.id"]),
        one_of("state", ComplaintState),
        CheckConstraint("responded_at >= received_at", name="responded_after_receipt"),
        CheckConstraint("closed_at >= received_at", name="closed_after_receipt"),
        CheckConstraint("(closed_at IS NOT NULL) = (state = 'DONE')", name="done_is_closed"),
        Index("ix_complaints_received", "agency_id", "received_at", "id"),
        Index("ix_complaints_org_unit", "agency_id", "org_unit_id"),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str]
    channel: Mapped[str]
    category: Mapped[str]
    org_unit_id: Mapped[UUID]
    unit_path: Mapped[str] = mapped_column(Ltree)
    state: Mapped[str]
    received_at: Mapped[datetime]
    responded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]


class ComplaintStep(Partitioned, Base):
    """That a complaint was seen in a state, with a unit.

    Append-only: what is rejected or rerouted keeps its history.
    """

    __tablename__ = "complaint_steps"
    __table_args__ = (
        ForeignKeyConstraint(
            ["agency_id", "complaint_id"], ["complaints.agency_id", "complaints.id"]
        ),
        ForeignKeyConstraint(["agency_id", "org_unit_id"], ["org_units.agency_id", "org_units.id"]),
        one_of("state", ComplaintState),
        Index("ix_complaint_steps_complaint", "agency_id", "complaint_id"),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    complaint_id: Mapped[UUID]
    org_unit_id: Mapped[UUID]
    state: Mapped[str]
    seen_at: Mapped[datetime]


class ComplaintMetric(TenantOwned, Base):
    """How many complaints of a unit and month were answered, as of `cut_off`. Append-only.

    `received` is the denominator of both rates: what came in during the month and was not rerouted
    to others. `done` and `answered_in_time` (within three days) are the numerators.
    """

    __tablename__ = "complaint_metrics"
    __table_args__ = (
        ForeignKeyConstraint(["agency_id", "org_unit_id"], ["org_units.agency_id", "org_units.id"]),
        CheckConstraint("received >= 0", name="received_counted"),
        CheckConstraint("done BETWEEN 0 AND received", name="done_of_received"),
        CheckConstraint("answered_in_time BETWEEN 0 AND received", name="in_time_of_received"),
        Index("ix_complaint_metrics_org_unit", "agency_id", "org_unit_id", "month"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org_unit_id: Mapped[UUID]
    unit_path: Mapped[str] = mapped_column(Ltree)
    month: Mapped[Range[date]] = mapped_column(DATERANGE)
    cut_off: Mapped[datetime]
    received: Mapped[int]
    done: Mapped[int]
    answered_in_time: Mapped[int]
    computed_at: Mapped[datetime] = mapped_column(server_default=func.now())
