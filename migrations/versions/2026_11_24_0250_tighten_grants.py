"""Leave the application's role only what it needs, and an agency one root."""

from alembic import op

revision: str = "a016_tighter_grants"
down_revision: str | None = "a015_erased_employees"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Tighten; an agency that has several roots must be mended before."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    _keep_one_root()


def downgrade() -> None:
    """Loosen again what was tightened."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index("uq_org_units_one_root", "org_units")
    op.execute("ALTER TABLE org_units DROP CONSTRAINT ck_org_units_root_is_top")


def _keep_one_root() -> None:
    op.create_index(
        "uq_org_units_one_root",
        "org_units",
        ["agency_id"],
        unique=True,
        postgresql_where="parent_id IS NULL",
    )
    op.execute(
        "ALTER TABLE org_units ADD CONSTRAINT ck_org_units_root_is_top"
        " CHECK ((parent_id IS NULL) = (nlevel(path) = 1))"
    )
