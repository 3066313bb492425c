"""Add the cases that the inspectorate opens."""

from alembic import op

revision: str = "a010_inspection_cases"
down_revision: str | None = "a009_dated_rights"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")


def downgrade() -> None:
    """Remove them."""
