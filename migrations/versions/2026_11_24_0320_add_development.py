"""Add feedback, dialogue notes and development actions."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_tables import Access, create_tenant_table

revision: str = "a023_development"
down_revision: str | None = "a022_sources"
branch_labels: str | None = None
depends_on: str | None = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    _add_feedback()


def _add_feedback() -> None:
    create_tenant_table(
        "feedback",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("employee_id", sa.UUID(), nullable=False),
        sa.Column("author_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("given_at", _MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('FEEDBACK', 'DIALOGUE_NOTE')", name=op.f("ck_feedback_kind_known")
        ),
        sa.CheckConstraint(
            "visibility IN ('RATER', 'SUPERIOR')", name=op.f("ck_feedback_visibility_known")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "employee_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_feedback_agency_id_employee_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_feedback_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_feedback")),
        access=Access(),
    )
    op.create_index("ix_feedback_employee", "feedback", ["agency_id", "employee_id", "given_at"])
    op.create_index("ix_feedback_author", "feedback", ["agency_id", "author_id"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("feedback")
