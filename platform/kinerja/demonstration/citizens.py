"""What invented citizens say of Dukcapil: a closed survey of last quarter, and one that is open.

The answers are good but for the time that it takes, which most wish to become better first: the
story of an agency that asks, hears "faster" and improves.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.demonstration.organisation import Organisation
from kinerja.demonstration.years import Cast
from kinerja.domains.surveys import campaigns, closing
from kinerja.domains.surveys.elements import Method
from kinerja.domains.surveys.models import Survey, SurveyElement
from kinerja.domains.surveys.plans import Details, SurveyPlan
from kinerja.domains.surveys.vocabulary import Ruleset, SurveyKind, WeightMode
from kinerja.kit.ids import AgencyId
from kinerja.kit.staging import change_rows, create_stage, fill_stage

AGENCY: Final = "DUKCAPIL"
SERVICE: Final = "Akta kelahiran"
#: Of so many people, 285 answers are enough.
_PEOPLE: Final = 1_100
_ANSWERS: Final = 300
_OPEN_ANSWERS: Final = 40
#: How often 1, 2, 3 and 4 are answered; about time otherwise than about the rest.
_USUAL, _TIME = (1, 4, 45, 50), (6, 24, 50, 20)
_WISH_TIME: Final = 0.7
_COLUMNS = {"response_id": "uuid", "answered_on": "date", "wished_id": "uuid"}
_VALUES = {"response_id": "uuid", "element_id": "uuid", "value": "integer"}
_ADD_RESPONSES = """
    INSERT INTO survey_responses (agency_id, id, survey_id, channel, answered_on, wished_id)
    SELECT :agency, response_id, :survey, 'COUNTER', answered_on, wished_id FROM staged_responses"""
_ADD_ANSWERS = """
    INSERT INTO survey_answers (agency_id, response_id, element_id, survey_id, value)
    SELECT :agency, response_id, element_id, :survey, value FROM staged_answers"""


class _Campaign(NamedTuple):
    code: str
    first: date
    last: date
    answers: int
    is_closed: bool


async def ask_citizens(
    cast: Cast, session: AsyncSession, organisation: Organisation, *, seed: int
) -> None:
    """Hold both surveys about the first unit below the root; other agencies hold none."""
    if organisation.code != AGENCY:
        return
    unit = next((one.id for one in organisation.units if one.parent_id is not None), None)
    if unit is None:
        return
    random = Random(f"{seed}:citizens")  # noqa: S311 - invented answers are no secret.
    for campaign in _campaigns(cast.officer.today):
        await _hold(cast, session, campaign, unit=unit, random=random)


def _campaigns(today: date) -> Iterator[_Campaign]:
    begun = today - timedelta(days=20)
    before = begun - timedelta(days=100)
    yield _Campaign("skm-akta-1", before, before + timedelta(days=80), _ANSWERS, is_closed=True)
    yield _Campaign("skm-akta-2", begun, begun + timedelta(days=80), _OPEN_ANSWERS, is_closed=False)


async def _hold(
    cast: Cast, session: AsyncSession, campaign: _Campaign, *, unit: UUID, random: Random
) -> None:
    survey = await campaigns.create_survey(cast.officer, session, plan=_plan(campaign, unit))
    await campaigns.submit_survey(cast.officer, session, survey_id=survey)
    await campaigns.open_survey(cast.head, session, survey_id=survey)
    await _answer(session, cast.officer.agency_id, survey, campaign, random=random)
    if campaign.is_closed:
        await closing.close_survey(cast.head, session, survey_id=survey)


def _plan(campaign: _Campaign, unit: UUID) -> SurveyPlan:
    return SurveyPlan(
        org_unit_id=unit,
        code=campaign.code,
        method=Method(
            kind=SurveyKind.SKM,
            ruleset=Ruleset.PERMENPANRB_14_2017,
            weight_mode=WeightMode.EXACT,
        ),
        details=Details(
            title=f"Survei Kepuasan Masyarakat: {SERVICE}",
            service=SERVICE,
            first=campaign.first,
            last=campaign.last,
            population=_PEOPLE,
            asks_receipt=False,
        ),
        elements=None,
    )


async def _answer(
    session: AsyncSession,
    agency_id: AgencyId,
    survey: UUID,
    campaign: _Campaign,
    *,
    random: Random,
) -> None:
    elements = await _elements(session, agency_id, survey)
    responses, answers = _invented(survey, campaign, elements, random)
    for name, columns, records in (
        ("staged_responses", _COLUMNS, responses),
        ("staged_answers", _VALUES, answers),
    ):
        await create_stage(session, name, columns)
        await fill_stage(session, name, columns=columns, records=records)
    for statement in (_ADD_RESPONSES, _ADD_ANSWERS):
        await change_rows(session, statement, agency=agency_id, survey=survey)
    for name in ("staged_responses", "staged_answers"):
        await change_rows(session, f"DROP TABLE {name}")


async def _elements(session: AsyncSession, agency_id: AgencyId, survey: UUID) -> dict[str, UUID]:
    found = await session.execute(
        select(SurveyElement.code, SurveyElement.id)
        .join(Survey, Survey.id == SurveyElement.survey_id)
        .where(
            Survey.agency_id == agency_id,
            Survey.id == survey,
            SurveyElement.agency_id == agency_id,
            SurveyElement.revision == Survey.revision,
        )
        .order_by(SurveyElement.ordinal)
    )
    return {row.code: row.id for row in found}


def _invented(
    survey: UUID, campaign: _Campaign, elements: dict[str, UUID], random: Random
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return the rows of responses and answers."""
    responses, answers = [], []
    days = min((campaign.last - campaign.first).days, 15)
    for number in range(campaign.answers):
        response = uuid5(survey, str(number))
        wished = "TIME" if random.random() < _WISH_TIME else random.choice([*elements])
        day = campaign.first + timedelta(days=random.randrange(days))
        responses.append((response, day, elements[wished]))
        for code, element in elements.items():
            weights = _TIME if code == "TIME" else _USUAL
            answers.append((response, element, random.choices((1, 2, 3, 4), weights)[0]))
    return responses, answers
