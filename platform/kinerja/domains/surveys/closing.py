"""Closing a survey: its index is computed once, by one statement, and kept with its sources."""

from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Uuid, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.surveys.errors import SurveyUnansweredError
from kinerja.domains.surveys.facts import SURVEY_FACTS
from kinerja.domains.surveys.history import Deed, note
from kinerja.domains.surveys.models import Survey, SurveyElementResult, SurveyResponse, SurveyResult
from kinerja.domains.surveys.refusals import refuse_step
from kinerja.domains.surveys.repository import SurveyRepository
from kinerja.domains.surveys.results import results
from kinerja.domains.surveys.vocabulary import SurveyState
from kinerja.kit.ids import AgencyId, new_id
from policies.permissions import Action, Resource
from policies.subject import Actor

_OF_SURVEY = (
    "survey_id",
    "org_unit_id",
    "unit_path",
    "kind",
    "ruleset",
    "weight_mode",
    "period",
    "population",
    "sample_needed",
    "responses",
    "exact_index",
    "index_value",
    "band",
)
_OF_ELEMENT = (
    "survey_id",
    "code",
    "ordinal",
    "answers",
    "total",
    "ones",
    "twos",
    "threes",
    "fours",
    "wishes",
    "mean",
    "weight",
)


async def close_survey(
    actor: Actor, session: AsyncSession, *, survey_id: UUID, without_result: bool = False
) -> UUID | None:
    """Take no more answers, and keep the result: OPEN → CLOSED. Return the id of the result.

    `without_result` closes a survey that nobody has answered; then there is none.

    Raises:
        NotPermittedError: the actor closes no surveys here.
        SurveyStateConflictError: the survey is not open.
        SurveyNotFoundError: there is none that the actor may see.
        SurveyUnansweredError: nobody has answered, and a result is wanted.
    """
    grant = actor.require(Resource.SURVEY, Action.DECIDE)
    repository = SurveyRepository(session, actor.agency_id)
    allowed, expected = grant.row_filter(SURVEY_FACTS, actor), [SurveyState.OPEN]
    if await repository.hold(survey_id, expected=expected, allowed=allowed) is None:
        await refuse_step(actor, session, survey_id, action=Action.DECIDE, expected=expected)
    result = None
    if await _is_answered(session, actor.agency_id, survey_id):
        result = await _keep_result(session, actor.agency_id, survey_id)
    elif not without_result:
        raise SurveyUnansweredError(path=("surveyId",))
    values = {"state": SurveyState.CLOSED.value, "closed_at": func.now()}
    await repository.move(survey_id, expected=expected, values=values, allowed=allowed)
    after: dict[str, Any] = {"from": SurveyState.OPEN, "state": SurveyState.CLOSED}
    if result is not None:
        after |= {"index": result.index_value, "band": result.band, "responses": result.responses}
    await note(actor, session, Deed.CLOSED, survey_id=survey_id, after=after)
    return result.id if result else None


async def _is_answered(session: AsyncSession, agency_id: AgencyId, survey_id: UUID) -> bool:
    found = select(SurveyResponse.id).where(
        SurveyResponse.agency_id == agency_id, SurveyResponse.survey_id == survey_id
    )
    return await session.scalar(found.limit(1)) is not None


async def _keep_result(session: AsyncSession, agency_id: AgencyId, survey_id: UUID) -> SurveyResult:
    """Write the result and those of its elements; the survey must still be open."""
    # As a value: Citus misspells RETURNING where the agency is that of the row.
    agency, result_id = literal(int(agency_id), Integer()), literal(new_id(), Uuid())
    found = results(agency, Survey.id == survey_id)
    whole = found.surveys.subquery("whole")
    kept = await session.scalars(
        insert(SurveyResult)
        .from_select(
            ["agency_id", "id", *_OF_SURVEY],
            select(agency, result_id, *(whole.c[name] for name in _OF_SURVEY)),
        )
        .returning(SurveyResult)
    )
    result: SurveyResult = kept.one()
    parts = found.elements.subquery("parts")
    await session.execute(
        insert(SurveyElementResult).from_select(
            ["agency_id", "id", "result_id", *_OF_ELEMENT],
            select(agency, parts.c.element_id, result_id, *(parts.c[name] for name in _OF_ELEMENT)),
        )
    )
    return result
