"""What happens when a citizen answers: nobody has signed in, the link's token is the permission.

Kept are the answers, the day and the channel. Nothing tells who answered or when on that day, and
nothing leads from what tells a repeated form to its answers.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import and_, insert, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.surveys.answer_errors import (
    DuplicateResponseError,
    ExpiredSurveyTokenError,
    SurveyNotOpenError,
    UnknownSurveyTokenError,
)
from kinerja.domains.surveys.history import note_answer
from kinerja.domains.surveys.models import (
    Survey,
    SurveyAnswer,
    SurveyLink,
    SurveyMark,
    SurveyResponse,
)
from kinerja.domains.surveys.repository import SurveyRepository
from kinerja.domains.surveys.submissions import Submission
from kinerja.domains.surveys.tokens import digest
from kinerja.domains.surveys.vocabulary import SurveyState
from kinerja.kit.clock import now
from kinerja.kit.ids import AgencyId


class _Way(NamedTuple):
    """The survey that a link leads to."""

    survey_id: UUID
    revision: int
    asks_receipt: bool
    channel: str


async def answer_survey(
    session: AsyncSession, agency_id: AgencyId, *, token: str, submission: Submission, on: date
) -> None:
    """Keep the answers of one citizen, given on the day `on`.

    Raises:
        UnknownSurveyTokenError: no link of the agency has the token.
        ExpiredSurveyTokenError: the link has ended.
        SurveyNotOpenError: the survey takes no answers on this day.
        DuplicateResponseError: the form, or the receipt, was used before.
        KinerjaError: something in the form is wrong; the subclass says what.
    """
    way = await _follow(session, agency_id, token=token, on=on)
    marks = submission.marks(way.survey_id, asks_receipt=way.asks_receipt)
    elements = await _elements(session, agency_id, way)
    values, wished = submission.read(elements)
    await _use_up(session, agency_id, way.survey_id, marks)
    await _keep(session, agency_id, way, values, wished=wished, on=on)
    await note_answer(session, agency_id, survey_id=way.survey_id)


async def _follow(session: AsyncSession, agency_id: AgencyId, *, token: str, on: date) -> _Way:
    """Find the survey behind a token, and hold it open until the answers are kept."""
    statement = (
        select(
            Survey.id,
            Survey.revision,
            Survey.asks_receipt,
            SurveyLink.channel,
            SurveyLink.revoked_at,
            SurveyLink.expires_at,
            and_(Survey.state == SurveyState.OPEN, Survey.period.contains(on)).label("is_open"),
        )
        .join_from(
            SurveyLink,
            Survey,
            and_(Survey.agency_id == agency_id, Survey.id == SurveyLink.survey_id),
        )
        .where(SurveyLink.agency_id == agency_id, SurveyLink.token_hash == digest(token))
    )
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise UnknownSurveyTokenError(path=("token",))
    if found.revoked_at is not None or found.expires_at <= now():
        raise ExpiredSurveyTokenError(path=("token",))
    if not found.is_open or not await _hold_open(session, agency_id, found.id):
        raise SurveyNotOpenError(path=("token",))
    return _Way(found.id, found.revision, found.asks_receipt, found.channel)


async def _hold_open(session: AsyncSession, agency_id: AgencyId, survey_id: UUID) -> bool:
    """Keep the survey from being closed before this transaction ends; others may answer too."""
    statement = select(Survey.id).where(
        Survey.agency_id == agency_id,
        Survey.id == survey_id,
        Survey.state == SurveyState.OPEN,
    )
    return await session.scalar(statement.with_for_update(read=True)) is not None


async def _elements(session: AsyncSession, agency_id: AgencyId, way: _Way) -> dict[str, UUID]:
    """Return the elements by code, and by number (U1) as well."""
    repository = SurveyRepository(session, agency_id)
    rows = await repository.elements(way.survey_id, revision=way.revision)
    numbers = {f"U{row.ordinal}": row.id for row in rows}
    return {**{row.code: row.id for row in rows}, **numbers}


async def _use_up(
    session: AsyncSession, agency_id: AgencyId, survey_id: UUID, marks: Sequence[bytes]
) -> None:
    """Mark the form and the receipt as used; two that come at once cannot both succeed."""
    rows = [{"agency_id": agency_id, "survey_id": survey_id, "mark": one} for one in marks]
    marked = await session.execute(
        pg_insert(SurveyMark).values(rows).on_conflict_do_nothing().returning(SurveyMark.mark)
    )
    if len(marked.all()) < len(marks):
        raise DuplicateResponseError(path=("submissionKey",))


async def _keep(
    session: AsyncSession,
    agency_id: AgencyId,
    way: _Way,
    values: Mapping[UUID, int],
    *,
    wished: UUID | None,
    on: date,
) -> None:
    response = uuid4()  # Not by the clock: see `SurveyResponse`.
    common = {"agency_id": agency_id, "survey_id": way.survey_id}
    await session.execute(
        insert(SurveyResponse).values(
            **common, id=response, channel=way.channel, answered_on=on, wished_id=wished
        )
    )
    rows = [
        {**common, "response_id": response, "element_id": element, "value": value}
        for element, value in values.items()
    ]
    await session.execute(insert(SurveyAnswer), rows)
