"""The types of surveys: the campaign with its elements and links, and what came of it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.edges import one, some
from graphql_schema.surveys.enums import (
    Channel,
    Ruleset,
    ServiceBand,
    SurveyKind,
    SurveyState,
    WeightMode,
)


@strawberry.type(
    description="A satisfaction survey (SKM) of one service of one unit: what citizens are asked,"
    " between which days. Nothing about those who answer is kept."
)
class Survey(Node):
    """A campaign."""

    code: str = strawberry.field(description="Code of the survey, unique in its agency.")
    title: str = strawberry.field(description="Title that citizens see.")
    service: str = strawberry.field(description="The kind of service that is asked about.")
    kind: SurveyKind = strawberry.field(description="Whether its index is an IKM.")
    ruleset: Ruleset = strawberry.field(description="By which regulation it asks and grades.")
    weight_mode: WeightMode = strawberry.field(description="How much each element counts.")
    period_start: date = strawberry.field(description="First day on which citizens may answer.")
    period_end: date = strawberry.field(description="Last such day, inclusive.")
    population: int = strawberry.field(
        description="How many people the service is expected to serve in the period."
    )
    sample_needed: int = strawberry.field(
        description="How many answers are enough for the population, after Krejcie and Morgan."
    )
    asks_receipt: bool = strawberry.field(
        description="Whether an answer needs the number of a receipt or queue ticket, each once."
    )
    state: SurveyState = strawberry.field(description="Where the survey stands in its life.")
    created_at: datetime = strawberry.field(description="When it was made.")
    opened_at: datetime | None = strawberry.field(description="When it was opened.")
    closed_at: datetime | None = strawberry.field(description="When it was closed.")

    org_unit: Any = one("OrgUnit", "The unit whose service it is.")
    elements: Any = some("SurveyElement", "What is asked, in the order of the ruleset.")
    links: Any = some("SurveyLink", "The links by which citizens answer, without their tokens.")
    standing: Any = one(
        "SurveyStanding",
        "What the answers say so far, computed now, for those who may see results of the unit.",
    )
    result: Any = one("SurveyResult", "Its result; null until it is closed.")
    agency: Any = one("Agency", "The agency of the survey.")


@strawberry.type(description="One element (unsur) of a survey, as it is asked.")
class SurveyElement:
    """A question; it has no id of its own."""

    code: str = strawberry.field(
        description="Code of the element, such as `TIME`: what identifies it, whatever its number."
    )
    number: str = strawberry.field(description="Its number in the ruleset's order, such as `U3`.")
    question_id: str = strawberry.field(description="The question in Indonesian.")
    question_en: str = strawberry.field(description="The question in English.")
    weight: Decimal | None = strawberry.field(
        description="Its own weight; null where all elements count alike."
    )


@strawberry.type(
    description="A link to a survey. Its token is shown once, when the link is issued."
)
class SurveyLink(Node):
    """A way in for citizens."""

    channel: Channel = strawberry.field(description="How those who use it answer.")
    created_at: datetime = strawberry.field(description="When it was issued.")
    expires_at: datetime = strawberry.field(description="From when on it is no longer good.")
    revoked_at: datetime | None = strawberry.field(description="When it was revoked.")

    survey: Any = one("Survey", "The survey that it leads to.")


@strawberry.type(description="What the answers to a survey say so far. Nothing of it is stored.")
class SurveyStanding:
    """The result as it would be now; it has no id of its own."""

    ruleset: Ruleset = strawberry.field(description="By which regulation it is graded.")
    responses: int = strawberry.field(description="Questionnaires that came in.")
    population: int = strawberry.field(description="People whom the service is expected to serve.")
    sample_needed: int = strawberry.field(description="How many answers are enough for them.")
    is_enough: bool = strawberry.field(
        description="Whether so many have answered; if not, the index is shown but never counted."
    )
    index: Decimal | None = strawberry.field(
        description="The index, two decimals; null while an element has no answer at all."
    )
    exact_index: Decimal | None = strawberry.field(description="The same before it is rounded.")
    band: ServiceBand | None = strawberry.field(description="The quality of the service.")


@strawberry.type(
    description="The result of a closed survey. It never changes; from its elements it can be"
    " computed again."
)
class SurveyResult(Node):
    """An index with all that it was made from."""

    kind: SurveyKind = strawberry.field(description="Whether the index is an IKM.")
    weight_mode: WeightMode = strawberry.field(description="How much each element counted.")
    period_start: date = strawberry.field(description="First day of the survey.")
    period_end: date = strawberry.field(description="Last day of the survey, inclusive.")
    ruleset: Ruleset = strawberry.field(description="By which regulation it is graded.")
    responses: int = strawberry.field(description="Questionnaires that came in.")
    population: int = strawberry.field(description="People whom the service was expected to serve.")
    sample_needed: int = strawberry.field(description="How many answers were enough for them.")
    is_enough: bool = strawberry.field(
        description="Whether so many have answered; if not, the index is shown but never counted."
    )
    index: Decimal | None = strawberry.field(
        description="The index, 25 to 100 in two decimals; null if an element has no answer."
    )
    exact_index: Decimal | None = strawberry.field(
        description="The same in 20 decimals, before it is rounded HALF_UP and graded."
    )
    band: ServiceBand | None = strawberry.field(description="The quality of the service.")
    computed_at: datetime = strawberry.field(description="When the survey was closed.")

    survey: Any = one("Survey", "The survey; null for those who see results alone.")
    org_unit: Any = one("OrgUnit", "The unit whose service was asked about.")
    elements: Any = some("SurveyElementResult", "Element by element. Internal.")
    agency: Any = one("Agency", "The agency of the unit.")


@strawberry.type(description="What a closed survey says of one element. Internal.")
class SurveyElementResult:
    """A row of the result; it has no id of its own. How few answers fell is not shown."""

    code: str | None = strawberry.field(description="Code of the element. Internal.")
    answers: int | None = strawberry.field(description="How many answered it. Internal.")
    total: int | None = strawberry.field(description="Sum of the answers. Internal.")
    mean: Decimal | None = strawberry.field(
        description="Mean of the answers (NRR), in 20 decimals; null without any. Internal."
    )
    weight: Decimal | None = strawberry.field(
        description="How much it counted, in 20 decimals. Internal."
    )
    ones: int | None = strawberry.field(
        description="Answers of 1; null when fewer than five answered. Internal."
    )
    twos: int | None = strawberry.field(
        description="Answers of 2; null when fewer than five answered. Internal."
    )
    threes: int | None = strawberry.field(
        description="Answers of 3; null when fewer than five answered. Internal."
    )
    fours: int | None = strawberry.field(
        description="Answers of 4; null when fewer than five answered. Internal."
    )
    wishes: int | None = strawberry.field(
        description="How many want it to become better first; null when fewer than five answered."
        " Internal."
    )


@strawberry.type(
    description="The surveys of a unit and of all below it that ended in one year, as one: all"
    " their answers pooled, every element weighing alike. SKM surveys only."
)
class SurveyYear:
    """Pooled totals; they have no id of their own."""

    year: int = strawberry.field(description="The year in which the surveys ended.")
    surveys: int = strawberry.field(description="How many closed surveys are pooled.")
    ruleset: Ruleset = strawberry.field(description="Surveys of one ruleset are pooled.")
    responses: int = strawberry.field(description="Questionnaires of all of them.")
    population: int = strawberry.field(description="People whom they were about, added up.")
    sample_needed: int = strawberry.field(description="How many answers were enough for them.")
    is_enough: bool = strawberry.field(description="Whether so many have answered.")
    index: Decimal | None = strawberry.field(
        description="The index of all answers, two decimals; null if an element has none."
    )
    exact_index: Decimal | None = strawberry.field(description="The same before it is rounded.")
    band: ServiceBand | None = strawberry.field(description="The quality of the services.")
