"""Objections in the database: every statement names the agency, every change is guarded."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.objections.errors import ConcurrentObjectionError
from kinerja.domains.objections.facts import APPRAISALS
from kinerja.domains.objections.models import Objection
from kinerja.domains.objections.vocabulary import ObjectionState
from kinerja.kit.constraints import violated_constraint
from kinerja.kit.ids import AgencyId, new_id

ONE_EACH = "uq_objections_open"


class ObjectionRepository:
    """Objections of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(
        self, *, appraisal_id: UUID, ratee_id: UUID, grounds: str, statement_due: date
    ) -> UUID:
        """File an objection to an appraisal that the caller has guarded; return its id.

        Raises:
            ConcurrentObjectionError: there is one already.
        """
        key = new_id()
        try:
            await self._session.execute(
                insert(Objection).values(
                    agency_id=self._agency_id,
                    id=key,
                    appraisal_id=appraisal_id,
                    ratee_id=ratee_id,
                    state=ObjectionState.FILED,
                    grounds=grounds,
                    statement_due=statement_due,
                )
            )
        except IntegrityError as error:
            if ONE_EACH in (violated_constraint(error) or ""):
                raise ConcurrentObjectionError from error
            raise
        return key

    async def move(
        self,
        objection_id: UUID,
        *,
        expected: Collection[ObjectionState],
        values: Mapping[str, Any],
        allowed: ColumnElement[bool],
    ) -> Objection | None:
        """Change an objection in one of the `expected` states; return it as it is then.

        `allowed` is a condition on the objection and its appraisal (`APPRAISALS`).
        """
        permitted = (
            select(APPRAISALS.c.id)
            .where(
                APPRAISALS.c.agency_id == self._agency_id,
                APPRAISALS.c.id == Objection.appraisal_id,
                allowed,
            )
            .correlate(Objection)
            .exists()
        )
        statement = (
            update(Objection)
            .where(
                Objection.agency_id == self._agency_id,
                Objection.id == objection_id,
                Objection.state.in_(expected),
                permitted,
            )
            .values(**values)
            .returning(Objection)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        moved: Objection | None = await self._session.scalar(statement)
        return moved
