"""`revokeSurveyLink`: a link is no longer good."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from graphql_schema.surveys.mutations.answers import told
from graphql_schema.surveys.types import SurveyLink
from kinerja.domains.surveys import links
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The link to be revoked.")
class RevokeSurveyLinkInput:
    """Which one."""

    link_id: strawberry.ID = strawberry.field(description="Id of the `SurveyLink`.")


@strawberry.type(description="The revoked link, or why it was not revoked.")
class RevokeSurveyLinkPayload:
    """The answer."""

    link: SurveyLink | None = strawberry.field(description="The link; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when the link was revoked.")


async def revoke_survey_link(
    info: Info,
    input: Annotated[
        RevokeSurveyLinkInput, strawberry.argument(description="The link to be revoked.")
    ],
) -> RevokeSurveyLinkPayload:
    """Revoke a link; nothing is written on any error."""
    try:
        link = read_id(input.link_id, "SurveyLink", path=("linkId",))
        async with change(info, link) as (actor, session):
            await links.revoke_link(actor, session, link_id=link.key)
    except KinerjaError as error:
        return RevokeSurveyLinkPayload(link=None, errors=told(info, error))
    read = read_one("SurveyLink", actor.agency_id, link.key)
    return RevokeSurveyLinkPayload(link=read, errors=[])


mutation = strawberry.mutation(
    resolver=revoke_survey_link,
    description="End a link at once, such as one that got into the wrong hands. What was answered"
    " by it stays. For the performance officer before the survey opens, and the head of the"
    " agency.",
)
