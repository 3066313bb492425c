"""Surveys, their elements and links, what citizens answered, and the index of a closed survey."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.surveys.vocabulary import (
    Channel,
    Ruleset,
    ServiceBand,
    SurveyKind,
    SurveyState,
    WeightMode,
)
from kinerja.kit.database import Base, Ltree, one_of
from tenants.ownership import Partitioned, TenantOwned

#: Eight decimals: shares of importance, and three times 0.333 is not 1.
WEIGHT = Numeric(9, 8)


class Survey(TenantOwned, Base):
    """A campaign: which service of which unit, asked by which ruleset, between which days.

    `population` is how many people the service is expected to serve in the period; it says how many
    answers are enough. `revision` is that of the elements which count; it moves in DRAFT only.
    `unit_path` stays as it was when the survey was made, whatever becomes of the unit.
    """

    __tablename__ = "surveys"
    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        ForeignKeyConstraint(["agency_id", "org_unit_id"], ["org_units.agency_id", "org_units.id"]),
        CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,63}$'", name="code_shape"),
        CheckConstraint("population > 0", name="population_positive"),
        CheckConstraint("revision > 0", name="revision_positive"),
        CheckConstraint(
            "NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)",
            name="period_bounded",
        ),
        CheckConstraint("(state = 'CLOSED') = (closed_at IS NOT NULL)", name="closed_at_a_time"),
        one_of("state", SurveyState),
        one_of("kind", SurveyKind),
        one_of("ruleset", Ruleset),
        one_of("weight_mode", WeightMode),
        Index("ix_surveys_org_unit", "agency_id", "org_unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org_unit_id: Mapped[UUID]
    unit_path: Mapped[str] = mapped_column(Ltree)
    code: Mapped[str]
    title: Mapped[str]
    service: Mapped[str]
    kind: Mapped[str]
    ruleset: Mapped[str]
    weight_mode: Mapped[str]
    period: Mapped[Range[date]] = mapped_column(DATERANGE)
    population: Mapped[int]
    asks_receipt: Mapped[bool] = mapped_column(server_default=text("false"))
    state: Mapped[str] = mapped_column(server_default=text("'DRAFT'"))
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class SurveyElement(TenantOwned, Base):
    """What one revision of a survey asks about one element. Append-only: a change is a revision.

    `weight` is set when the survey weighs its elements itself.
    """

    __tablename__ = "survey_elements"
    __table_args__ = (
        UniqueConstraint("agency_id", "survey_id", "revision", "code"),
        UniqueConstraint("agency_id", "survey_id", "revision", "ordinal"),
        UniqueConstraint("agency_id", "survey_id", "id"),
        ForeignKeyConstraint(["agency_id", "survey_id"], ["surveys.agency_id", "surveys.id"]),
        CheckConstraint("code ~ '^[A-Z][A-Z0-9_]{0,63}$'", name="code_shape"),
        CheckConstraint("ordinal BETWEEN 1 AND 30", name="ordinal_in_range"),
        CheckConstraint("weight > 0 AND weight <= 1", name="weight_in_range"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    survey_id: Mapped[UUID]
    revision: Mapped[int]
    code: Mapped[str]
    ordinal: Mapped[int]
    question_id: Mapped[str]
    question_en: Mapped[str]
    weight: Mapped[Decimal | None] = mapped_column(WEIGHT)


class SurveyLink(TenantOwned, Base):
    """A way in for citizens: who holds its token may answer. Only the token's SHA-256 is kept."""

    __tablename__ = "survey_links"
    __table_args__ = (
        UniqueConstraint("agency_id", "token_hash"),
        ForeignKeyConstraint(["agency_id", "survey_id"], ["surveys.agency_id", "surveys.id"]),
        CheckConstraint("octet_length(token_hash) = 32", name="token_hash_sha256"),
        CheckConstraint("expires_at > created_at", name="expires_after_creation"),
        one_of("channel", Channel),
        Index("ix_survey_links_survey", "agency_id", "survey_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    survey_id: Mapped[UUID]
    channel: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SurveyResponse(Partitioned, Base):
    """One answered questionnaire. Append-only, and about nobody: no name, no number, no hour.

    Its id is random, unlike others: an id that tells the moment would tell who stood at the counter
    then. `sheet` is the number of a sheet of paper, by which a repeated import knows it again;
    `wished_id` the element that should become better first.
    """

    __tablename__ = "survey_responses"
    __table_args__ = (
        UniqueConstraint("agency_id", "survey_id", "id"),
        # Partial, so that no look-up of a response by survey and id takes it: without statistics
        # it looks as good as the index of ids, and reads the whole survey for each answer.
        Index(
            "uq_survey_responses_sheet",
            "agency_id",
            "survey_id",
            "sheet",
            unique=True,
            postgresql_where=text("sheet IS NOT NULL"),
        ),
        ForeignKeyConstraint(["agency_id", "survey_id"], ["surveys.agency_id", "surveys.id"]),
        ForeignKeyConstraint(
            ["agency_id", "survey_id", "wished_id"],
            ["survey_elements.agency_id", "survey_elements.survey_id", "survey_elements.id"],
            name="fk_survey_responses_wished",
        ),
        one_of("channel", Channel),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    survey_id: Mapped[UUID]
    channel: Mapped[str]
    answered_on: Mapped[date]
    sheet: Mapped[str | None]
    wished_id: Mapped[UUID | None]


class SurveyAnswer(Partitioned, Base):
    """What a questionnaire says about one element: 1 to 4; no row where it says nothing."""

    __tablename__ = "survey_answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["agency_id", "survey_id", "response_id"],
            ["survey_responses.agency_id", "survey_responses.survey_id", "survey_responses.id"],
            name="fk_survey_answers_response",
        ),
        ForeignKeyConstraint(
            ["agency_id", "survey_id", "element_id"],
            ["survey_elements.agency_id", "survey_elements.survey_id", "survey_elements.id"],
            name="fk_survey_answers_element",
        ),
        CheckConstraint("value BETWEEN 1 AND 4", name="value_on_scale"),
        Index("ix_survey_answers_survey", "agency_id", "survey_id", "element_id"),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    response_id: Mapped[UUID] = mapped_column(primary_key=True)
    element_id: Mapped[UUID] = mapped_column(primary_key=True)
    survey_id: Mapped[UUID]
    value: Mapped[int]


class SurveyMark(Partitioned, Base):
    """That a form, or a receipt of the service, has been used. Nothing leads to the answers.

    `mark` is a hash with the survey, so that it tells nothing in another one.
    """

    __tablename__ = "survey_marks"
    __table_args__ = (
        ForeignKeyConstraint(["agency_id", "survey_id"], ["surveys.agency_id", "surveys.id"]),
        CheckConstraint("octet_length(mark) = 32", name="mark_sha256"),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    survey_id: Mapped[UUID] = mapped_column(primary_key=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


class SurveyResult(TenantOwned, Base):
    """The index of a closed survey, with all that it was made from. Append-only.

    `exact_index` is rounded to 20 decimals and nowhere before; `index_value` is rounded from it to
    two, HALF_UP, and only then graded. Both are NULL when an element has no answer at all.
    """

    __tablename__ = "survey_results"
    __table_args__ = (
        UniqueConstraint("agency_id", "survey_id"),
        UniqueConstraint("agency_id", "id", "survey_id"),
        ForeignKeyConstraint(["agency_id", "survey_id"], ["surveys.agency_id", "surveys.id"]),
        ForeignKeyConstraint(["agency_id", "org_unit_id"], ["org_units.agency_id", "org_units.id"]),
        CheckConstraint("responses > 0", name="responses_positive"),
        CheckConstraint("(exact_index IS NULL) = (index_value IS NULL)", name="index_or_none"),
        CheckConstraint("(band IS NULL) = (index_value IS NULL)", name="band_or_none"),
        one_of("kind", SurveyKind),
        one_of("ruleset", Ruleset),
        one_of("weight_mode", WeightMode),
        one_of("band", ServiceBand),
        Index("ix_survey_results_index", "agency_id", "index_key", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    survey_id: Mapped[UUID]
    org_unit_id: Mapped[UUID]
    unit_path: Mapped[str] = mapped_column(Ltree)
    kind: Mapped[str]
    ruleset: Mapped[str]
    weight_mode: Mapped[str]
    period: Mapped[Range[date]] = mapped_column(DATERANGE)
    population: Mapped[int]
    sample_needed: Mapped[int]
    responses: Mapped[int]
    exact_index: Mapped[Decimal | None] = mapped_column(Numeric)
    index_value: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    index_key: Mapped[int | None] = mapped_column(
        Integer, Computed("(index_value * 100)::integer", persisted=True)
    )
    band: Mapped[str | None]
    computed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SurveyElementResult(TenantOwned, Base):
    """What a closed survey says of one element: how often each answer, and their mean (NRR)."""

    __tablename__ = "survey_element_results"
    __table_args__ = (
        UniqueConstraint("agency_id", "result_id", "code"),
        ForeignKeyConstraint(
            ["agency_id", "result_id", "survey_id"],
            ["survey_results.agency_id", "survey_results.id", "survey_results.survey_id"],
            name="fk_survey_element_results_result",
        ),
        CheckConstraint("ones + twos + threes + fours = answers", name="answers_add_up"),
        CheckConstraint("ones + 2 * twos + 3 * threes + 4 * fours = total", name="total_adds_up"),
        CheckConstraint("(mean IS NULL) = (answers = 0)", name="mean_of_answers"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    result_id: Mapped[UUID]
    survey_id: Mapped[UUID]
    code: Mapped[str]
    ordinal: Mapped[int]
    answers: Mapped[int]
    total: Mapped[int]
    ones: Mapped[int]
    twos: Mapped[int]
    threes: Mapped[int]
    fours: Mapped[int]
    wishes: Mapped[int]
    mean: Mapped[Decimal | None] = mapped_column(Numeric)
    weight: Mapped[Decimal] = mapped_column(Numeric)
