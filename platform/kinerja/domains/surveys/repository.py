"""Surveys in the database: every statement names the agency, every change is guarded.

`allowed` is the actor's row filter over the columns of `Survey`; a change that touches nothing
answers None, and the service finds out why.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Uuid,
    cast,
    column,
    insert,
    literal,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.surveys.elements import Element
from kinerja.domains.surveys.models import Survey, SurveyElement
from kinerja.domains.surveys.plans import SurveyPlan
from kinerja.domains.surveys.vocabulary import SurveyState
from kinerja.kit.ids import AgencyId, new_id

#: The path has no type here: as an `Ltree` it would be read as text.
UNITS = table("org_units", column("agency_id", Integer), column("id", Uuid), column("path"))


class SurveyRepository:
    """Surveys of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(self, plan: SurveyPlan, *, allowed: ColumnElement[bool]) -> UUID | None:
        """Insert a survey in DRAFT and return its id.

        None: not `allowed`, the code is taken, or the agency has no such unit.
        """
        details, method = plan.details, plan.method
        given = {
            "code": literal(plan.code),
            "title": literal(details.title.strip()),
            "service": literal(details.service.strip()),
            "kind": literal(method.kind.value),
            "ruleset": literal(method.ruleset.value),
            "weight_mode": literal(method.weight_mode.value),
            "period": cast(details.period, DATERANGE),
            "population": literal(details.population, Integer()),
            "asks_receipt": literal(details.asks_receipt, Boolean()),
        }
        row = select(
            # As a value: Citus misspells RETURNING where the agency is that of the row.
            literal(int(self._agency_id), Integer()),
            literal(new_id(), Uuid()),
            UNITS.c.id,
            UNITS.c.path,
            *given.values(),
        ).where(UNITS.c.agency_id == self._agency_id, UNITS.c.id == plan.org_unit_id, allowed)
        names = ["agency_id", "id", "org_unit_id", "unit_path", *given]
        statement = (
            pg_insert(Survey)
            .from_select(names, row)
            .on_conflict_do_nothing(index_elements=["agency_id", "code"])
            .returning(Survey.id)
        )
        added: UUID | None = await self._session.scalar(statement)
        return added

    async def add_elements(
        self, survey_id: UUID, elements: Sequence[Element], *, revision: int
    ) -> None:
        """Insert the elements of one revision, in their order."""
        await self._session.execute(
            insert(SurveyElement),
            [
                {
                    "agency_id": self._agency_id,
                    "id": new_id(),
                    "survey_id": survey_id,
                    "revision": revision,
                    "code": one.code,
                    "ordinal": place,
                    "question_id": one.question_id,
                    "question_en": one.question_en,
                    "weight": one.weight,
                }
                for place, one in enumerate(elements, start=1)
            ],
        )

    async def elements(self, survey_id: UUID, *, revision: int) -> Sequence[SurveyElement]:
        """Return the elements of one revision, in their order."""
        found = await self._session.scalars(
            select(SurveyElement)
            .where(
                SurveyElement.agency_id == self._agency_id,
                SurveyElement.survey_id == survey_id,
                SurveyElement.revision == revision,
            )
            .order_by(SurveyElement.ordinal)
        )
        return found.all()

    async def has_code(self, code: str) -> bool:
        """Tell whether a survey of the agency has this code."""
        found = select(Survey.id).where(Survey.agency_id == self._agency_id, Survey.code == code)
        return await self._session.scalar(found) is not None

    async def has_unit(self, unit_id: UUID) -> bool:
        """Tell whether the agency has this unit."""
        found = select(UNITS.c.id).where(
            UNITS.c.agency_id == self._agency_id, UNITS.c.id == unit_id
        )
        return await self._session.scalar(found) is not None

    async def move(
        self,
        survey_id: UUID,
        *,
        expected: Collection[SurveyState],
        values: Mapping[str, Any],
        allowed: ColumnElement[bool],
    ) -> Survey | None:
        """Change a survey that is in one of the `expected` states; return it as it is then."""
        statement = (
            update(Survey)
            .where(
                Survey.agency_id == self._agency_id,
                Survey.id == survey_id,
                Survey.state.in_(expected),
                allowed,
            )
            .values(**values)
            .returning(Survey)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        moved: Survey | None = await self._session.scalar(statement)
        return moved

    async def hold(
        self,
        survey_id: UUID,
        *,
        expected: Collection[SurveyState],
        allowed: ColumnElement[bool],
    ) -> Survey | None:
        """Lock a survey in one of the `expected` states against answers and other changes."""
        statement = (
            select(Survey)
            .where(
                Survey.agency_id == self._agency_id,
                Survey.id == survey_id,
                Survey.state.in_(expected),
                allowed,
            )
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        held: Survey | None = await self._session.scalar(statement)
        return held
