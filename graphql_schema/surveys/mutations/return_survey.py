"""`returnSurvey`: a survey goes back to be changed."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from graphql_schema.surveys.mutations.answers import SurveyPayload, refused
from kinerja.domains.surveys import campaigns
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The survey to be given back, and why.")
class ReturnSurveyInput:
    """Which one, and what is wrong with it."""

    survey_id: strawberry.ID = strawberry.field(description="Id of the `Survey`.")
    reason: str = strawberry.field(description="What to change, in 10 to 500 characters.")


@strawberry.type(description="The returned survey, or why it was not returned.")
class ReturnSurveyPayload(SurveyPayload):
    """The answer."""


async def return_survey(
    info: Info,
    input: Annotated[
        ReturnSurveyInput, strawberry.argument(description="The survey to be given back, and why.")
    ],
) -> ReturnSurveyPayload:
    """Return a survey to DRAFT; nothing is written on any error."""
    try:
        survey = read_id(input.survey_id, "Survey", path=("surveyId",))
        async with change(info, survey) as (actor, session):
            await campaigns.return_survey(actor, session, survey_id=survey.key, reason=input.reason)
    except KinerjaError as error:
        return refused(ReturnSurveyPayload, info, error)
    return ReturnSurveyPayload(survey=read_one("Survey", actor.agency_id, survey.key), errors=[])


mutation = strawberry.mutation(
    resolver=return_survey,
    description="Give a survey in IN_REVIEW back to be changed: DRAFT. For the head of the agency.",
)
