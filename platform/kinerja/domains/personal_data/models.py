"""Requests of data subjects, and legal holds that keep data from being erased."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.personal_data.vocabulary import RequestKind, RequestState
from kinerja.kit.database import Base, one_of
from tenants.ownership import TenantOwned


class DataRequest(TenantOwned, Base):
    """What a person asks an agency about the own data, and what was decided.

    Due 3 x 24 hours after it was filed (UU 27/2022 Pasal 30 and 32). `change_event_id` is the audit
    event of the change by which a correction was made.
    """

    __tablename__ = "data_requests"
    __table_args__ = (
        ForeignKeyConstraint(["agency_id", "employee_id"], ["employees.agency_id", "employees.id"]),
        one_of("kind", RequestKind),
        one_of("state", RequestState),
        CheckConstraint("due_at - filed_at = interval '72 hours'", name="due_in_three_days"),
        CheckConstraint(
            "(state IN ('DONE', 'REFUSED')) = (decided_by IS NOT NULL)"
            " AND (decided_by IS NULL) = (decided_at IS NULL)"
            " AND (decided_by IS NULL) = (decision IS NULL)",
            name="decided_when_decided",
        ),
        CheckConstraint("decided_by <> employee_id", name="decided_by_another"),
        CheckConstraint(
            "(kind = 'CORRECTION' AND state = 'DONE') = (change_event_id IS NOT NULL)",
            name="correction_names_change",
        ),
        Index("ix_data_requests_employee", "agency_id", "employee_id"),
        Index(
            "uq_data_requests_open",
            "agency_id",
            "employee_id",
            "kind",
            unique=True,
            postgresql_where=text("state = 'FILED'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    employee_id: Mapped[UUID]
    kind: Mapped[str]
    state: Mapped[str]
    statement: Mapped[str]
    filed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    change_event_id: Mapped[UUID | None]


class LegalHold(TenantOwned, Base):
    """Why the data of one employee must not be erased, and on which days (end exclusive).

    Lifting cuts its days; one that is lifted on its first day keeps none.
    """

    __tablename__ = "legal_holds"
    __table_args__ = (
        ForeignKeyConstraint(["agency_id", "employee_id"], ["employees.agency_id", "employees.id"]),
        CheckConstraint("NOT lower_inf(valid)", name="begins"),
        CheckConstraint("NOT isempty(valid) OR lifted_at IS NOT NULL", name="empty_when_lifted"),
        CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name="lifted_by_somebody"),
        CheckConstraint("placed_by <> employee_id AND lifted_by <> employee_id", name="by_another"),
        Index("ix_legal_holds_employee", "agency_id", "employee_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    employee_id: Mapped[UUID]
    legal_basis: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
    placed_by: Mapped[UUID]
    placed_at: Mapped[datetime]
    lifted_by: Mapped[UUID | None]
    lifted_at: Mapped[datetime | None]
