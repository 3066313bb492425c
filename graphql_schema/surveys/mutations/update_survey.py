"""`updateSurvey`: a draft says something else from now on."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from graphql_schema.surveys.enums import WeightMode
from graphql_schema.surveys.mutations.answers import SurveyPayload, refused
from graphql_schema.surveys.mutations.inputs import SurveyElementInput, read_elements
from kinerja.domains.surveys import campaigns
from kinerja.domains.surveys.plans import Details
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="What a draft is to say: all of it, its elements too.")
class UpdateSurveyInput:
    """The whole of what may still change."""

    survey_id: strawberry.ID = strawberry.field(description="Id of the `Survey`, a draft.")
    title: str = strawberry.field(description="Title that citizens see.")
    service: str = strawberry.field(description="The kind of service, such as `Akta kelahiran`.")
    period_start: date = strawberry.field(description="First day on which citizens may answer.")
    period_end: date = strawberry.field(description="Last such day, inclusive.")
    population: int = strawberry.field(
        description="How many people the service is expected to serve in the period."
    )
    weight_mode: WeightMode = strawberry.field(
        default=WeightMode.EXACT, description="How much each element counts."
    )
    asks_receipt: bool = strawberry.field(
        default=False,
        description="Whether an answer needs the number of a receipt or queue ticket, each once.",
    )
    elements: list[SurveyElementInput] | None = strawberry.field(
        default=None, description="What is asked; left out, the elements of the ruleset."
    )


@strawberry.type(description="The changed draft, or why nothing was changed.")
class UpdateSurveyPayload(SurveyPayload):
    """The answer."""


async def update_survey(
    info: Info,
    input: Annotated[
        UpdateSurveyInput,
        strawberry.argument(description="What a draft is to say: all of it, its elements too."),
    ],
) -> UpdateSurveyPayload:
    """Replace what a draft says; nothing is written on any error."""
    try:
        survey = read_id(input.survey_id, "Survey", path=("surveyId",))
        async with change(info, survey) as (actor, session):
            await campaigns.update_survey(
                actor,
                session,
                survey_id=survey.key,
                details=Details(
                    title=input.title,
                    service=input.service,
                    first=input.period_start,
                    last=input.period_end,
                    population=input.population,
                    asks_receipt=input.asks_receipt,
                ),
                weight_mode=input.weight_mode,
                elements=read_elements(input.elements),
            )
    except KinerjaError as error:
        return refused(UpdateSurveyPayload, info, error)
    return UpdateSurveyPayload(survey=read_one("Survey", actor.agency_id, survey.key), errors=[])


mutation = strawberry.mutation(
    resolver=update_survey,
    description="Replace what a survey in DRAFT says. For the performance officer of the agency"
    " and the province's organisation bureau.",
)
