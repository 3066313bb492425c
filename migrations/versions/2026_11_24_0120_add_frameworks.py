"""Add frameworks with their versions, components and indicators."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.framework_transition import transition_function
from migrations.tenant_tables import Access, create_tenant_table, on_citus

revision: str = "a003_frameworks"
down_revision: str | None = "a002_organisation"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Create the tables."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    create_tenant_table(
        "frameworks",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "code ~ '^[a-z0-9][a-z0-9-]{0,63}$'", name=op.f("ck_frameworks_code_shape")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_frameworks_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_frameworks")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_frameworks_agency_id_code")),
        access=Access(update=("name",)),
    )
    create_tenant_table(
        "framework_versions",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("framework_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'DRAFT'"), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("effective", postgresql.DATERANGE(), nullable=False),
        sa.Column(
            "applies_to", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("created_by", sa.UUID(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("submitted_by", sa.UUID(), nullable=True),
        sa.Column("published_by", sa.UUID(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("agency_id"), "="),
            (sa.column("framework_id"), "="),
            (sa.column("effective"), "&&"),
            where=sa.text("status = 'PUBLISHED'"),
            using="gist",
            name="ex_framework_versions_published_overlap",
        ),
        sa.CheckConstraint(
            "scheme IN ('S70_30', 'S60_40', 'COMPONENTS')",
            name=op.f("ck_framework_versions_scheme_known"),
        ),
        sa.CheckConstraint(
            "status IN ('DRAFT', 'IN_REVIEW', 'PUBLISHED', 'RETIRED')",
            name=op.f("ck_framework_versions_status_known"),
        ),
        sa.CheckConstraint(
            "NOT isempty(effective)", name=op.f("ck_framework_versions_effective_not_empty")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_framework_versions_number_positive")),
        sa.ForeignKeyConstraint(
            ["agency_id", "framework_id"],
            ["frameworks.agency_id", "frameworks.id"],
            name=op.f("fk_framework_versions_agency_id_framework_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_framework_versions_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_framework_versions")),
        sa.UniqueConstraint(
            "agency_id",
            "framework_id",
            "id",
            name=op.f("uq_framework_versions_agency_id_framework_id_id"),
        ),
        sa.UniqueConstraint(
            "agency_id",
            "framework_id",
            "number",
            name=op.f("uq_framework_versions_agency_id_framework_id_number"),
        ),
        sa.UniqueConstraint(
            "agency_id", "id", "status", name=op.f("uq_framework_versions_agency_id_id_status")
        ),
        access=Access(
            update=("scheme", "effective", "applies_to", "legal_basis"),
            moved=("status", "submitted_by", "content_hash", "published_by", "published_at"),
            delete=True,
            open_while="status = 'DRAFT'",
        ),
    )
    create_tenant_table(
        "components",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("version_id", sa.UUID(), nullable=False),
        sa.Column("version_status", sa.Text(), server_default=sa.text("'DRAFT'"), nullable=False),
        sa.Column("parent_id", sa.UUID(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_id", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "category IN ('RESPONSIBILITY', 'DISCIPLINE', 'PUBLIC_SERVICE', 'BEHAVIOUR', 'OTHER')",
            name=op.f("ck_components_category_known"),
        ),
        sa.CheckConstraint(
            "code ~ '^[a-z0-9][a-z0-9_]{0,63}$'", name=op.f("ck_components_code_shape")
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_components_parent_is_another")),
        sa.CheckConstraint(
            "weight > 0 AND weight <= 100", name=op.f("ck_components_weight_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "version_id", "parent_id"],
            ["components.agency_id", "components.version_id", "components.id"],
            name="fk_components_parent",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "version_id", "version_status"],
            ["framework_versions.agency_id", "framework_versions.id", "framework_versions.status"],
            name="fk_components_version_status",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_components_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_components")),
        sa.UniqueConstraint(
            "agency_id", "version_id", "code", name=op.f("uq_components_agency_id_version_id_code")
        ),
        sa.UniqueConstraint(
            "agency_id", "version_id", "id", name=op.f("uq_components_agency_id_version_id_id")
        ),
        access=Access(
            update=("name_id", "name_en", "category", "weight", "ordinal", "parent_id"),
            delete=True,
            open_while="version_status = 'DRAFT'",
            moved=("version_status",),
        ),
    )
    op.create_index(
        "ix_components_parent", "components", ["agency_id", "version_id", "parent_id"], unique=False
    )
    create_tenant_table(
        "indicators",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("version_id", sa.UUID(), nullable=False),
        sa.Column("version_status", sa.Text(), server_default=sa.text("'DRAFT'"), nullable=False),
        sa.Column("component_id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_id", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("target", sa.Numeric(), nullable=True),
        sa.Column("range_low", sa.Numeric(), nullable=True),
        sa.Column("range_high", sa.Numeric(), nullable=True),
        sa.Column("cap", sa.Numeric(), server_default=sa.text("120"), nullable=False),
        sa.Column("floor", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("scale_min", sa.Numeric(), server_default=sa.text("0"), nullable=False),
        sa.Column("scale_max", sa.Numeric(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column(
            "evidence_required", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column(
            "applies_to", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("na_policy", sa.Text(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "CASE direction WHEN 'RANGE' THEN range_low IS NOT NULL AND range_high IS NOT NULL"
            " AND range_low <= range_high ELSE target IS NOT NULL AND target > 0 END",
            name=op.f("ck_indicators_target_fits_direction"),
        ),
        sa.CheckConstraint(
            "code ~ '^[a-z0-9][a-z0-9_]{0,63}$'", name=op.f("ck_indicators_code_shape")
        ),
        sa.CheckConstraint(
            "direction IN ('HIGHER', 'LOWER', 'RANGE')", name=op.f("ck_indicators_direction_known")
        ),
        sa.CheckConstraint(
            "na_policy IN ('REDISTRIBUTE', 'ZERO', 'BLOCK')",
            name=op.f("ck_indicators_na_policy_known"),
        ),
        sa.CheckConstraint(
            "source IN ('MANUAL', 'SELF', 'PEER', 'ATTENDANCE', 'SURVEY_IKM', 'COMPLAINT_SLA',"
            " 'EXTERNAL')",
            name=op.f("ck_indicators_source_known"),
        ),
        sa.CheckConstraint(
            "floor >= 0 AND cap > floor AND cap <= 120", name=op.f("ck_indicators_floor_below_cap")
        ),
        sa.CheckConstraint("scale_min < scale_max", name=op.f("ck_indicators_scale_ordered")),
        sa.CheckConstraint(
            "weight > 0 AND weight <= 100", name=op.f("ck_indicators_weight_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "version_id", "component_id"],
            ["components.agency_id", "components.version_id", "components.id"],
            name="fk_indicators_component",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "version_id", "version_status"],
            ["framework_versions.agency_id", "framework_versions.id", "framework_versions.status"],
            name="fk_indicators_version_status",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_indicators_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_indicators")),
        sa.UniqueConstraint(
            "agency_id", "version_id", "code", name=op.f("uq_indicators_agency_id_version_id_code")
        ),
        sa.UniqueConstraint(
            "agency_id", "version_id", "id", name=op.f("uq_indicators_agency_id_version_id_id")
        ),
        access=Access(
            update=(
                "component_id",
                "name_id",
                "name_en",
                "definition",
                "unit",
                "direction",
                "target",
                "range_low",
                "range_high",
                "cap",
                "floor",
                "scale_min",
                "scale_max",
                "source",
                "evidence_required",
                "applies_to",
                "na_policy",
                "weight",
                "ordinal",
            ),
            delete=True,
            open_while="version_status = 'DRAFT'",
            moved=("version_status",),
        ),
    )
    op.create_index(
        "ix_indicators_component",
        "indicators",
        ["agency_id", "version_id", "component_id"],
        unique=False,
    )
    op.execute(transition_function(on_citus=on_citus()))
    op.execute("REVOKE ALL ON FUNCTION transition_framework_version FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION transition_framework_version TO kinerja_app")


def downgrade() -> None:
    """Drop the tables."""
    op.execute("DROP FUNCTION transition_framework_version")
    op.drop_table("indicators")
    op.drop_table("components")
    op.drop_table("framework_versions")
    op.drop_table("frameworks")
