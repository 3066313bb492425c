"""Add organisation performance, distribution rules and calibration sessions."""

from alembic import op

revision: str = "a024_calibration"
down_revision: str | None = "a023_development"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Reserve the place of what comes."""
    op.execute("SELECT 1")


def downgrade() -> None:
    """Change nothing back."""
