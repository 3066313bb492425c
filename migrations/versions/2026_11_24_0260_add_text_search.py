"""Add indexes by which people search texts."""

from alembic import op

revision: str = "a017_text_search"
down_revision: str | None = "a016_tighter_grants"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Reserve the place of what comes."""
    op.execute("SELECT 1")


def downgrade() -> None:
    """Change nothing back."""
