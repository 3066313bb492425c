"""Add feedback, dialogue notes and development actions."""

import sqlalchemy as sa
from alembic import op

from migrations.tenant_tables import Access, create_tenant_table

revision: str = "a023_development"
down_revision: str | None = "a021_surveys"
branch_labels: str | None = None
depends_on: str | None = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    _add_feedback()
    _add_actions()


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


def _add_actions() -> None:
    create_tenant_table(
        "development_actions",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("employee_id", sa.UUID(), nullable=False),
        sa.Column("rater_id", sa.UUID(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("planned_by", sa.UUID(), nullable=False),
        sa.Column("planned_at", _MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("follow_up", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.UUID(), nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('PLANNED', 'IN_PROGRESS', 'DONE', 'CANCELLED')",
            name=op.f("ck_development_actions_state_known"),
        ),
        sa.CheckConstraint(
            "(state IN ('DONE', 'CANCELLED')) = (closed_by IS NOT NULL)"
            " AND (closed_by IS NULL) = (closed_at IS NULL)"
            " AND (closed_by IS NULL OR follow_up IS NOT NULL)",
            name=op.f("ck_development_actions_closed_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "employee_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_development_actions_agency_id_employee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_development_actions_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_development_actions")),
        access=Access(
            update=("state", "follow_up", "closed_by", "closed_at"),
            open_while="state IN ('PLANNED', 'IN_PROGRESS')",
        ),
    )
    op.create_index(
        "ix_development_actions_employee",
        "development_actions",
        ["agency_id", "employee_id", "due_date"],
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("development_actions")
    op.drop_table("feedback")
