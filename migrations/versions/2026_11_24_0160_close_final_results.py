"""Let nothing be added to a final appraisal or a finished cycle.

On Citus no policy may look at another table: there the service's own statements are the guard.
"""

from alembic import op

from migrations.tenant_tables import OF_THIS_AGENCY, on_citus

revision: str = "a007_final_results"
down_revision: str | None = "a006_report_cells"
branch_labels: str | None = None
depends_on: str | None = None

#: By table: what a new row belongs to, by which column, and when that is closed.
PARENTS = {
    "scores": ("appraisals", "appraisal_id", "state <> 'FINAL'"),
    "node_results": ("appraisals", "appraisal_id", "state <> 'FINAL'"),
    "report_cells": ("cycles", "cycle_id", "state NOT IN ('FINALISED', 'ARCHIVED', 'CANCELLED')"),
}


def upgrade() -> None:
    """Bind new rows to what is still open."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    if on_citus():
        return
    for table, (parent, column, is_open) in PARENTS.items():
        op.execute(
            f"ALTER POLICY {table}_insert ON {table} WITH CHECK ({OF_THIS_AGENCY} AND EXISTS ("  # noqa: S608 - the words above.
            f"SELECT 1 FROM {parent} parent WHERE parent.agency_id = {table}.agency_id"
            f" AND parent.id = {table}.{column} AND parent.{is_open}))"
        )


def downgrade() -> None:
    """Leave it to the service again."""
    if on_citus():
        return
    for table in PARENTS:
        op.execute(f"ALTER POLICY {table}_insert ON {table} WITH CHECK ({OF_THIS_AGENCY})")
