"""Add organisation performance, and whether a cycle enforces the distribution of grades."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_tables import LTREE, Access, create_tenant_table

revision: str = "a024_calibration"
down_revision: str | None = "a023_development"
branch_labels: str | None = None
depends_on: str | None = None

TABLE = "org_performances"


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    mode = sa.Column(
        "distribution_mode", sa.Text(), server_default=sa.text("'ADVISORY'"), nullable=False
    )
    op.add_column("cycles", mode)
    op.create_check_constraint(
        op.f("ck_cycles_distribution_mode_known"),
        "cycles",
        "distribution_mode IN ('ADVISORY', 'ENFORCED')",
    )
    create_tenant_table(
        TABLE,
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("cycle_id", sa.UUID(), nullable=False),
        sa.Column("org_unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", LTREE, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=False),
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "rating IN ('OUTSTANDING', 'GOOD', 'NEEDS_IMPROVEMENT', 'POOR', 'VERY_POOR')",
            name=op.f("ck_org_performances_rating_known"),
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_org_performances_revision_positive")),
        _key("cycle_id", "cycles"),
        _key("org_unit_id", "org_units"),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_org_performances_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_org_performances")),
        sa.UniqueConstraint(
            "agency_id",
            "cycle_id",
            "org_unit_id",
            "revision",
            name=op.f("uq_org_performances_agency_id_cycle_id_org_unit_id_revision"),
        ),
        access=Access(),
    )
    op.create_index("ix_org_performances_unit", TABLE, ["agency_id", "org_unit_id"])


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["agency_id", column],
        [f"{target}.agency_id", f"{target}.id"],
        name=op.f(f"fk_{TABLE}_agency_id_{column}"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table(TABLE)
    op.drop_column("cycles", "distribution_mode")
