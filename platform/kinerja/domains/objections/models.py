"""The table of objections."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.objections.vocabulary import ObjectionState
from kinerja.kit.database import Base, one_of
from tenants.ownership import TenantOwned


class Objection(TenantOwned, Base):
    """A ratee's objection to a delivered result (PP 30/2019 Pasal 59).

    `statement_due` is the last day on which the rater's statement is waited for. Nobody decides who
    has made a statement or filed it; the database holds that too.
    """

    __tablename__ = "objections"
    __table_args__ = (
        ForeignKeyConstraint(
            ["agency_id", "appraisal_id"], ["appraisals.agency_id", "appraisals.id"]
        ),
        ForeignKeyConstraint(["agency_id", "ratee_id"], ["employees.agency_id", "employees.id"]),
        one_of("state", ObjectionState),
        CheckConstraint(
            "(state IN ('UPHELD', 'CHANGED', 'INADMISSIBLE')) = (decided_by IS NOT NULL)"
            " AND (decided_by IS NULL) = (decided_at IS NULL)"
            " AND (decided_by IS NULL) = (decision IS NULL)",
            name="decided_by_somebody",
        ),
        CheckConstraint(
            "(stated_by IS NULL) = (statement IS NULL)"
            " AND (stated_by IS NULL) = (stated_at IS NULL)",
            name="stated_by_somebody",
        ),
        CheckConstraint(
            "decided_by <> ratee_id AND (stated_by IS NULL OR decided_by <> stated_by)",
            name="decided_by_another",
        ),
        CheckConstraint("(state = 'CHANGED') = (revision_id IS NOT NULL)", name="changed_by_one"),
        Index(
            "uq_objections_open",
            "agency_id",
            "appraisal_id",
            unique=True,
            postgresql_where=text("state <> 'WITHDRAWN'"),
        ),
        Index("ix_objections_ratee", "agency_id", "ratee_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    appraisal_id: Mapped[UUID]
    ratee_id: Mapped[UUID]
    state: Mapped[str]
    grounds: Mapped[str]
    filed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    statement_due: Mapped[date]
    statement: Mapped[str | None]
    stated_by: Mapped[UUID | None]
    stated_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    revision_id: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None]
