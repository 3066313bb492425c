"""Add feedback, dialogue notes and development actions."""

from alembic import op

revision: str = "a023_development"
down_revision: str | None = "a022_sources"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Reserve the place of what comes."""
    op.execute("SELECT 1")


def downgrade() -> None:
    """Change nothing back."""
