"""Surveys and answers written straight into a test's database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.models import OrgUnit
from kinerja.domains.surveys.models import Survey, SurveyAnswer, SurveyElement, SurveyResponse
from kinerja.domains.surveys.rulesets import STANDARD_ELEMENTS
from kinerja.domains.surveys.vocabulary import Ruleset, SurveyKind, SurveyState, WeightMode
from kinerja.kit.clock import now
from kinerja.kit.ids import AgencyId, new_id

YEAR = Range(date(2026, 1, 1), date(2027, 1, 1))
_numbers = count(1)


@dataclass(frozen=True)
class MadeSurvey:
    """A survey, and its elements by code."""

    id: UUID
    code: str
    elements: Mapping[str, UUID]


async def make_survey(
    session: AsyncSession,
    agency_id: AgencyId,
    unit: OrgUnit,
    *,
    kind: SurveyKind = SurveyKind.SKM,
    ruleset: Ruleset = Ruleset.PERMENPANRB_14_2017,
    weight_mode: WeightMode = WeightMode.EXACT,
    codes: Sequence[str] | None = None,
    weights: Sequence[Decimal] | None = None,
    state: SurveyState = SurveyState.OPEN,
    period: Range[date] = YEAR,
    population: int = 1000,
    **columns: Any,
) -> MadeSurvey:
    """Write a survey with its elements; those of the ruleset unless `codes` says others."""
    asked = codes or [one.code for one in STANDARD_ELEMENTS[ruleset]]
    key, number = new_id(), next(_numbers)
    values = {
        "id": key,
        "org_unit_id": unit.id,
        "unit_path": unit.path,
        "code": f"skm-{number}",
        "title": f"SKM {number}",
        "service": "Akta kelahiran",
        "kind": kind.value,
        "ruleset": ruleset.value,
        "weight_mode": weight_mode.value,
        "period": period,
        "population": population,
        "state": SurveyState.DRAFT.value,
        **columns,
    }
    await session.execute(insert(Survey).values(agency_id=agency_id, **values))
    elements = {code: new_id() for code in asked}
    await session.execute(
        insert(SurveyElement),
        [
            {
                "agency_id": agency_id,
                "id": element,
                "survey_id": key,
                "revision": 1,
                "code": code,
                "ordinal": place,
                "question_id": f"Bagaimana pendapat Saudara tentang {code}?",
                "question_en": f"What do you think of {code}?",
                "weight": weights[place - 1] if weights else None,
            }
            for place, (code, element) in enumerate(elements.items(), start=1)
        ],
    )
    await move_survey(session, agency_id, key, state)
    return MadeSurvey(key, str(values["code"]), elements)


async def move_survey(
    session: AsyncSession, agency_id: AgencyId, survey_id: UUID, state: SurveyState
) -> None:
    """Put a survey into a state."""
    survey = await session.get_one(Survey, (agency_id, survey_id))
    survey.state = state.value
    survey.closed_at = now() if state is SurveyState.CLOSED else None
    await session.flush()


async def answer(
    session: AsyncSession,
    agency_id: AgencyId,
    survey: MadeSurvey,
    answers: Mapping[str, int],
    *,
    times: int = 1,
    wished: str | None = None,
) -> None:
    """Write a questionnaire with these answers, so many times."""
    for _ in range(times):
        response = uuid4()
        await session.execute(
            insert(SurveyResponse).values(
                agency_id=agency_id,
                id=response,
                survey_id=survey.id,
                channel="WEB",
                answered_on=date(2026, 3, 1),
                wished_id=survey.elements[wished] if wished else None,
            )
        )
        await session.execute(
            insert(SurveyAnswer),
            [
                {
                    "agency_id": agency_id,
                    "response_id": response,
                    "element_id": survey.elements[code],
                    "survey_id": survey.id,
                    "value": value,
                }
                for code, value in answers.items()
            ],
        )
