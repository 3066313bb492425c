"""The table of feedback."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.development.vocabulary import FeedbackKind, FeedbackVisibility
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
