"""Add plans (SKP): work results, their indicators, behaviour expectations, and agreement."""

from alembic import op

revision: str = "a019_plans"
down_revision: str | None = "a018_trusted_documents"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Reserve the place of what comes."""
    op.execute("SELECT 1")


def downgrade() -> None:
    """Change nothing back."""
