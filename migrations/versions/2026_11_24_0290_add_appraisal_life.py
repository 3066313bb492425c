"""Add what happens to a result after the rating: delivery, answer, objection, correction."""

from alembic import op

revision: str = "a020_life_of_an_appraisal"
down_revision: str | None = "a019_plans"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Reserve the place of what comes."""
    op.execute("SELECT 1")


def downgrade() -> None:
    """Change nothing back."""
