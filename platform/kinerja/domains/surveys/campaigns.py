"""Making, changing and moving surveys: DRAFT, IN_REVIEW, OPEN; closing is in `closing`.

Every function works in the actor's agency and in the caller's transaction; a failure raises, and
the caller undoes whatever was written.
"""

from collections.abc import Sequence
from typing import Any, Never
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.surveys.elements import Element, Method, settle
from kinerja.domains.surveys.errors import (
    ReturnReasonError,
    SurveyCodeTakenError,
    SurveyUnitNotFoundError,
)
from kinerja.domains.surveys.facts import SURVEY_FACTS, drafted_facts
from kinerja.domains.surveys.history import Deed, note
from kinerja.domains.surveys.models import Survey
from kinerja.domains.surveys.plans import Details, SurveyPlan
from kinerja.domains.surveys.refusals import refuse_step
from kinerja.domains.surveys.repository import SurveyRepository
from kinerja.domains.surveys.vocabulary import Ruleset, SurveyKind, SurveyState, WeightMode
from kinerja.kit.errors import raise_all
from policies.permissions import Action, Resource
from policies.subject import Actor

REASON_LENGTH = range(10, 501)


async def create_survey(actor: Actor, session: AsyncSession, *, plan: SurveyPlan) -> UUID:
    """Make a survey in DRAFT, with its elements, and return its id.

    Raises:
        NotPermittedError: the actor makes no surveys here.
        KinerjaError: something in the plan is wrong; the subclass says what.
        SurveyCodeTakenError: another survey of the agency has the code.
        SurveyUnitNotFoundError: the agency has no such unit.
    """
    grant = actor.require(Resource.SURVEY, Action.CONFIGURE)
    plan.check()
    elements = settle(plan.method, plan.elements)
    repository = SurveyRepository(session, actor.agency_id)
    allowed = grant.row_filter(drafted_facts(actor.agency_id), actor)
    survey_id = await repository.add(plan, allowed=allowed)
    if survey_id is None:
        await _refuse_creation(actor, repository, plan)
    await repository.add_elements(survey_id, elements, revision=1)
    after = {**_told(plan.details), "code": plan.code, "kind": plan.method.kind}
    after |= {"ruleset": plan.method.ruleset, **_weights(plan.method.weight_mode, elements)}
    await note(actor, session, Deed.CREATED, survey_id=survey_id, after=after)
    return survey_id


async def update_survey(
    actor: Actor,
    session: AsyncSession,
    *,
    survey_id: UUID,
    details: Details,
    weight_mode: WeightMode,
    elements: Sequence[Element] | None,
) -> None:
    """Replace what a survey in DRAFT says, its elements too (None: those of the ruleset).

    Raises:
        NotPermittedError: the actor changes no surveys here.
        SurveyStateConflictError: the survey is no draft any more.
        SurveyNotFoundError: there is none that the actor may see.
        KinerjaError: something in it is wrong; the subclass says what.
    """
    grant = actor.require(Resource.SURVEY, Action.CONFIGURE)
    raise_all(list(details.errors()))
    repository = SurveyRepository(session, actor.agency_id)
    survey = await repository.move(
        survey_id,
        expected=[SurveyState.DRAFT],
        values={
            "title": details.title.strip(),
            "service": details.service.strip(),
            "period": details.period,
            "population": details.population,
            "asks_receipt": details.asks_receipt,
            "weight_mode": weight_mode.value,
            "revision": Survey.revision + 1,
        },
        allowed=grant.row_filter(SURVEY_FACTS, actor),
    )
    if survey is None:
        await refuse_step(
            actor, session, survey_id, action=Action.CONFIGURE, expected=[SurveyState.DRAFT]
        )
    method = Method(
        kind=SurveyKind(survey.kind), ruleset=Ruleset(survey.ruleset), weight_mode=weight_mode
    )
    settled = settle(method, elements)
    await repository.add_elements(survey_id, settled, revision=survey.revision)
    after = {**_told(details), "revision": survey.revision, **_weights(weight_mode, settled)}
    await note(actor, session, Deed.UPDATED, survey_id=survey_id, after=after)


async def submit_survey(actor: Actor, session: AsyncSession, *, survey_id: UUID) -> None:
    """Give a draft to the head of the agency: DRAFT → IN_REVIEW.

    Raises:
        NotPermittedError, SurveyStateConflictError, SurveyNotFoundError: as `update_survey`.
    """
    await _move(
        actor,
        session,
        survey_id,
        action=Action.CONFIGURE,
        steps=(SurveyState.DRAFT, SurveyState.IN_REVIEW),
        deed=Deed.SUBMITTED,
    )


async def return_survey(
    actor: Actor, session: AsyncSession, *, survey_id: UUID, reason: str
) -> None:
    """Give a survey back to be changed: IN_REVIEW → DRAFT. By the head of the agency.

    Raises:
        ReturnReasonError: there is no reason.
        NotPermittedError, SurveyStateConflictError, SurveyNotFoundError: as `update_survey`.
    """
    actor.require(Resource.SURVEY, Action.DECIDE)
    kept = " ".join(reason.split())
    if len(kept) not in REASON_LENGTH or not kept.isprintable():
        raise ReturnReasonError(limit=REASON_LENGTH.stop - 1, path=("reason",))
    await _move(
        actor,
        session,
        survey_id,
        action=Action.DECIDE,
        steps=(SurveyState.IN_REVIEW, SurveyState.DRAFT),
        deed=Deed.RETURNED,
        reason=kept,
    )


async def open_survey(actor: Actor, session: AsyncSession, *, survey_id: UUID) -> None:
    """Let citizens answer: IN_REVIEW → OPEN. From now on its questions stay as they are.

    Raises:
        NotPermittedError, SurveyStateConflictError, SurveyNotFoundError: as `update_survey`.
    """
    await _move(
        actor,
        session,
        survey_id,
        action=Action.DECIDE,
        steps=(SurveyState.IN_REVIEW, SurveyState.OPEN),
        deed=Deed.OPENED,
        opened_at=func.now(),
    )


async def _move(  # noqa: PLR0913 - the parts of a transition.
    actor: Actor,
    session: AsyncSession,
    survey_id: UUID,
    *,
    action: Action,
    steps: tuple[SurveyState, SurveyState],
    deed: Deed,
    reason: str | None = None,
    **columns: Any,  # noqa: ANN401 - of their own types.
) -> None:
    grant = actor.require(Resource.SURVEY, action)
    before, after = steps
    moved = await SurveyRepository(session, actor.agency_id).move(
        survey_id,
        expected=[before],
        values={"state": after.value, **columns},
        allowed=grant.row_filter(SURVEY_FACTS, actor),
    )
    if moved is None:
        await refuse_step(actor, session, survey_id, action=action, expected=[before])
    states = {"from": before, "state": after, "revision": moved.revision}
    await note(actor, session, deed, survey_id=survey_id, after=states, reason=reason)


async def _refuse_creation(actor: Actor, repository: SurveyRepository, plan: SurveyPlan) -> Never:
    if not await repository.has_unit(plan.org_unit_id):
        raise SurveyUnitNotFoundError(path=("orgUnitId",))
    if await repository.has_code(plan.code):
        raise SurveyCodeTakenError(path=("code",))
    raise actor.refused(Resource.SURVEY, Action.CONFIGURE)


def _told(details: Details) -> dict[str, Any]:
    return {
        "title": details.title.strip(),
        "service": details.service.strip(),
        "period_start": details.first,
        "period_end": details.last,
        "population": details.population,
        "asks_receipt": details.asks_receipt,
    }


def _weights(mode: WeightMode, elements: Sequence[Element]) -> dict[str, Any]:
    weights = {one.code: one.weight for one in elements if one.weight is not None}
    return {"weight_mode": mode, "elements": [one.code for one in elements], "weights": weights}
