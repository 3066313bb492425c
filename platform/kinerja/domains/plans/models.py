"""The tables of performance plans, their work results and their expectations of behaviour."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Numeric,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.plans.vocabulary import CoreValue, Perspective, PlanState, WorkResultKind
from kinerja.kit.database import Base, Ltree, one_of
from tenants.ownership import Partitioned

#: Sixteen digits before the point and four behind it.
TARGET = Numeric(20, 4)


class PerformancePlan(Partitioned, Base):
    """One revision of the plan (SKP) of one assignment in one cycle.

    Position class, unit, rater and superior are pinned when the revision is begun. `edition` says
    which edition of the contents counts: every change writes the next one. Both sides have agreed
    when one of `proposed_by` and `agreed_by` is the ratee and the other is not; then the row never
    changes again. Of the agreed revisions the last one counts.
    """

    __tablename__ = "performance_plans"
    __table_args__ = (
        UniqueConstraint("agency_id", "cycle_id", "assignment_id", "revision"),
        ForeignKeyConstraint(["agency_id", "cycle_id"], ["cycles.agency_id", "cycles.id"]),
        ForeignKeyConstraint(["agency_id", "ratee_id"], ["employees.agency_id", "employees.id"]),
        ForeignKeyConstraint(["agency_id", "rater_id"], ["employees.agency_id", "employees.id"]),
        ForeignKeyConstraint(["agency_id", "superior_id"], ["employees.agency_id", "employees.id"]),
        ForeignKeyConstraint(
            ["agency_id", "assignment_id"], ["assignments.agency_id", "assignments.id"]
        ),
        ForeignKeyConstraint(["agency_id", "org_unit_id"], ["org_units.agency_id", "org_units.id"]),
        ForeignKeyConstraint(
            ["agency_id", "supersedes_id"],
            ["performance_plans.agency_id", "performance_plans.id"],
        ),
        one_of("state", PlanState),
        CheckConstraint("ratee_id <> rater_id", name="rater_is_another"),
        CheckConstraint("revision > 0 AND edition >= 0", name="numbers_in_range"),
        CheckConstraint(
            "(state = 'DRAFT') = (proposed_by IS NULL)"
            " AND (proposed_by IS NULL) = (proposed_at IS NULL)",
            name="proposed_by_somebody",
        ),
        CheckConstraint(
            "(state = 'AGREED') = (agreed_by IS NOT NULL)"
            " AND (agreed_by IS NULL) = (agreed_at IS NULL)",
            name="agreed_by_somebody",
        ),
        CheckConstraint(
            "agreed_by IS NULL OR (proposed_by = ratee_id) <> (agreed_by = ratee_id)",
            name="agreed_by_both_sides",
        ),
        Index(
            "uq_performance_plans_open",
            "agency_id",
            "cycle_id",
            "assignment_id",
            unique=True,
            postgresql_where=text("state <> 'AGREED'"),
        ),
        Index("ix_performance_plans_ratee", "agency_id", "ratee_id"),
        Index("ix_performance_plans_supersedes", "agency_id", "supersedes_id"),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cycle_id: Mapped[UUID]
    ratee_id: Mapped[UUID]
    assignment_id: Mapped[UUID]
    position_class: Mapped[str]
    org_unit_id: Mapped[UUID]
    unit_path: Mapped[str] = mapped_column(Ltree)
    rater_id: Mapped[UUID | None]
    superior_id: Mapped[UUID | None]
    state: Mapped[str]
    revision: Mapped[int]
    edition: Mapped[int] = mapped_column(server_default=text("0"))
    supersedes_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    proposed_by: Mapped[UUID | None]
    proposed_at: Mapped[datetime | None]
    agreed_by: Mapped[UUID | None]
    agreed_at: Mapped[datetime | None]
    return_reason: Mapped[str | None]


class WorkResult(Partitioned, Base):
    """A planned work result (rencana hasil kerja) in one edition of a plan. Append-only.

    `aligned_to_id` is the work result of the rater that it serves, and `aligned_title` how that one
    was called then. It must exist before, and neither changes: so no chain of them ever closes.
    """

    __tablename__ = "work_results"
    __table_args__ = (
        UniqueConstraint("agency_id", "plan_id", "edition", "ordinal"),
        ForeignKeyConstraint(
            ["agency_id", "plan_id"], ["performance_plans.agency_id", "performance_plans.id"]
        ),
        ForeignKeyConstraint(["agency_id", "ratee_id"], ["employees.agency_id", "employees.id"]),
        ForeignKeyConstraint(
            ["agency_id", "aligned_to_id"], ["work_results.agency_id", "work_results.id"]
        ),
        one_of("kind", WorkResultKind),
        one_of("perspective", Perspective),
        CheckConstraint("ordinal BETWEEN 1 AND 50", name="ordinal_in_range"),
        CheckConstraint("(target IS NULL) = (unit IS NULL)", name="target_has_unit"),
        CheckConstraint("aligned_to_id <> id", name="aligned_to_another"),
        CheckConstraint(
            "aligned_to_id IS NULL OR aligned_title IS NOT NULL", name="alignment_has_title"
        ),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID]
    edition: Mapped[int]
    ratee_id: Mapped[UUID]
    ordinal: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str]
    indicator: Mapped[str]
    target: Mapped[Decimal | None] = mapped_column(TARGET)
    unit: Mapped[str | None]
    perspective: Mapped[str | None]
    aligned_to_id: Mapped[UUID | None]
    aligned_title: Mapped[str | None]


class BehaviourExpectation(Partitioned, Base):
    """What the leader expects in one value of behaviour, in one edition of a plan. Append-only."""

    __tablename__ = "behaviour_expectations"
    __table_args__ = (
        UniqueConstraint("agency_id", "plan_id", "edition", "value"),
        ForeignKeyConstraint(
            ["agency_id", "plan_id"], ["performance_plans.agency_id", "performance_plans.id"]
        ),
        ForeignKeyConstraint(["agency_id", "ratee_id"], ["employees.agency_id", "employees.id"]),
        one_of("value", CoreValue),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    plan_id: Mapped[UUID]
    edition: Mapped[int]
    ratee_id: Mapped[UUID]
    ordinal: Mapped[int]
    value: Mapped[str]
    expectation: Mapped[str]
