"""Add what happens to a result after the rating: calibration, delivery, answer, objection."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.roles import APPLICATION
from migrations.tenant_tables import Access, create_tenant_table

revision: str = "a020_life_of_an_appraisal"
down_revision: str | None = "a019_plans"
branch_labels: str | None = None
depends_on: str | None = None

_MOMENT = sa.DateTime(timezone=True)
#: Columns that may be empty, and columns that count from 0.
EMPTY: dict[str, dict[str, Any]] = {
    "cycles": {"planning_due": sa.Date(), "self_review_due": sa.Date()},
    "appraisals": {
        "calibrated_by": sa.UUID(),
        "calibrated_at": _MOMENT,
        "delivered_at": _MOMENT,
        "objection_until": sa.Date(),
        "acknowledged_at": _MOMENT,
        "acknowledgement": sa.Text(),
        "supersedes_id": sa.UUID(),
        "superseded_at": _MOMENT,
    },
}
COUNTS = {"cycles": "objection_days", "appraisals": "self_review_returns"}
#: Set once, when the row is made; the others change while it lives.
_FIXED = {"supersedes_id"}


def upgrade() -> None:
    """Add it."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table, columns in EMPTY.items():
        for name, type_ in columns.items():
            op.add_column(table, sa.Column(name, type_, nullable=True))
        count = sa.Column(COUNTS[table], sa.Integer(), server_default="0", nullable=False)
        op.add_column(table, count)
        changing = ", ".join([COUNTS[table], *(name for name in columns if name not in _FIXED)])
        op.execute(f"GRANT UPDATE ({changing}) ON {table} TO {APPLICATION}")
    _check_rows()
    _add_objections()


def _check_rows() -> None:
    op.create_check_constraint(
        op.f("ck_cycles_objection_days_in_range"), "cycles", "objection_days BETWEEN 0 AND 60"
    )
    op.create_check_constraint(
        op.f("ck_appraisals_two_returns_at_most"),
        "appraisals",
        "self_review_returns BETWEEN 0 AND 2",
    )
    op.create_check_constraint(
        op.f("ck_appraisals_delivered_with_last_day"),
        "appraisals",
        "(delivered_at IS NULL) = (objection_until IS NULL)",
    )
    op.create_foreign_key(
        op.f("fk_appraisals_agency_id_supersedes_id"),
        "appraisals",
        "appraisals",
        ["agency_id", "supersedes_id"],
        ["agency_id", "id"],
    )
    op.create_index(
        "uq_appraisals_counting",
        "appraisals",
        ["agency_id", "cycle_id", "ratee_id", "assignment_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def _add_objections() -> None:
    create_tenant_table(
        "objections",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("appraisal_id", sa.UUID(), nullable=False),
        sa.Column("ratee_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("filed_at", _MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("statement_due", sa.Date(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("stated_by", sa.UUID(), nullable=True),
        sa.Column("stated_at", _MOMENT, nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("revision_id", sa.UUID(), nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('FILED', 'UNDER_EXAMINATION', 'UPHELD', 'CHANGED', 'WITHDRAWN',"
            " 'INADMISSIBLE')",
            name=op.f("ck_objections_state_known"),
        ),
        sa.CheckConstraint(
            "(state IN ('UPHELD', 'CHANGED', 'INADMISSIBLE')) = (decided_by IS NOT NULL)"
            " AND (decided_by IS NULL) = (decided_at IS NULL)"
            " AND (decided_by IS NULL) = (decision IS NULL)",
            name=op.f("ck_objections_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "(stated_by IS NULL) = (statement IS NULL)"
            " AND (stated_by IS NULL) = (stated_at IS NULL)",
            name=op.f("ck_objections_stated_by_somebody"),
        ),
        sa.CheckConstraint(
            "decided_by <> ratee_id AND (stated_by IS NULL OR decided_by <> stated_by)",
            name=op.f("ck_objections_decided_by_another"),
        ),
        sa.CheckConstraint(
            "(state = 'CHANGED') = (revision_id IS NOT NULL)",
            name=op.f("ck_objections_changed_by_one"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "appraisal_id"],
            ["appraisals.agency_id", "appraisals.id"],
            name=op.f("fk_objections_agency_id_appraisal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "ratee_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_objections_agency_id_ratee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_objections_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_objections")),
        access=Access(
            update=(
                "state",
                "statement",
                "stated_by",
                "stated_at",
                "decision",
                "decided_by",
                "decided_at",
                "revision_id",
                "withdrawn_at",
            ),
            open_while="state IN ('FILED', 'UNDER_EXAMINATION')",
        ),
    )
    op.create_index(
        "uq_objections_open",
        "objections",
        ["agency_id", "appraisal_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'WITHDRAWN'"),
    )
    op.create_index("ix_objections_ratee", "objections", ["agency_id", "ratee_id"], unique=False)


def downgrade() -> None:
    """Remove it."""
    op.drop_table("objections")
    op.drop_index("uq_appraisals_counting", "appraisals")
    for table, columns in EMPTY.items():
        for name in (*columns, COUNTS[table]):
            op.drop_column(table, name)
