"""Add surveys of citizens and their index, and complaints."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.survey_answers import add_answers
from migrations.survey_campaigns import add_campaigns
from migrations.tenant_tables import (
    LTREE,
    OF_THIS_AGENCY,
    Access,
    create_tenant_table,
    on_citus,
    partition_for_agencies,
)

revision: str = "a021_surveys"
down_revision: str | None = "a020_life_of_an_appraisal"
branch_labels: str | None = None
depends_on: str | None = None

#: In which states of its survey a row may be added. On Citus no policy may look at another table:
#: there the service's own statements are the guard.
STATES = {
    "survey_elements": "state = 'DRAFT'",
    "survey_links": "state <> 'CLOSED'",
    "survey_responses": "state = 'OPEN'",
    "survey_answers": "state = 'OPEN'",
    "survey_marks": "state = 'OPEN'",
    "survey_results": "state = 'OPEN'",
    "survey_element_results": "state = 'OPEN'",
}
GROWING = ("survey_responses", "survey_answers", "survey_marks", "complaints", "complaint_steps")
#: The reverse of the order in which they are made.
TABLES = (
    "complaint_metrics",
    "complaint_steps",
    "complaints",
    "survey_element_results",
    "survey_results",
    "survey_marks",
    "survey_answers",
    "survey_responses",
    "survey_links",
    "survey_elements",
    "surveys",
)


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    add_campaigns()
    add_answers()
    _add_complaints()
    _add_complaint_steps()
    _add_complaint_metrics()
    for table in GROWING:
        partition_for_agencies(table)
    if not on_citus():
        _bind_to_open_surveys()


def downgrade() -> None:
    """Remove them."""
    for table in TABLES:
        op.drop_table(table)


def _bind_to_open_surveys() -> None:
    for table, is_open in STATES.items():
        op.execute(
            f"ALTER POLICY {table}_insert ON {table} WITH CHECK ({OF_THIS_AGENCY} AND EXISTS ("  # noqa: S608 - the words above.
            f"SELECT 1 FROM surveys parent WHERE parent.agency_id = {table}.agency_id"
            f" AND parent.id = {table}.survey_id AND parent.{is_open}))"
        )


def _add_complaints() -> None:
    create_tenant_table(
        "complaints",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("org_unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", LTREE, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NOT NULL) = (state = 'DONE')", name=op.f("ck_complaints_done_is_closed")
        ),
        sa.CheckConstraint(
            "state IN ('WAITING', 'IN_PROGRESS', 'DONE', 'REJECTED', 'REROUTED')",
            name=op.f("ck_complaints_state_known"),
        ),
        sa.CheckConstraint(
            "closed_at >= received_at", name=op.f("ck_complaints_closed_after_receipt")
        ),
        sa.CheckConstraint(
            "responded_at >= received_at", name=op.f("ck_complaints_responded_after_receipt")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "org_unit_id"],
            ["org_units.agency_id", "org_units.id"],
            name=op.f("fk_complaints_agency_id_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_complaints_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_complaints")),
        sa.UniqueConstraint(
            "agency_id", "reference", name=op.f("uq_complaints_agency_id_reference")
        ),
        access=Access(
            update=(
                "category",
                "channel",
                "org_unit_id",
                "unit_path",
                "state",
                "responded_at",
                "closed_at",
                "seen_at",
            )
        ),
        growing=True,
    )
    op.create_index(
        "ix_complaints_org_unit", "complaints", ["agency_id", "org_unit_id"], unique=False
    )
    op.create_index(
        "ix_complaints_received", "complaints", ["agency_id", "received_at", "id"], unique=False
    )


def _add_complaint_steps() -> None:
    create_tenant_table(
        "complaint_steps",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("complaint_id", sa.UUID(), nullable=False),
        sa.Column("org_unit_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('WAITING', 'IN_PROGRESS', 'DONE', 'REJECTED', 'REROUTED')",
            name=op.f("ck_complaint_steps_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "complaint_id"],
            ["complaints.agency_id", "complaints.id"],
            name=op.f("fk_complaint_steps_agency_id_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "org_unit_id"],
            ["org_units.agency_id", "org_units.id"],
            name=op.f("fk_complaint_steps_agency_id_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_complaint_steps_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_complaint_steps")),
        access=Access(),
        growing=True,
    )
    op.create_index(
        "ix_complaint_steps_complaint",
        "complaint_steps",
        ["agency_id", "complaint_id"],
        unique=False,
    )


def _add_complaint_metrics() -> None:
    create_tenant_table(
        "complaint_metrics",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("org_unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", LTREE, nullable=False),
        sa.Column("month", postgresql.DATERANGE(), nullable=False),
        sa.Column("cut_off", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("answered_in_time", sa.Integer(), nullable=False),
        sa.Column(
            "computed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "answered_in_time BETWEEN 0 AND received",
            name=op.f("ck_complaint_metrics_in_time_of_received"),
        ),
        sa.CheckConstraint(
            "done BETWEEN 0 AND received", name=op.f("ck_complaint_metrics_done_of_received")
        ),
        sa.CheckConstraint("received >= 0", name=op.f("ck_complaint_metrics_received_counted")),
        sa.ForeignKeyConstraint(
            ["agency_id", "org_unit_id"],
            ["org_units.agency_id", "org_units.id"],
            name=op.f("fk_complaint_metrics_agency_id_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_complaint_metrics_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_complaint_metrics")),
        access=Access(),
    )
    op.create_index(
        "ix_complaint_metrics_org_unit",
        "complaint_metrics",
        ["agency_id", "org_unit_id", "month"],
        unique=False,
    )
