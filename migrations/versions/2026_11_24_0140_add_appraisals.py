"""Add appraisals, scores and node results."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_tables import LTREE, Access, create_tenant_table

revision: str = "a005_appraisals"
down_revision: str | None = "a004_cycles"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Create the tables."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    create_tenant_table(
        "appraisals",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("cycle_id", sa.UUID(), nullable=False),
        sa.Column("framework_version_id", sa.UUID(), nullable=False),
        sa.Column("ratee_id", sa.UUID(), nullable=False),
        sa.Column("assignment_id", sa.UUID(), nullable=False),
        sa.Column("position_class", sa.Text(), nullable=False),
        sa.Column("org_unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", LTREE, nullable=False),
        sa.Column("rater_id", sa.UUID(), nullable=True),
        sa.Column("superior_id", sa.UUID(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("innovation_evidence", sa.Text(), nullable=True),
        sa.Column(
            "innovation_approved", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("innovation_approved_by", sa.UUID(), nullable=True),
        sa.Column("suggested_work_rating", sa.Text(), nullable=True),
        sa.Column("decided_work_rating", sa.Text(), nullable=True),
        sa.Column("behaviour_rating", sa.Text(), nullable=True),
        sa.Column("rating_reason", sa.Text(), nullable=True),
        sa.Column("rated_by", sa.UUID(), nullable=True),
        sa.Column("work_score", sa.Numeric(), nullable=True),
        sa.Column("behaviour_score", sa.Numeric(), nullable=True),
        sa.Column("composite", sa.Numeric(), nullable=True),
        sa.Column(
            "composite_key",
            sa.BigInteger(),
            sa.Computed("(composite * 10000000000)::bigint", persisted=True),
            nullable=True,
        ),
        sa.Column("numeric_grade", sa.Text(), nullable=True),
        sa.Column("official_grade", sa.Text(), nullable=True),
        sa.Column("result_hash", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finalised_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "behaviour_rating IN ('ABOVE_EXPECTATION', 'MEETS_EXPECTATION', 'BELOW_EXPECTATION')",
            name=op.f("ck_appraisals_behaviour_rating_known"),
        ),
        sa.CheckConstraint(
            "decided_work_rating IN ('ABOVE_EXPECTATION', 'MEETS_EXPECTATION',"
            " 'BELOW_EXPECTATION')",
            name=op.f("ck_appraisals_decided_work_rating_known"),
        ),
        sa.CheckConstraint(
            "numeric_grade IN ('VERY_GOOD', 'GOOD', 'NEEDS_IMPROVEMENT', 'POOR', 'VERY_POOR')",
            name=op.f("ck_appraisals_numeric_grade_known"),
        ),
        sa.CheckConstraint(
            "official_grade IN ('VERY_GOOD', 'GOOD', 'NEEDS_IMPROVEMENT', 'POOR', 'VERY_POOR')",
            name=op.f("ck_appraisals_official_grade_known"),
        ),
        sa.CheckConstraint(
            "state <> 'FINAL' OR (finalised_at IS NOT NULL AND result_hash IS NOT NULL)",
            name=op.f("ck_appraisals_final_has_result"),
        ),
        sa.CheckConstraint(
            "state IN ('NOT_STARTED', 'SELF_REVIEW', 'RATER_REVIEW', 'SUBMITTED', 'CALIBRATED',"
            " 'DELIVERED', 'ACKNOWLEDGED', 'OBJECTED', 'OBJECTION_DECIDED', 'FINAL')",
            name=op.f("ck_appraisals_state_known"),
        ),
        sa.CheckConstraint(
            "suggested_work_rating IN ('ABOVE_EXPECTATION', 'MEETS_EXPECTATION',"
            " 'BELOW_EXPECTATION')",
            name=op.f("ck_appraisals_suggested_work_rating_known"),
        ),
        sa.CheckConstraint(
            "NOT innovation_approved OR (innovation_evidence IS NOT NULL AND"
            " innovation_approved_by IS NOT NULL AND innovation_approved_by <> rater_id AND"
            " innovation_approved_by <> ratee_id)",
            name=op.f("ck_appraisals_innovation_by_another"),
        ),
        sa.CheckConstraint(
            "composite BETWEEN 0 AND 120", name=op.f("ck_appraisals_composite_in_range")
        ),
        sa.CheckConstraint("ratee_id <> rater_id", name=op.f("ck_appraisals_rater_is_another")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_appraisals_revision_positive")),
        sa.ForeignKeyConstraint(
            ["agency_id", "assignment_id"],
            ["assignments.agency_id", "assignments.id"],
            name=op.f("fk_appraisals_agency_id_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "cycle_id"],
            ["cycles.agency_id", "cycles.id"],
            name=op.f("fk_appraisals_agency_id_cycle_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "framework_version_id"],
            ["framework_versions.agency_id", "framework_versions.id"],
            name=op.f("fk_appraisals_agency_id_framework_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "org_unit_id"],
            ["org_units.agency_id", "org_units.id"],
            name=op.f("fk_appraisals_agency_id_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "ratee_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_appraisals_agency_id_ratee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "rater_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_appraisals_agency_id_rater_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "superior_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_appraisals_agency_id_superior_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_appraisals_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_appraisals")),
        sa.UniqueConstraint(
            "agency_id",
            "cycle_id",
            "ratee_id",
            "assignment_id",
            "revision",
            name=op.f("uq_appraisals_agency_id_cycle_id_ratee_id_assignment_id_revision"),
        ),
        sa.UniqueConstraint(
            "agency_id",
            "id",
            "ratee_id",
            "framework_version_id",
            name=op.f("uq_appraisals_agency_id_id_ratee_id_framework_version_id"),
        ),
        access=Access(
            update=(
                "state",
                "rater_id",
                "superior_id",
                "innovation_evidence",
                "innovation_approved",
                "innovation_approved_by",
                "suggested_work_rating",
                "decided_work_rating",
                "behaviour_rating",
                "rating_reason",
                "rated_by",
                "work_score",
                "behaviour_score",
                "composite",
                "numeric_grade",
                "official_grade",
                "result_hash",
                "finalised_at",
            ),
            open_while="state <> 'FINAL'",
        ),
        growing=True,
    )
    op.create_index(
        "ix_appraisals_composite",
        "appraisals",
        ["agency_id", "cycle_id", "composite_key", "id"],
        unique=False,
    )
    op.create_index("ix_appraisals_ratee", "appraisals", ["agency_id", "ratee_id"], unique=False)
    op.create_index("ix_appraisals_rater", "appraisals", ["agency_id", "rater_id"], unique=False)
    create_tenant_table(
        "scores",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("appraisal_id", sa.UUID(), nullable=False),
        sa.Column("framework_version_id", sa.UUID(), nullable=False),
        sa.Column("ratee_id", sa.UUID(), nullable=False),
        sa.Column("indicator_id", sa.UUID(), nullable=False),
        sa.Column("scorer_id", sa.UUID(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("actual", sa.Numeric(), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("supersedes_id", sa.UUID(), nullable=True),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "scorer_id <> ratee_id OR source = 'SELF'", name=op.f("ck_scores_no_self_rating")
        ),
        sa.CheckConstraint(
            "not_applicable = (actual IS NULL)", name=op.f("ck_scores_actual_or_not_applicable")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "appraisal_id", "ratee_id", "framework_version_id"],
            [
                "appraisals.agency_id",
                "appraisals.id",
                "appraisals.ratee_id",
                "appraisals.framework_version_id",
            ],
            name="fk_scores_appraisal",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "framework_version_id", "indicator_id"],
            ["indicators.agency_id", "indicators.version_id", "indicators.id"],
            name="fk_scores_indicator",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "scorer_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_scores_agency_id_scorer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "supersedes_id"],
            ["scores.agency_id", "scores.id"],
            name=op.f("fk_scores_agency_id_supersedes_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_scores_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_scores")),
        sa.UniqueConstraint(
            "agency_id", "supersedes_id", name=op.f("uq_scores_agency_id_supersedes_id")
        ),
        access=Access(),
        growing=True,
    )
    op.create_index(
        "ix_scores_appraisal", "scores", ["agency_id", "appraisal_id", "indicator_id"], unique=False
    )
    op.create_index(
        "uq_scores_first",
        "scores",
        ["agency_id", "appraisal_id", "indicator_id", "source"],
        unique=True,
        postgresql_where=sa.text("supersedes_id IS NULL"),
    )
    create_tenant_table(
        "node_results",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("appraisal_id", sa.UUID(), nullable=False),
        sa.Column("node_id", sa.UUID(), nullable=False),
        sa.Column("node_kind", sa.Text(), nullable=False),
        sa.Column("achievement", sa.Numeric(), nullable=True),
        sa.Column("effective_weight", sa.Numeric(), nullable=True),
        sa.Column("contribution", sa.Numeric(), nullable=True),
        sa.CheckConstraint(
            "node_kind IN ('COMPONENT', 'INDICATOR')", name=op.f("ck_node_results_node_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "appraisal_id"],
            ["appraisals.agency_id", "appraisals.id"],
            name=op.f("fk_node_results_agency_id_appraisal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_node_results_agency_id")
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "appraisal_id", "node_id", name=op.f("pk_node_results")
        ),
        access=Access(),
        growing=True,
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("node_results")
    op.drop_table("scores")
    op.drop_table("appraisals")
