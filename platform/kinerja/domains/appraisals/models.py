"""Appraisals, their append-only scores, and the result of every node of the tree."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.appraisals.vocabulary import AppraisalState, Grade, NodeKind, Rating
from kinerja.kit.database import Base, Ltree, one_of
from tenants.ownership import Partitioned

#: Composites are sorted by a scaled bigint: `numeric` comparison is not leakproof, so under
#: row-level security it would filter where a bigint seeks (design, section 3).
SORT_SCALE = 10_000_000_000


class Appraisal(Partitioned, Base):
    """One employee in one cycle. Version, assignment, rater and unit are pinned at opening.

    `rating_due` is the last day on which the rater is in time; it is set when scoring starts.
    `objection_until` is the last day on which the ratee may object; it is set at delivery. A result
    that an objection or a correction changes stays as it was: the next revision supersedes it, and
    of the revisions of an appraisal the one that is not superseded counts.
    """

    __tablename__ = "appraisals"
    __table_args__ = (
        UniqueConstraint("agency_id", "cycle_id", "ratee_id", "assignment_id", "revision"),
        UniqueConstraint("agency_id", "id", "ratee_id", "framework_version_id"),
        ForeignKeyConstraint(["agency_id", "cycle_id"], ["cycles.agency_id", "cycles.id"]),
        ForeignKeyConstraint(
            ["agency_id", "framework_version_id"],
            ["framework_versions.agency_id", "framework_versions.id"],
        ),
        ForeignKeyConstraint(["agency_id", "ratee_id"], ["employees.agency_id", "employees.id"]),
        ForeignKeyConstraint(["agency_id", "rater_id"], ["employees.agency_id", "employees.id"]),
        ForeignKeyConstraint(["agency_id", "superior_id"], ["employees.agency_id", "employees.id"]),
        ForeignKeyConstraint(
            ["agency_id", "assignment_id"], ["assignments.agency_id", "assignments.id"]
        ),
        ForeignKeyConstraint(["agency_id", "org_unit_id"], ["org_units.agency_id", "org_units.id"]),
        ForeignKeyConstraint(
            ["agency_id", "supersedes_id"], ["appraisals.agency_id", "appraisals.id"]
        ),
        CheckConstraint("ratee_id <> rater_id", name="rater_is_another"),
        CheckConstraint("self_review_returns BETWEEN 0 AND 2", name="two_returns_at_most"),
        CheckConstraint(
            "(delivered_at IS NULL) = (objection_until IS NULL)", name="delivered_with_last_day"
        ),
        CheckConstraint("revision > 0", name="revision_positive"),
        CheckConstraint("composite BETWEEN 0 AND 120", name="composite_in_range"),
        CheckConstraint(
            "NOT innovation_approved OR (innovation_evidence IS NOT NULL"
            " AND innovation_approved_by IS NOT NULL AND innovation_approved_by <> rater_id"
            " AND innovation_approved_by <> ratee_id)",
            name="innovation_by_another",
        ),
        CheckConstraint(
            "state <> 'FINAL' OR (finalised_at IS NOT NULL AND result_hash IS NOT NULL)",
            name="final_has_result",
        ),
        one_of("state", AppraisalState),
        one_of("suggested_work_rating", Rating),
        one_of("decided_work_rating", Rating),
        one_of("behaviour_rating", Rating),
        one_of("numeric_grade", Grade),
        one_of("official_grade", Grade),
        Index("ix_appraisals_ratee", "agency_id", "ratee_id"),
        Index("ix_appraisals_rater", "agency_id", "rater_id"),
        Index(
            "uq_appraisals_counting",
            "agency_id",
            "cycle_id",
            "ratee_id",
            "assignment_id",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
        ),
        Index("ix_appraisals_composite", "agency_id", "cycle_id", "composite_key", "id"),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cycle_id: Mapped[UUID]
    framework_version_id: Mapped[UUID]
    ratee_id: Mapped[UUID]
    assignment_id: Mapped[UUID]
    position_class: Mapped[str]
    org_unit_id: Mapped[UUID]
    unit_path: Mapped[str] = mapped_column(Ltree)
    rater_id: Mapped[UUID | None]
    superior_id: Mapped[UUID | None]
    rating_due: Mapped[date | None]
    state: Mapped[str]
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    innovation_evidence: Mapped[str | None]
    innovation_approved: Mapped[bool] = mapped_column(server_default=text("false"))
    innovation_approved_by: Mapped[UUID | None]
    suggested_work_rating: Mapped[str | None]
    decided_work_rating: Mapped[str | None]
    behaviour_rating: Mapped[str | None]
    rating_reason: Mapped[str | None]
    rated_by: Mapped[UUID | None]
    work_score: Mapped[Decimal | None]
    behaviour_score: Mapped[Decimal | None]
    composite: Mapped[Decimal | None]
    composite_key: Mapped[int | None] = mapped_column(
        BigInteger, Computed(f"(composite * {SORT_SCALE})::bigint", persisted=True)
    )
    numeric_grade: Mapped[str | None]
    official_grade: Mapped[str | None]
    result_hash: Mapped[str | None]
    self_review_returns: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    calibrated_by: Mapped[UUID | None]
    calibrated_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    objection_until: Mapped[date | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledgement: Mapped[str | None]
    supersedes_id: Mapped[UUID | None]
    superseded_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finalised_at: Mapped[datetime | None]


class Score(Partitioned, Base):
    """The actual value of one indicator for one appraisal. Append-only.

    A correction is a new row that names the row it supersedes; a row can be superseded once.
    `ratee_id` stands here too so that the database itself refuses a self-rating.
    """

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint("agency_id", "supersedes_id"),
        ForeignKeyConstraint(
            ["agency_id", "appraisal_id", "ratee_id", "framework_version_id"],
            [
                "appraisals.agency_id",
                "appraisals.id",
                "appraisals.ratee_id",
                "appraisals.framework_version_id",
            ],
            name="fk_scores_appraisal",
        ),
        ForeignKeyConstraint(
            ["agency_id", "framework_version_id", "indicator_id"],
            ["indicators.agency_id", "indicators.version_id", "indicators.id"],
            name="fk_scores_indicator",
        ),
        ForeignKeyConstraint(["agency_id", "scorer_id"], ["employees.agency_id", "employees.id"]),
        ForeignKeyConstraint(["agency_id", "supersedes_id"], ["scores.agency_id", "scores.id"]),
        CheckConstraint("scorer_id <> ratee_id OR source = 'SELF'", name="no_self_rating"),
        CheckConstraint("not_applicable = (actual IS NULL)", name="actual_or_not_applicable"),
        Index("ix_scores_appraisal", "agency_id", "appraisal_id", "indicator_id"),
        Index(
            "uq_scores_first",
            "agency_id",
            "appraisal_id",
            "indicator_id",
            "source",
            unique=True,
            postgresql_where=text("supersedes_id IS NULL"),
        ),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    appraisal_id: Mapped[UUID]
    framework_version_id: Mapped[UUID]
    ratee_id: Mapped[UUID]
    indicator_id: Mapped[UUID]
    scorer_id: Mapped[UUID | None]
    source: Mapped[str]
    actual: Mapped[Decimal | None]
    not_applicable: Mapped[bool] = mapped_column(server_default=text("false"))
    comment: Mapped[str | None]
    evidence: Mapped[str | None]
    supersedes_id: Mapped[UUID | None]
    entered_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class NodeResult(Partitioned, Base):
    """The computed result of one component or indicator of one appraisal. Append-only.

    `achievement` is 0..120 (null: not applicable); `effective_weight` is the share among its
    siblings after redistribution; `contribution` the points it adds to the composite.
    """

    __tablename__ = "node_results"
    __table_args__ = (
        ForeignKeyConstraint(
            ["agency_id", "appraisal_id"], ["appraisals.agency_id", "appraisals.id"]
        ),
        one_of("node_kind", NodeKind),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    appraisal_id: Mapped[UUID] = mapped_column(primary_key=True)
    node_id: Mapped[UUID] = mapped_column(primary_key=True)
    node_kind: Mapped[str]
    achievement: Mapped[Decimal | None]
    effective_weight: Mapped[Decimal | None]
    contribution: Mapped[Decimal | None]
