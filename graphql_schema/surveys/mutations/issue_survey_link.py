"""`issueSurveyLink`: a token by which citizens answer a survey."""

from datetime import datetime
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from graphql_schema.surveys.enums import Channel
from graphql_schema.surveys.mutations.answers import told
from graphql_schema.surveys.types import SurveyLink
from kinerja.domains.surveys import links
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="A new link to a survey.")
class IssueSurveyLinkInput:
    """To which survey, for whom, and until when."""

    survey_id: strawberry.ID = strawberry.field(description="Id of the `Survey`.")
    channel: Channel = strawberry.field(description="How those who use the link answer.")
    expires_at: datetime | None = strawberry.field(
        default=None,
        description="From when on the link is no longer good; left out, it ends with the survey.",
    )


@strawberry.type(description="The link with its token, or why there is none.")
class IssueSurveyLinkPayload:
    """The answer; the only one that ever holds the token."""

    link: SurveyLink | None = strawberry.field(description="The link; null on any error.")
    token: str | None = strawberry.field(
        description="What citizens send with their answers. It is shown this once; only its hash is"
        " kept."
    )
    errors: list[UserError] = strawberry.field(description="Empty when the link was issued.")


async def issue_survey_link(
    info: Info,
    input: Annotated[
        IssueSurveyLinkInput, strawberry.argument(description="A new link to a survey.")
    ],
) -> IssueSurveyLinkPayload:
    """Issue a link; nothing is written on any error."""
    try:
        survey = read_id(input.survey_id, "Survey", path=("surveyId",))
        async with change(info, survey) as (actor, session):
            issued = await links.issue_link(
                actor,
                session,
                survey_id=survey.key,
                channel=input.channel,
                expires_at=input.expires_at,
            )
    except KinerjaError as error:
        errors = told(info, error)
        return IssueSurveyLinkPayload(link=None, token=None, errors=errors)
    link = read_one("SurveyLink", actor.agency_id, issued.id)
    return IssueSurveyLinkPayload(link=link, token=issued.token, errors=[])


mutation = strawberry.mutation(
    resolver=issue_survey_link,
    description="Issue a link to a survey that is not closed; it leads somewhere while the survey"
    " is open. For the performance officer before, and the head of the agency until it closes.",
)
