"""Add the record of refused tokens."""

import sqlalchemy as sa
from alembic import op

from migrations.roles import APPLICATION
from migrations.tenant_tables import create_reference_table

revision: str = "a013_security_events"
down_revision: str | None = "a012_audit_chain"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Create the table; the service adds to its counts and changes nothing else."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    create_reference_table(
        "security_events",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("token_id", sa.UUID(), nullable=True),
        sa.Column("client_id", sa.UUID(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('MALFORMED_TOKEN', 'UNKNOWN_TOKEN', 'UNKNOWN_KEY', 'BAD_ALGORITHM',"
            " 'BAD_SIGNATURE', 'BAD_CLAIMS', 'FOREIGN_TOKEN', 'EXPIRED_TOKEN', 'REVOKED_TOKEN')",
            name=op.f("ck_security_events_kind_known"),
        ),
        sa.CheckConstraint("count > 0", name=op.f("ck_security_events_count_positive")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_security_events_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_events")),
        # Where no agency, token or client is known there is one bucket, not one a refusal.
        sa.UniqueConstraint(
            "minute",
            "kind",
            "agency_id",
            "token_id",
            "client_id",
            name="uq_security_events_bucket",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.execute(f"GRANT INSERT, UPDATE (count) ON security_events TO {APPLICATION}")


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("security_events")
