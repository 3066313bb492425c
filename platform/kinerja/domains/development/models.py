"""The tables of feedback and of development actions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.development.vocabulary import ActionState, FeedbackKind, FeedbackVisibility
from kinerja.kit.database import Base, one_of
from tenants.ownership import TenantOwned


class Feedback(TenantOwned, Base):
    """What somebody told an employee, or noted of a dialogue (PermenPANRB 6/2022 Pasal 5).

    It is never changed: who has more to say writes again.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        ForeignKeyConstraint(["agency_id", "employee_id"], ["employees.agency_id", "employees.id"]),
        one_of("kind", FeedbackKind),
        one_of("visibility", FeedbackVisibility),
        Index("ix_feedback_employee", "agency_id", "employee_id", "given_at"),
        Index("ix_feedback_author", "agency_id", "author_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    employee_id: Mapped[UUID]
    author_id: Mapped[UUID]
    kind: Mapped[str]
    visibility: Mapped[str]
    content: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DevelopmentAction(TenantOwned, Base):
    """What an employee is to learn or do by a day, agreed with the rater of the day it was planned.

    `follow_up` says what came of it, or why it was cancelled; a closed action stays as it is.
    """

    __tablename__ = "development_actions"
    __table_args__ = (
        ForeignKeyConstraint(["agency_id", "employee_id"], ["employees.agency_id", "employees.id"]),
        one_of("state", ActionState),
        CheckConstraint(
            "(state IN ('DONE', 'CANCELLED')) = (closed_by IS NOT NULL)"
            " AND (closed_by IS NULL) = (closed_at IS NULL)"
            " AND (closed_by IS NULL OR follow_up IS NOT NULL)",
            name="closed_by_somebody",
        ),
        Index("ix_development_actions_employee", "agency_id", "employee_id", "due_date"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    employee_id: Mapped[UUID]
    rater_id: Mapped[UUID | None]
    title: Mapped[str]
    due_date: Mapped[date]
    state: Mapped[str]
    planned_by: Mapped[UUID]
    planned_at: Mapped[datetime] = mapped_column(server_default=func.now())
    follow_up: Mapped[str | None]
    closed_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
