"""Delegations of a rater's work, between two days."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.kit.database import Base
from tenants.ownership import TenantOwned


class Delegation(TenantOwned, Base):
    """Who rates in whose place, between two dates (end exclusive).

    It passes on a rater's rights and nothing else; what it is worth on a day follows from the
    delegator's own rights on that day. One that ended before it began has an empty period.
    """

    __tablename__ = "delegations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["agency_id", "delegator_id"], ["employees.agency_id", "employees.id"]
        ),
        ForeignKeyConstraint(["agency_id", "delegate_id"], ["employees.agency_id", "employees.id"]),
        CheckConstraint("delegator_id <> delegate_id", name="delegate_is_another"),
        CheckConstraint("NOT lower_inf(valid) AND NOT upper_inf(valid)", name="bounded"),
        CheckConstraint("NOT isempty(valid) OR ended_at IS NOT NULL", name="empty_when_ended"),
        CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended_by_somebody"),
        ExcludeConstraint(
            ("agency_id", "="),
            ("delegator_id", "="),
            ("delegate_id", "="),
            ("valid", "&&"),
            name="ex_delegations_once_a_pair",
        ),
        Index("ix_delegations_delegate", "agency_id", "delegate_id"),
        Index("ix_delegations_delegator", "agency_id", "delegator_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    delegator_id: Mapped[UUID]
    delegate_id: Mapped[UUID]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
    reason: Mapped[str]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
