"""Add attendance, complaints, activity minutes, evidence and 360 answers."""

from alembic import op

revision: str = "a022_sources"
down_revision: str | None = "a021_surveys"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Reserve the place of what comes."""
    op.execute("SELECT 1")


def downgrade() -> None:
    """Change nothing back."""
