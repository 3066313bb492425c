"""The tables of survey campaigns, for the migration `a021_surveys`: a copy that does not move."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_tables import LTREE, Access, create_tenant_table


def add_campaigns() -> None:
    """Create surveys, their elements and links."""
    _add_surveys()
    _add_survey_elements()
    _add_survey_links()


def _add_surveys() -> None:
    create_tenant_table(
        "surveys",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("org_unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", LTREE, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ruleset", sa.Text(), nullable=False),
        sa.Column("weight_mode", sa.Text(), nullable=False),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("asks_receipt", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'DRAFT'"), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        *_surveys_rules(),
        access=Access(
            update=(
                "title",
                "service",
                "weight_mode",
                "period",
                "population",
                "asks_receipt",
                "state",
                "revision",
                "opened_at",
                "closed_at",
            ),
            open_while="state <> 'CLOSED'",
        ),
    )
    op.create_index("ix_surveys_org_unit", "surveys", ["agency_id", "org_unit_id"], unique=False)


def _surveys_rules() -> list[sa.schema.Constraint]:
    return [
        sa.CheckConstraint(
            "(state = 'CLOSED') = (closed_at IS NOT NULL)", name=op.f("ck_surveys_closed_at_a_time")
        ),
        sa.CheckConstraint(
            "code ~ '^[a-z0-9][a-z0-9-]{0,63}$'", name=op.f("ck_surveys_code_shape")
        ),
        sa.CheckConstraint("kind IN ('SKM', 'INTERNAL')", name=op.f("ck_surveys_kind_known")),
        sa.CheckConstraint(
            "ruleset IN ('PERMENPANRB_14_2017', 'KEP_25_2004')",
            name=op.f("ck_surveys_ruleset_known"),
        ),
        sa.CheckConstraint(
            "state IN ('DRAFT', 'IN_REVIEW', 'OPEN', 'CLOSED')", name=op.f("ck_surveys_state_known")
        ),
        sa.CheckConstraint(
            "weight_mode IN ('EXACT', 'W0_111', 'W0_11', 'CUSTOM')",
            name=op.f("ck_surveys_weight_mode_known"),
        ),
        sa.CheckConstraint(
            "NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)",
            name=op.f("ck_surveys_period_bounded"),
        ),
        sa.CheckConstraint("population > 0", name=op.f("ck_surveys_population_positive")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_surveys_revision_positive")),
        sa.ForeignKeyConstraint(
            ["agency_id", "org_unit_id"],
            ["org_units.agency_id", "org_units.id"],
            name=op.f("fk_surveys_agency_id_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_surveys_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_surveys_agency_id_code")),
    ]


def _add_survey_elements() -> None:
    create_tenant_table(
        "survey_elements",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("survey_id", sa.UUID(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("question_en", sa.Text(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=9, scale=8), nullable=True),
        sa.CheckConstraint(
            "code ~ '^[A-Z][A-Z0-9_]{0,63}$'", name=op.f("ck_survey_elements_code_shape")
        ),
        sa.CheckConstraint(
            "ordinal BETWEEN 1 AND 30", name=op.f("ck_survey_elements_ordinal_in_range")
        ),
        sa.CheckConstraint(
            "weight > 0 AND weight <= 1", name=op.f("ck_survey_elements_weight_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "survey_id"],
            ["surveys.agency_id", "surveys.id"],
            name=op.f("fk_survey_elements_agency_id_survey_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_survey_elements_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_survey_elements")),
        sa.UniqueConstraint(
            "agency_id", "survey_id", "id", name=op.f("uq_survey_elements_agency_id_survey_id_id")
        ),
        sa.UniqueConstraint(
            "agency_id",
            "survey_id",
            "revision",
            "code",
            name=op.f("uq_survey_elements_agency_id_survey_id_revision_code"),
        ),
        sa.UniqueConstraint(
            "agency_id",
            "survey_id",
            "revision",
            "ordinal",
            name=op.f("uq_survey_elements_agency_id_survey_id_revision_ordinal"),
        ),
        access=Access(),
    )


def _add_survey_links() -> None:
    create_tenant_table(
        "survey_links",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("survey_id", sa.UUID(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "channel IN ('WEB', 'COUNTER', 'PAPER', 'PHONE')",
            name=op.f("ck_survey_links_channel_known"),
        ),
        sa.CheckConstraint(
            "expires_at > created_at", name=op.f("ck_survey_links_expires_after_creation")
        ),
        sa.CheckConstraint(
            "octet_length(token_hash) = 32", name=op.f("ck_survey_links_token_hash_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "survey_id"],
            ["surveys.agency_id", "surveys.id"],
            name=op.f("fk_survey_links_agency_id_survey_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_survey_links_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_survey_links")),
        sa.UniqueConstraint(
            "agency_id", "token_hash", name=op.f("uq_survey_links_agency_id_token_hash")
        ),
        access=Access(update=("revoked_at",)),
    )
    op.create_index(
        "ix_survey_links_survey", "survey_links", ["agency_id", "survey_id"], unique=False
    )
