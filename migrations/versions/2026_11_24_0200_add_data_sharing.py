"""Add API clients and the grants under which agencies share data with them."""

from alembic import op

revision: str = "a011_data_sharing"
down_revision: str | None = "a010_inspection_cases"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")


def downgrade() -> None:
    """Remove them."""
