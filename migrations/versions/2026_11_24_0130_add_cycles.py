"""Add cycles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_tables import Access, create_tenant_table

revision: str = "a004_cycles"
down_revision: str | None = "a003_frameworks"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Create the tables."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    create_tenant_table(
        "cycles",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("framework_id", sa.UUID(), nullable=False),
        sa.Column("framework_version_id", sa.UUID(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("finalised_at", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("agency_id"), "="),
            (sa.column("framework_id"), "="),
            (sa.column("kind"), "="),
            (sa.column("period"), "&&"),
            where=sa.text("state <> 'CANCELLED'"),
            using="gist",
            name="ex_cycles_period_overlap",
        ),
        sa.CheckConstraint(
            "framework_version_id IS NOT NULL OR state IN ('PLANNED', 'PLANNING', 'CANCELLED')",
            name=op.f("ck_cycles_open_pins_version"),
        ),
        sa.CheckConstraint(
            "kind IN ('MONTHLY', 'QUARTERLY', 'ANNUAL')", name=op.f("ck_cycles_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('PLANNED', 'PLANNING', 'OPEN', 'SCORING', 'CALIBRATION', 'FINALISED',"
            " 'ARCHIVED', 'CANCELLED')",
            name=op.f("ck_cycles_state_known"),
        ),
        sa.CheckConstraint(
            "NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)",
            name=op.f("ck_cycles_period_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "framework_id", "framework_version_id"],
            [
                "framework_versions.agency_id",
                "framework_versions.framework_id",
                "framework_versions.id",
            ],
            name="fk_cycles_version",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "framework_id"],
            ["frameworks.agency_id", "frameworks.id"],
            name=op.f("fk_cycles_agency_id_framework_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_cycles_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_cycles")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_cycles_agency_id_code")),
        access=Access(
            update=("name", "framework_version_id", "period", "state", "finalised_at"),
            open_while="state NOT IN ('FINALISED', 'ARCHIVED', 'CANCELLED')",
        ),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("cycles")
