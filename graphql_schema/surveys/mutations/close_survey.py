"""`closeSurvey`: no more answers; the index is computed and kept."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from graphql_schema.surveys.mutations.answers import SurveyPayload, refused
from kinerja.domains.surveys import closing
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The survey to be closed.")
class CloseSurveyInput:
    """Which one."""

    survey_id: strawberry.ID = strawberry.field(description="Id of the `Survey`.")
    without_result: bool = strawberry.field(
        default=False,
        description="Also close a survey that nobody has answered; then there is no result.",
    )


@strawberry.type(description="The closed survey with its result, or why it was not closed.")
class CloseSurveyPayload(SurveyPayload):
    """The answer."""


async def close_survey(
    info: Info,
    input: Annotated[CloseSurveyInput, strawberry.argument(description="The survey to be closed.")],
) -> CloseSurveyPayload:
    """Close a survey; nothing is written on any error."""
    try:
        survey = read_id(input.survey_id, "Survey", path=("surveyId",))
        async with change(info, survey) as (actor, session):
            await closing.close_survey(
                actor, session, survey_id=survey.key, without_result=input.without_result
            )
    except KinerjaError as error:
        return refused(CloseSurveyPayload, info, error)
    return CloseSurveyPayload(survey=read_one("Survey", actor.agency_id, survey.key), errors=[])


mutation = strawberry.mutation(
    resolver=close_survey,
    description="Take no more answers and keep the index of a survey in OPEN: CLOSED. A survey that"
    " nobody has answered has none (NO_ANSWERS). For the head of the agency.",
)
