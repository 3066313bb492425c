"""Validate what must hold of erased employees: in a transaction of its own, beside all readers."""

from alembic import op

revision: str = "a015_erased_employees"
down_revision: str | None = "a014_personal_data"
branch_labels: str | None = None
depends_on: str | None = None

CHECKS = ("nip_unless_erased", "erased_keeps_nothing", "inactive_since_some_day")


def upgrade() -> None:
    """Validate the constraints; no row can break them yet."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    for name in CHECKS:
        op.execute(f"ALTER TABLE employees VALIDATE CONSTRAINT ck_employees_{name}")


def downgrade() -> None:
    """Leave them valid: that is no burden to the code before."""
