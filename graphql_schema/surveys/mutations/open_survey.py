"""`openSurvey`: citizens may answer."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from graphql_schema.surveys.mutations.answers import SurveyPayload, refused
from kinerja.domains.surveys import campaigns
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The survey to be opened.")
class OpenSurveyInput:
    """Which one."""

    survey_id: strawberry.ID = strawberry.field(description="Id of the `Survey`.")


@strawberry.type(description="The open survey, or why it was not opened.")
class OpenSurveyPayload(SurveyPayload):
    """The answer."""


async def open_survey(
    info: Info,
    input: Annotated[OpenSurveyInput, strawberry.argument(description="The survey to be opened.")],
) -> OpenSurveyPayload:
    """Open a survey; nothing is written on any error."""
    try:
        survey = read_id(input.survey_id, "Survey", path=("surveyId",))
        async with change(info, survey) as (actor, session):
            await campaigns.open_survey(actor, session, survey_id=survey.key)
    except KinerjaError as error:
        return refused(OpenSurveyPayload, info, error)
    return OpenSurveyPayload(survey=read_one("Survey", actor.agency_id, survey.key), errors=[])


mutation = strawberry.mutation(
    resolver=open_survey,
    description="Let citizens answer a survey in IN_REVIEW: OPEN. Its questions stay as they are."
    " For the head of the agency.",
)
