"""Leave the application's role only what it needs, and an agency one root."""

from alembic import op

revision: str = "a016_tighter_grants"
down_revision: str | None = "a015_erased_employees"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Reserve the place of what comes."""
    op.execute("SELECT 1")


def downgrade() -> None:
    """Change nothing back."""
