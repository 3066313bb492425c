"""Closing a survey: what was accepted is counted, and nothing is added to what is closed."""

import asyncio
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.surveys import closing
from kinerja.domains.surveys.answer_errors import SurveyNotOpenError
from kinerja.domains.surveys.models import SurveyLink
from kinerja.domains.surveys.responding import answer_survey
from kinerja.domains.surveys.submissions import Given, Submission
from kinerja.domains.surveys.tokens import digest, new_token
from kinerja.domains.surveys.vocabulary import SurveyState
from kinerja.kit.clock import now
from kinerja.kit.ids import new_id
from policies.permissions import Role
from tenants.session import tenant_session
from tests.integration.surveys.conftest import Making
from tests.support.database import DISHUB, Database
from tests.support.framework_people import make_actor
from tests.support.organisation_factories import TypicalAgency
from tests.support.survey_factories import MadeSurvey, answer

DAY = date(2026, 3, 1)
_WAITING = text(
    "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE a.datname = current_database() AND NOT l.granted"
)


async def _link(session: AsyncSession, survey: MadeSurvey) -> str:
    token = new_token(DISHUB)
    await session.execute(
        insert(SurveyLink).values(
            agency_id=DISHUB,
            id=new_id(),
            survey_id=survey.id,
            channel="WEB",
            token_hash=digest(token),
            expires_at=now() + timedelta(days=1),
        )
    )
    return token


def _form(**values: int) -> Submission:
    return Submission(key=str(uuid4()), answers=[Given(*one) for one in values.items()])


async def _close(database: Database, agency: TypicalAgency, survey: MadeSurvey) -> UUID | None:
    head = make_actor(DISHUB, Role.EMPLOYEE, person=agency.head.id)
    async with tenant_session(database.application, DISHUB) as session:
        return await closing.close_survey(head, session, survey_id=survey.id)


async def test_a_survey_waits_for_the_answer_that_is_being_kept(
    database: Database, agency: TypicalAgency, making: Making
) -> None:
    """What a citizen is told to be accepted is in the result, however close to its end."""
    survey = await making()
    async with tenant_session(database.application, DISHUB) as session:
        token = await _link(session, survey)
        await answer(session, DISHUB, survey, dict.fromkeys(survey.elements, 4))

    async with tenant_session(database.application, DISHUB) as session:
        await answer_survey(session, DISHUB, token=token, submission=_form(U1=2), on=DAY)
        closed = asyncio.create_task(_close(database, agency, survey))
        await _until_it_waits(database, closed)
        assert not closed.done()
    await closed

    async with tenant_session(database.application, DISHUB) as session:
        assert await session.scalar(text("SELECT responses FROM survey_results")) == 2


async def test_an_answer_that_comes_while_a_survey_is_being_closed_is_refused(
    database: Database, agency: TypicalAgency, making: Making
) -> None:
    survey = await making()
    async with tenant_session(database.application, DISHUB) as session:
        token = await _link(session, survey)
        await answer(session, DISHUB, survey, dict.fromkeys(survey.elements, 4))
    head = make_actor(DISHUB, Role.EMPLOYEE, person=agency.head.id)

    async def answered() -> None:
        async with tenant_session(database.application, DISHUB) as later:
            await answer_survey(later, DISHUB, token=token, submission=_form(U1=2), on=DAY)

    async with tenant_session(database.application, DISHUB) as session:
        await closing.close_survey(head, session, survey_id=survey.id)
        late = asyncio.create_task(answered())
        await _until_it_waits(database, late)
        assert not late.done()
    with pytest.raises(SurveyNotOpenError):
        await late

    async with tenant_session(database.application, DISHUB) as session:
        assert await session.scalar(text("SELECT count(*) FROM survey_responses")) == 1


async def _until_it_waits(database: Database, task: asyncio.Task[Any]) -> None:
    deadline = datetime.now(tz=now().tzinfo) + timedelta(seconds=20)
    async with database.owner.connect() as connection:
        while not task.done() and now() < deadline:
            if await connection.scalar(_WAITING):
                return
            await connection.rollback()
            await asyncio.sleep(0.02)


async def test_an_element_counts_the_answers_that_it_has(
    database: Database, agency: TypicalAgency, making: Making
) -> None:
    survey = await making()
    async with tenant_session(database.application, DISHUB) as session:
        whole = dict.fromkeys(survey.elements, 4)
        await answer(session, DISHUB, survey, whole)
        await answer(session, DISHUB, survey, {**whole, "TIME": 2} | {"COST": 1}, times=1)
        del whole["TIME"]
        await answer(session, DISHUB, survey, whole)

    await _close(database, agency, survey)

    async with tenant_session(database.application, DISHUB) as session:
        found = await session.execute(
            text(
                "SELECT code, answers, total, mean FROM survey_element_results"
                " WHERE code IN ('TIME', 'COST') ORDER BY code"
            )
        )
        assert [tuple(row) for row in found] == [
            ("COST", 3, 9, Decimal(3)),
            # Three questionnaires, of which two say anything about the time.
            ("TIME", 2, 6, Decimal(3)),
        ]
        index = await session.scalar(text("SELECT index_value FROM survey_results"))
    assert index == Decimal("94.44")


async def test_without_an_answer_to_an_element_there_is_a_result_without_an_index(
    database: Database, agency: TypicalAgency, making: Making
) -> None:
    survey = await making()
    async with tenant_session(database.application, DISHUB) as session:
        await answer(session, DISHUB, survey, {"TIME": 4})

    await _close(database, agency, survey)

    async with tenant_session(database.application, DISHUB) as session:
        found = await session.execute(
            text("SELECT responses, exact_index, index_value, band FROM survey_results")
        )
        assert tuple(found.one()) == (1, None, None, None)


ADDITIONS = {
    "a response": "INSERT INTO survey_responses (agency_id, id, survey_id, channel, answered_on)"
    " VALUES (2, :id, :survey, 'WEB', '2026-03-01')",
    "a mark": "INSERT INTO survey_marks (agency_id, survey_id, mark)"
    " VALUES (2, :survey, decode(repeat('00', 32), 'hex'))",
    "an element": "INSERT INTO survey_elements"
    " (agency_id, id, survey_id, revision, code, ordinal, question_id, question_en)"
    " VALUES (2, :id, :survey, 9, 'BARU', 1, 'Apa?', 'What?')",
    "a link": "INSERT INTO survey_links"
    " (agency_id, id, survey_id, channel, token_hash, expires_at)"
    " VALUES (2, :id, :survey, 'WEB', decode(repeat('00', 32), 'hex'), 'infinity')",
}


@pytest.mark.parametrize("what", ADDITIONS)
async def test_the_database_lets_nothing_be_added_to_a_closed_survey(
    database: Database, making: Making, what: str
) -> None:
    survey = await making(state=SurveyState.CLOSED)

    with pytest.raises(ProgrammingError, match="row-level security"):
        async with tenant_session(database.application, DISHUB) as session:
            await session.execute(text(ADDITIONS[what]), {"id": new_id(), "survey": survey.id})


async def test_the_database_lets_a_closed_survey_not_be_changed(
    database: Database, making: Making
) -> None:
    survey = await making(state=SurveyState.CLOSED)

    async with tenant_session(database.application, DISHUB) as session:
        touched = await session.execute(
            text("UPDATE surveys SET state = 'OPEN', closed_at = NULL WHERE id = :id RETURNING id"),
            {"id": survey.id},
        )
        assert touched.all() == []


@pytest.mark.parametrize("value", [0, 5])
async def test_the_database_takes_no_answer_outside_the_scale(
    database: Database, making: Making, value: int
) -> None:
    survey = await making()

    with pytest.raises(DBAPIError, match="ck_survey_answers_value_on_scale"):
        async with tenant_session(database.application, DISHUB) as session:
            await answer(session, DISHUB, survey, {"TIME": value})
