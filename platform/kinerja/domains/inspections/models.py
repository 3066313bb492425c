"""Inspection cases about one employee each, between two days."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.kit.database import Base
from tenants.ownership import TenantOwned


class InspectionCase(TenantOwned, Base):
    """About whom, on which legal basis, from day to day (end exclusive), at most one year.

    Policy asks whether one is valid today. Closing cuts its days; one that is closed on the day on
    which it was opened keeps no days at all.
    """

    __tablename__ = "inspection_cases"
    __table_args__ = (
        ForeignKeyConstraint(["agency_id", "employee_id"], ["employees.agency_id", "employees.id"]),
        CheckConstraint("NOT lower_inf(valid) AND NOT upper_inf(valid)", name="bounded"),
        CheckConstraint(
            "isempty(valid) OR upper(valid) <= lower(valid) + interval '1 year'", name="one_year"
        ),
        CheckConstraint("NOT isempty(valid) OR closed_at IS NOT NULL", name="empty_when_closed"),
        CheckConstraint("(closed_by IS NULL) = (closed_at IS NULL)", name="closed_by_somebody"),
        CheckConstraint("employee_id <> opened_by", name="opened_by_another"),
        Index("ix_inspection_cases_employee", "agency_id", "employee_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    employee_id: Mapped[UUID]
    legal_basis: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
    opened_by: Mapped[UUID]
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now())
    closed_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
