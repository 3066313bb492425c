"""Why a guarded change of a survey touched nothing: unknown, not permitted, or another state."""

from collections.abc import Collection
from typing import Never
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.surveys.errors import (
    SurveyChangedError,
    SurveyNotFoundError,
    SurveyStateConflictError,
)
from kinerja.domains.surveys.facts import SURVEY_FACTS
from kinerja.domains.surveys.models import Survey
from kinerja.domains.surveys.vocabulary import SurveyState
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor


async def refuse_step(
    actor: Actor,
    session: AsyncSession,
    survey_id: UUID,
    *,
    action: Action,
    expected: Collection[SurveyState],
) -> Never:
    """Say why `actor` could not do `action` to a survey that should be in an `expected` state.

    Raises:
        SurveyNotFoundError: there is none in the actor's agency that the actor may see.
        NotPermittedError: the actor never does this here.
        SurveyStateConflictError: the survey is in another state.
        SurveyChangedError: the step became possible in the meantime.
    """
    visible = actor.grant(Resource.SURVEY, Action.VIEW).row_filter(SURVEY_FACTS, actor)
    grant = actor.grant(Resource.SURVEY, action)
    reason = case(
        (grant.row_filter(SURVEY_FACTS, actor), Refusal.STATE.value),
        else_=grant.refusal(SURVEY_FACTS, actor),
    )
    found = await session.execute(
        select(Survey.state, reason).where(
            Survey.agency_id == actor.agency_id, Survey.id == survey_id, visible
        )
    )
    row = found.one_or_none()
    if row is None:
        raise SurveyNotFoundError(path=("surveyId",))
    if row[1] != Refusal.STATE.value:
        raise actor.refused(Resource.SURVEY, action, row[1])
    if row[0] not in expected:
        wanted = " / ".join(one.value for one in expected)
        raise SurveyStateConflictError(state=row[0], expected=wanted, path=("surveyId",))
    raise SurveyChangedError
