"""Add plans (SKP): work results, their indicators, behaviour expectations, and agreement."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_tables import (
    LTREE,
    OF_THIS_AGENCY,
    Access,
    create_tenant_table,
    on_citus,
    partition_for_agencies,
)

revision: str = "a019_plans"
down_revision: str | None = "a018_trusted_documents"
branch_labels: str | None = None
depends_on: str | None = None

_MOMENT = sa.DateTime(timezone=True)
#: The parts of a plan: a row may be added while the plan is a draft. On Citus no policy may look at
#: another table: there the service's own statements are the guard.
PARTS = ("work_results", "behaviour_expectations")


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    _add_plans()
    _add_work_results()
    _add_expectations()
    for table in ("performance_plans", *PARTS):
        partition_for_agencies(table)
    if not on_citus():
        _bind_to_drafts()


def _bind_to_drafts() -> None:
    for table in PARTS:
        op.execute(
            f"ALTER POLICY {table}_insert ON {table} WITH CHECK ({OF_THIS_AGENCY} AND EXISTS ("  # noqa: S608 - the words above.
            f"SELECT 1 FROM performance_plans parent WHERE parent.agency_id = {table}.agency_id"
            f" AND parent.id = {table}.plan_id AND parent.state = 'DRAFT'))"
        )


def _add_plans() -> None:
    table = "performance_plans"
    create_tenant_table(
        table,
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("cycle_id", sa.UUID(), nullable=False),
        sa.Column("ratee_id", sa.UUID(), nullable=False),
        sa.Column("assignment_id", sa.UUID(), nullable=False),
        sa.Column("position_class", sa.Text(), nullable=False),
        sa.Column("org_unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", LTREE, nullable=False),
        sa.Column("rater_id", sa.UUID(), nullable=True),
        sa.Column("superior_id", sa.UUID(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("supersedes_id", sa.UUID(), nullable=True),
        sa.Column("created_at", _MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("proposed_by", sa.UUID(), nullable=True),
        sa.Column("proposed_at", _MOMENT, nullable=True),
        sa.Column("agreed_by", sa.UUID(), nullable=True),
        sa.Column("agreed_at", _MOMENT, nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('DRAFT', 'PROPOSED', 'AGREED')",
            name=op.f("ck_performance_plans_state_known"),
        ),
        sa.CheckConstraint(
            "ratee_id <> rater_id", name=op.f("ck_performance_plans_rater_is_another")
        ),
        sa.CheckConstraint(
            "revision > 0 AND edition >= 0", name=op.f("ck_performance_plans_numbers_in_range")
        ),
        sa.CheckConstraint(
            "(state = 'DRAFT') = (proposed_by IS NULL)"
            " AND (proposed_by IS NULL) = (proposed_at IS NULL)",
            name=op.f("ck_performance_plans_proposed_by_somebody"),
        ),
        sa.CheckConstraint(
            "(state = 'AGREED') = (agreed_by IS NOT NULL)"
            " AND (agreed_by IS NULL) = (agreed_at IS NULL)",
            name=op.f("ck_performance_plans_agreed_by_somebody"),
        ),
        sa.CheckConstraint(
            "agreed_by IS NULL OR (proposed_by = ratee_id) <> (agreed_by = ratee_id)",
            name=op.f("ck_performance_plans_agreed_by_both_sides"),
        ),
        _key(table, "cycle_id", "cycles"),
        _key(table, "ratee_id", "employees"),
        _key(table, "rater_id", "employees"),
        _key(table, "superior_id", "employees"),
        _key(table, "assignment_id", "assignments"),
        _key(table, "org_unit_id", "org_units"),
        _key(table, "supersedes_id", table),
        _agency(table),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_performance_plans")),
        sa.UniqueConstraint(
            "agency_id",
            "cycle_id",
            "assignment_id",
            "revision",
            name=op.f("uq_performance_plans_agency_id_cycle_id_assignment_id_revision"),
        ),
        access=Access(
            update=(
                "state",
                "edition",
                "proposed_by",
                "proposed_at",
                "agreed_by",
                "agreed_at",
                "return_reason",
            ),
            open_while="state <> 'AGREED'",
        ),
        growing=True,
    )
    op.create_index(
        "uq_performance_plans_open",
        table,
        ["agency_id", "cycle_id", "assignment_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'AGREED'"),
    )
    op.create_index("ix_performance_plans_ratee", table, ["agency_id", "ratee_id"], unique=False)
    op.create_index(
        "ix_performance_plans_supersedes", table, ["agency_id", "supersedes_id"], unique=False
    )


def _add_work_results() -> None:
    table = "work_results"
    create_tenant_table(
        table,
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("plan_id", sa.UUID(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("target", sa.Numeric(20, 4), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("perspective", sa.Text(), nullable=True),
        sa.Column("aligned_to_id", sa.UUID(), nullable=True),
        sa.Column("aligned_title", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('PRIMARY', 'ADDITIONAL')", name=op.f("ck_work_results_kind_known")
        ),
        sa.CheckConstraint(
            "perspective IN ('SERVICE_RECIPIENTS', 'BUSINESS_PROCESS', 'INTERNAL_STRENGTHENING',"
            " 'BUDGET')",
            name=op.f("ck_work_results_perspective_known"),
        ),
        sa.CheckConstraint(
            "ordinal BETWEEN 1 AND 50", name=op.f("ck_work_results_ordinal_in_range")
        ),
        sa.CheckConstraint(
            "(target IS NULL) = (unit IS NULL)", name=op.f("ck_work_results_target_has_unit")
        ),
        sa.CheckConstraint("aligned_to_id <> id", name=op.f("ck_work_results_aligned_to_another")),
        sa.CheckConstraint(
            "aligned_to_id IS NULL OR aligned_title IS NOT NULL",
            name=op.f("ck_work_results_alignment_has_title"),
        ),
        _key(table, "plan_id", "performance_plans"),
        _key(table, "ratee_id", "employees"),
        _key(table, "aligned_to_id", table),
        _agency(table),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_work_results")),
        sa.UniqueConstraint(
            "agency_id",
            "plan_id",
            "edition",
            "ordinal",
            name=op.f("uq_work_results_agency_id_plan_id_edition_ordinal"),
        ),
        access=Access(),
        growing=True,
    )


def _add_expectations() -> None:
    table = "behaviour_expectations"
    create_tenant_table(
        table,
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("plan_id", sa.UUID(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("expectation", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "value IN ('SERVICE_ORIENTED', 'ACCOUNTABLE', 'COMPETENT', 'HARMONIOUS', 'LOYAL',"
            " 'ADAPTIVE', 'COLLABORATIVE')",
            name=op.f("ck_behaviour_expectations_value_known"),
        ),
        _key(table, "plan_id", "performance_plans"),
        _key(table, "ratee_id", "employees"),
        _agency(table),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_behaviour_expectations")),
        sa.UniqueConstraint(
            "agency_id",
            "plan_id",
            "edition",
            "value",
            name=op.f("uq_behaviour_expectations_agency_id_plan_id_edition_value"),
        ),
        access=Access(),
        growing=True,
    )


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """Return the reference of a column to a row of the same agency."""
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{target}.agency_id", f"{target}.id"],
        name=op.f(f"fk_{table}_agency_id_{column}"),
    )


def _agency(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id"], ["agencies.id"], name=op.f(f"fk_{table}_agency_id")
    )


def downgrade() -> None:
    """Remove them."""
    for table in (*reversed(PARTS), "performance_plans"):
        op.drop_table(table)
