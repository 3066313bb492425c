"""Add the report cells that the province reads."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_tables import Access, create_tenant_table

revision: str = "a006_report_cells"
down_revision: str | None = "a005_appraisals"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Create the tables."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    create_tenant_table(
        "report_cells",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.UUID(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("cycle_kind", sa.Text(), nullable=False),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=False),
        sa.Column("score_sum", sa.Numeric(), nullable=False),
        sa.Column("score_min", sa.Numeric(), nullable=False),
        sa.Column("score_max", sa.Numeric(), nullable=False),
        sa.CheckConstraint("employees > 0", name=op.f("ck_report_cells_employees_positive")),
        sa.ForeignKeyConstraint(
            ["agency_id", "cycle_id"],
            ["cycles.agency_id", "cycles.id"],
            name=op.f("fk_report_cells_agency_id_cycle_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_report_cells_agency_id")
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "cycle_id", "category", "grade", name=op.f("pk_report_cells")
        ),
        access=Access(),
        growing=True,
        reportable=True,
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("report_cells")
