"""`submitSurvey`: the head of the agency is to decide on a draft."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from graphql_schema.surveys.mutations.answers import SurveyPayload, refused
from kinerja.domains.surveys import campaigns
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The draft to be decided on.")
class SubmitSurveyInput:
    """Which one."""

    survey_id: strawberry.ID = strawberry.field(description="Id of the `Survey`.")


@strawberry.type(description="The submitted survey, or why it was not submitted.")
class SubmitSurveyPayload(SurveyPayload):
    """The answer."""


async def submit_survey(
    info: Info,
    input: Annotated[
        SubmitSurveyInput, strawberry.argument(description="The draft to be decided on.")
    ],
) -> SubmitSurveyPayload:
    """Submit a draft; nothing is written on any error."""
    try:
        survey = read_id(input.survey_id, "Survey", path=("surveyId",))
        async with change(info, survey) as (actor, session):
            await campaigns.submit_survey(actor, session, survey_id=survey.key)
    except KinerjaError as error:
        return refused(SubmitSurveyPayload, info, error)
    return SubmitSurveyPayload(survey=read_one("Survey", actor.agency_id, survey.key), errors=[])


mutation = strawberry.mutation(
    resolver=submit_survey,
    description="Give a survey in DRAFT to the head of the agency: IN_REVIEW. For the performance"
    " officer.",
)
