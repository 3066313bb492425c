"""The links by which citizens reach a survey: issued, revoked."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.surveys.errors import LinkExpiryError, SurveyLinkNotFoundError
from kinerja.domains.surveys.facts import SURVEY_FACTS
from kinerja.domains.surveys.history import Deed, note
from kinerja.domains.surveys.models import Survey, SurveyLink
from kinerja.domains.surveys.refusals import refuse_step
from kinerja.domains.surveys.repository import SurveyRepository
from kinerja.domains.surveys.tokens import digest, new_token
from kinerja.domains.surveys.vocabulary import Channel, SurveyState
from kinerja.kit.clock import JAKARTA, now
from kinerja.kit.ids import new_id
from policies.permissions import Action, Resource
from policies.subject import Actor

_UNCLOSED = (SurveyState.DRAFT, SurveyState.IN_REVIEW, SurveyState.OPEN)


class IssuedLink(NamedTuple):
    """A new link. The token is shown once and can't be had again."""

    id: UUID
    token: str


async def issue_link(
    actor: Actor,
    session: AsyncSession,
    *,
    survey_id: UUID,
    channel: Channel,
    expires_at: datetime | None,
) -> IssuedLink:
    """Make a link; until the survey is open it leads nowhere. None: it ends with the survey.

    By who may change the survey, or decide on it.

    Raises:
        NotPermittedError: the actor prepares and decides no surveys here.
        SurveyStateConflictError: the survey is closed.
        SurveyNotFoundError: there is none that the actor may see.
        LinkExpiryError: the link would end in the past.
    """
    allowed, action = _may_issue(actor)
    repository = SurveyRepository(session, actor.agency_id)
    survey = await repository.hold(survey_id, expected=_UNCLOSED, allowed=allowed)
    if survey is None:
        await refuse_step(actor, session, survey_id, action=action, expected=_UNCLOSED)
    end = expires_at or _end_of(survey)
    if end <= now():
        raise LinkExpiryError(path=("expiresAt",))
    link = IssuedLink(new_id(), new_token(actor.agency_id))
    await session.execute(
        insert(SurveyLink).values(
            agency_id=actor.agency_id,
            id=link.id,
            survey_id=survey_id,
            channel=channel.value,
            token_hash=digest(link.token),
            expires_at=end,
        )
    )
    after = {"link_id": link.id, "channel": channel, "expires_at": end}
    await note(actor, session, Deed.LINK_ISSUED, survey_id=survey_id, after=after)
    return link


async def revoke_link(actor: Actor, session: AsyncSession, *, link_id: UUID) -> UUID:
    """End a link now, and return its survey's id.

    Raises:
        NotPermittedError: the actor prepares and decides no surveys here.
        SurveyLinkNotFoundError: there is none that could still be used and the actor may end.
    """
    allowed, _ = _may_issue(actor)
    of_survey = select(Survey.id).where(
        Survey.agency_id == actor.agency_id, Survey.id == SurveyLink.survey_id, allowed
    )
    revoked: UUID | None = await session.scalar(
        update(SurveyLink)
        .where(
            SurveyLink.agency_id == actor.agency_id,
            SurveyLink.id == link_id,
            SurveyLink.revoked_at.is_(None),
            of_survey.exists(),
        )
        .values(revoked_at=func.now())
        .returning(SurveyLink.survey_id)
        .execution_options(synchronize_session=False)
    )
    if revoked is None:
        raise SurveyLinkNotFoundError(path=("linkId",))
    after = {"link_id": link_id}
    await note(actor, session, Deed.LINK_REVOKED, survey_id=revoked, after=after)
    return revoked


def _may_issue(actor: Actor) -> tuple[ColumnElement[bool], Action]:
    """Return where the actor may issue links, and which action to name in a refusal."""
    configure = actor.grant(Resource.SURVEY, Action.CONFIGURE)
    decide = actor.grant(Resource.SURVEY, Action.DECIDE)
    if configure.is_empty and decide.is_empty:
        actor.require(Resource.SURVEY, Action.CONFIGURE)
    both = or_(configure.row_filter(SURVEY_FACTS, actor), decide.row_filter(SURVEY_FACTS, actor))
    return both, Action.DECIDE if configure.is_empty else Action.CONFIGURE


def _end_of(survey: Survey) -> datetime:
    """Return the end of the survey's last day, in Jakarta."""
    last = survey.period.upper
    if last is None:  # The type allows it; a constraint of the table does not.
        message = "the period of a survey has an end"
        raise ValueError(message)
    return datetime(last.year, last.month, last.day, tzinfo=JAKARTA)
