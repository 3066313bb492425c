"""Add the hash chain over the audit trail, and the record of reads."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_tables import (
    Access,
    create_reference_table,
    create_tenant_table,
    partition_for_agencies,
)

revision: str = "a012_audit_chain"
down_revision: str | None = "a011_data_sharing"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Create the tables."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    # Whom an event is about, so that people find the events about themselves.
    op.add_column("audit_events", sa.Column("person_id", sa.UUID(), nullable=True))
    _create_chain()
    _create_access_events()
    _create_province_events()
    for table in ("audit_chain", "access_events"):
        partition_for_agencies(table)


def _create_chain() -> None:
    create_tenant_table(
        "audit_chain",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.UUID(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("octet_length(hash) = 32", name=op.f("ck_audit_chain_hash_sha256")),
        sa.CheckConstraint("position > 0", name=op.f("ck_audit_chain_position_positive")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_audit_chain_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "position", name=op.f("pk_audit_chain")),
        sa.UniqueConstraint(
            "agency_id", "event_id", name=op.f("uq_audit_chain_agency_id_event_id")
        ),
        access=Access(),
        growing=True,
    )
    create_tenant_table(
        "audit_seals",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("first_position", sa.BigInteger(), nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "sealed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "number > 0 AND first_position > 0 AND last_position >= first_position",
            name=op.f("ck_audit_seals_positions_in_order"),
        ),
        sa.CheckConstraint(
            "octet_length(head_hash) = 32", name=op.f("ck_audit_seals_head_hash_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_audit_seals_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "number", name=op.f("pk_audit_seals")),
        access=Access(),
    )


def _create_access_events() -> None:
    create_tenant_table(
        "access_events",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "occurred_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("subject_id", sa.UUID(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("request_id", sa.UUID(), nullable=False),
        sa.Column("operation_hash", sa.LargeBinary(), nullable=False),
        sa.Column("resources", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("field_classes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("rules", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.UUID(), nullable=True),
        sa.Column("covers_everyone", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('PERSON', 'CLIENT')", name=op.f("ck_access_events_subject_kind_known")
        ),
        sa.CheckConstraint(
            "reach IN ('OBJECT', 'LIST')", name=op.f("ck_access_events_reach_known")
        ),
        sa.CheckConstraint(
            "owner_id IS NULL OR reach = 'OBJECT'", name=op.f("ck_access_events_owner_of_object")
        ),
        sa.CheckConstraint(
            "octet_length(operation_hash) = 32",
            name=op.f("ck_access_events_operation_hash_sha256"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_access_events_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_access_events")),
        access=Access(),
        growing=True,
    )
    for column in ("owner_id", "subject_id"):
        op.create_index(
            f"ix_access_events_{column}", "access_events", ["agency_id", column, "id"], unique=False
        )


def _create_province_events() -> None:
    create_reference_table(
        "province_events",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "occurred_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("actor_id", sa.UUID(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_type", sa.Text(), nullable=False),
        sa.Column("object_id", sa.UUID(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("request_id", sa.UUID(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province_events")),
    )
    op.execute("GRANT INSERT ON province_events TO kinerja_app")


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("province_events")
    op.drop_table("access_events")
    op.drop_table("audit_seals")
    op.drop_table("audit_chain")
    op.drop_column("audit_events", "person_id")
