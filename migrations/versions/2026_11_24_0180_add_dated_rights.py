"""Add delegations, and the day on which a rater is due."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.roles import APPLICATION
from migrations.tenant_tables import Access, create_tenant_table

revision: str = "a009_dated_rights"
down_revision: str | None = "a008_agency_policies"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    create_tenant_table(
        "delegations",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("delegator_id", sa.UUID(), nullable=False),
        sa.Column("delegate_id", sa.UUID(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("agency_id"), "="),
            (sa.column("delegator_id"), "="),
            (sa.column("delegate_id"), "="),
            (sa.column("valid"), "&&"),
            using="gist",
            name="ex_delegations_once_a_pair",
        ),
        sa.CheckConstraint(
            "delegator_id <> delegate_id", name=op.f("ck_delegations_delegate_is_another")
        ),
        sa.CheckConstraint(
            "NOT lower_inf(valid) AND NOT upper_inf(valid)", name=op.f("ck_delegations_bounded")
        ),
        sa.CheckConstraint(
            "NOT isempty(valid) OR ended_at IS NOT NULL",
            name=op.f("ck_delegations_empty_when_ended"),
        ),
        sa.CheckConstraint(
            "(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_delegations_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "delegate_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_delegations_agency_id_delegate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "delegator_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_delegations_agency_id_delegator_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_delegations_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_delegations")),
        access=Access(update=("valid", "ended_by", "ended_at")),
    )
    for column in ("delegate", "delegator"):
        op.create_index(
            f"ix_delegations_{column}", "delegations", ["agency_id", f"{column}_id"], unique=False
        )
    for table in ("cycles", "appraisals"):
        op.add_column(table, sa.Column("rating_due", sa.Date(), nullable=True))
        op.execute(f"GRANT UPDATE (rating_due) ON {table} TO {APPLICATION}")


def downgrade() -> None:
    """Remove them."""
    for table in ("appraisals", "cycles"):
        op.drop_column(table, "rating_due")
    op.drop_table("delegations")
