"""Add the cases that the inspectorate opens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_tables import Access, create_tenant_table

revision: str = "a010_inspection_cases"
down_revision: str | None = "a009_dated_rights"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    create_tenant_table(
        "inspection_cases",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("employee_id", sa.UUID(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("opened_by", sa.UUID(), nullable=False),
        sa.Column(
            "opened_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("closed_by", sa.UUID(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "NOT lower_inf(valid) AND NOT upper_inf(valid)",
            name=op.f("ck_inspection_cases_bounded"),
        ),
        sa.CheckConstraint(
            "isempty(valid) OR upper(valid) <= lower(valid) + interval '1 year'",
            name=op.f("ck_inspection_cases_one_year"),
        ),
        sa.CheckConstraint(
            "NOT isempty(valid) OR closed_at IS NOT NULL",
            name=op.f("ck_inspection_cases_empty_when_closed"),
        ),
        sa.CheckConstraint(
            "(closed_by IS NULL) = (closed_at IS NULL)",
            name=op.f("ck_inspection_cases_closed_by_somebody"),
        ),
        sa.CheckConstraint(
            "employee_id <> opened_by", name=op.f("ck_inspection_cases_opened_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "employee_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_inspection_cases_agency_id_employee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_inspection_cases_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_inspection_cases")),
        access=Access(update=("valid", "closed_by", "closed_at")),
    )
    op.create_index(
        "ix_inspection_cases_employee",
        "inspection_cases",
        ["agency_id", "employee_id"],
        unique=False,
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("inspection_cases")
