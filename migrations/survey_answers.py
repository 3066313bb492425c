"""The tables of citizens' answers, for the migration `a021_surveys`: a copy that does not move."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_tables import LTREE, Access, create_tenant_table


def add_answers() -> None:
    """Create responses, answers and marks, and the results made from them."""
    _add_survey_responses()
    _add_survey_answers()
    _add_survey_marks()
    _add_survey_results()
    _add_survey_element_results()


def _add_survey_responses() -> None:
    create_tenant_table(
        "survey_responses",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("survey_id", sa.UUID(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("wished_id", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('WEB', 'COUNTER', 'PAPER', 'PHONE')",
            name=op.f("ck_survey_responses_channel_known"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "survey_id", "wished_id"],
            ["survey_elements.agency_id", "survey_elements.survey_id", "survey_elements.id"],
            name="fk_survey_responses_wished",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "survey_id"],
            ["surveys.agency_id", "surveys.id"],
            name=op.f("fk_survey_responses_agency_id_survey_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_survey_responses_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_survey_responses")),
        sa.UniqueConstraint(
            "agency_id", "survey_id", "id", name=op.f("uq_survey_responses_agency_id_survey_id_id")
        ),
        access=Access(),
        growing=True,
    )
    op.create_index(
        "uq_survey_responses_sheet",
        "survey_responses",
        ["agency_id", "survey_id", "sheet"],
        unique=True,
        postgresql_where=sa.text("sheet IS NOT NULL"),
    )


def _add_survey_answers() -> None:
    create_tenant_table(
        "survey_answers",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.UUID(), nullable=False),
        sa.Column("element_id", sa.UUID(), nullable=False),
        sa.Column("survey_id", sa.UUID(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value BETWEEN 1 AND 4", name=op.f("ck_survey_answers_value_on_scale")),
        sa.ForeignKeyConstraint(
            ["agency_id", "survey_id", "element_id"],
            ["survey_elements.agency_id", "survey_elements.survey_id", "survey_elements.id"],
            name="fk_survey_answers_element",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "survey_id", "response_id"],
            ["survey_responses.agency_id", "survey_responses.survey_id", "survey_responses.id"],
            name="fk_survey_answers_response",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_survey_answers_agency_id")
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "response_id", "element_id", name=op.f("pk_survey_answers")
        ),
        access=Access(),
        growing=True,
    )
    op.create_index(
        "ix_survey_answers_survey",
        "survey_answers",
        ["agency_id", "survey_id", "element_id"],
        unique=False,
    )


def _add_survey_marks() -> None:
    create_tenant_table(
        "survey_marks",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.UUID(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("octet_length(mark) = 32", name=op.f("ck_survey_marks_mark_sha256")),
        sa.ForeignKeyConstraint(
            ["agency_id", "survey_id"],
            ["surveys.agency_id", "surveys.id"],
            name=op.f("fk_survey_marks_agency_id_survey_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_survey_marks_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "survey_id", "mark", name=op.f("pk_survey_marks")),
        access=Access(),
        growing=True,
    )


def _add_survey_results() -> None:
    create_tenant_table(
        "survey_results",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("survey_id", sa.UUID(), nullable=False),
        sa.Column("org_unit_id", sa.UUID(), nullable=False),
        sa.Column("unit_path", LTREE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ruleset", sa.Text(), nullable=False),
        sa.Column("weight_mode", sa.Text(), nullable=False),
        sa.Column("period", postgresql.DATERANGE(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("sample_needed", sa.Integer(), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("exact_index", sa.Numeric(), nullable=True),
        sa.Column("index_value", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column(
            "index_key",
            sa.Integer(),
            sa.Computed("(index_value * 100)::integer", persisted=True),
            nullable=True,
        ),
        sa.Column("band", sa.Text(), nullable=True),
        sa.Column(
            "computed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        *_survey_results_rules(),
        access=Access(),
    )
    op.create_index(
        "ix_survey_results_index", "survey_results", ["agency_id", "index_key", "id"], unique=False
    )


def _survey_results_rules() -> list[sa.schema.Constraint]:
    return [
        sa.CheckConstraint(
            "band IN ('A', 'B', 'C', 'D')", name=op.f("ck_survey_results_band_known")
        ),
        sa.CheckConstraint(
            "kind IN ('SKM', 'INTERNAL')", name=op.f("ck_survey_results_kind_known")
        ),
        sa.CheckConstraint(
            "ruleset IN ('PERMENPANRB_14_2017', 'KEP_25_2004')",
            name=op.f("ck_survey_results_ruleset_known"),
        ),
        sa.CheckConstraint(
            "weight_mode IN ('EXACT', 'W0_111', 'W0_11', 'CUSTOM')",
            name=op.f("ck_survey_results_weight_mode_known"),
        ),
        sa.CheckConstraint(
            "(band IS NULL) = (index_value IS NULL)", name=op.f("ck_survey_results_band_or_none")
        ),
        sa.CheckConstraint(
            "(exact_index IS NULL) = (index_value IS NULL)",
            name=op.f("ck_survey_results_index_or_none"),
        ),
        sa.CheckConstraint("responses > 0", name=op.f("ck_survey_results_responses_positive")),
        sa.ForeignKeyConstraint(
            ["agency_id", "org_unit_id"],
            ["org_units.agency_id", "org_units.id"],
            name=op.f("fk_survey_results_agency_id_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "survey_id"],
            ["surveys.agency_id", "surveys.id"],
            name=op.f("fk_survey_results_agency_id_survey_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_survey_results_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_survey_results")),
        sa.UniqueConstraint(
            "agency_id", "id", "survey_id", name=op.f("uq_survey_results_agency_id_id_survey_id")
        ),
        sa.UniqueConstraint(
            "agency_id", "survey_id", name=op.f("uq_survey_results_agency_id_survey_id")
        ),
    ]


def _add_survey_element_results() -> None:
    create_tenant_table(
        "survey_element_results",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("result_id", sa.UUID(), nullable=False),
        sa.Column("survey_id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("ones", sa.Integer(), nullable=False),
        sa.Column("twos", sa.Integer(), nullable=False),
        sa.Column("threes", sa.Integer(), nullable=False),
        sa.Column("fours", sa.Integer(), nullable=False),
        sa.Column("wishes", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Numeric(), nullable=True),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.CheckConstraint(
            "(mean IS NULL) = (answers = 0)", name=op.f("ck_survey_element_results_mean_of_answers")
        ),
        sa.CheckConstraint(
            "ones + 2 * twos + 3 * threes + 4 * fours = total",
            name=op.f("ck_survey_element_results_total_adds_up"),
        ),
        sa.CheckConstraint(
            "ones + twos + threes + fours = answers",
            name=op.f("ck_survey_element_results_answers_add_up"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "result_id", "survey_id"],
            ["survey_results.agency_id", "survey_results.id", "survey_results.survey_id"],
            name="fk_survey_element_results_result",
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_survey_element_results_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_survey_element_results")),
        sa.UniqueConstraint(
            "agency_id",
            "result_id",
            "code",
            name=op.f("uq_survey_element_results_agency_id_result_id_code"),
        ),
        access=Access(),
    )
