"""What citizens said about an agency: surveys in every state, answers, results, complaints."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.complaints.models import Complaint, ComplaintMetric, ComplaintStep
from kinerja.domains.organisation.models import OrgUnit
from kinerja.domains.surveys.models import (
    SurveyElementResult,
    SurveyLink,
    SurveyMark,
    SurveyResult,
)
from kinerja.domains.surveys.vocabulary import SurveyState
from kinerja.kit.clock import now, today
from kinerja.kit.ids import AgencyId, new_id
from tests.support.survey_factories import MadeSurvey, answer, make_survey

_MONTH = Range(today() - timedelta(days=20), today() + timedelta(days=10))


async def add_citizens(session: AsyncSession, agency_id: AgencyId, unit: OrgUnit) -> None:
    """Write two rows of everything that citizens leave behind, about one unit."""
    for state in (SurveyState.IN_REVIEW, SurveyState.DRAFT, SurveyState.OPEN):
        made = await make_survey(session, agency_id, unit, state=state, period=_MONTH)
        await _add_link(session, agency_id, made.id)
    for _ in range(2):
        closed = await make_survey(
            session, agency_id, unit, state=SurveyState.CLOSED, period=_MONTH
        )
        await answer(session, agency_id, closed, dict.fromkeys(closed.elements, 4), wished="TIME")
        await _add_result(session, agency_id, unit, closed)
    for _ in range(2):
        await _add_complaint(session, agency_id, unit)


async def _add_link(session: AsyncSession, agency_id: AgencyId, survey_id: UUID) -> None:
    common = {"agency_id": agency_id, "survey_id": survey_id}
    link = {"id": new_id(), "channel": "WEB", "token_hash": new_id().bytes * 2}
    await session.execute(
        insert(SurveyLink).values(**common, **link, expires_at=now() + timedelta(days=5))
    )
    await session.execute(insert(SurveyMark).values(**common, mark=uuid4().bytes * 2))


async def _add_result(
    session: AsyncSession, agency_id: AgencyId, unit: OrgUnit, survey: MadeSurvey
) -> None:
    result = new_id()
    await session.execute(
        insert(SurveyResult).values(
            agency_id=agency_id,
            id=result,
            survey_id=survey.id,
            org_unit_id=unit.id,
            unit_path=unit.path,
            kind="SKM",
            ruleset="PERMENPANRB_14_2017",
            weight_mode="EXACT",
            period=_MONTH,
            population=1000,
            sample_needed=278,
            responses=6,
            exact_index=Decimal(100),
            index_value=Decimal(100),
            band="A",
        )
    )
    await session.execute(
        insert(SurveyElementResult),
        [
            {
                "agency_id": agency_id,
                "id": element,
                "result_id": result,
                "survey_id": survey.id,
                "code": code,
                "ordinal": place,
                "answers": 6,
                "total": 24,
                "ones": 0,
                "twos": 0,
                "threes": 0,
                "fours": 6,
                "wishes": 1,
                "mean": Decimal(4),
                "weight": Decimal("0.11111111111111111111"),
            }
            for place, (code, element) in enumerate(survey.elements.items(), start=1)
        ],
    )


async def _add_complaint(session: AsyncSession, agency_id: AgencyId, unit: OrgUnit) -> None:
    complaint, common = new_id(), {"agency_id": agency_id, "org_unit_id": unit.id}
    await session.execute(
        insert(Complaint).values(
            **common,
            id=complaint,
            reference=f"JAKI-{complaint}",
            channel="JAKI",
            category="Antrean",
            unit_path=unit.path,
            state="DONE",
            received_at=now() - timedelta(days=3),
            responded_at=now() - timedelta(days=2),
            closed_at=now() - timedelta(days=1),
            seen_at=now(),
        )
    )
    await session.execute(
        insert(ComplaintStep).values(
            **common, id=new_id(), complaint_id=complaint, state="DONE", seen_at=now()
        )
    )
    await session.execute(
        insert(ComplaintMetric).values(
            **common,
            id=new_id(),
            unit_path=unit.path,
            month=_MONTH,
            cut_off=now(),
            received=10,
            done=9,
            answered_in_time=8,
        )
    )
