"""Add documents that clients may name by their hash."""

from alembic import op

revision: str = "a018_trusted_documents"
down_revision: str | None = "a017_text_search"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Reserve the place of what comes."""
    op.execute("SELECT 1")


def downgrade() -> None:
    """Change nothing back."""
