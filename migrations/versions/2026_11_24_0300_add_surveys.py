"""Add surveys of citizens and their index."""

from alembic import op

revision: str = "a021_surveys"
down_revision: str | None = "a020_life_of_an_appraisal"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Reserve the place of what comes."""
    op.execute("SELECT 1")


def downgrade() -> None:
    """Change nothing back."""
