"""Delegations in the database: every statement names the agency, every change is guarded.

`allowed` is the actor's row filter; a change that touches nothing answers None or False, and the
service finds out why.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Text,
    Uuid,
    cast,
    column,
    func,
    insert,
    literal,
    not_,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.delegations.errors import DelegationOverlapError
from kinerja.domains.delegations.models import Delegation
from kinerja.domains.delegations.rights import end_of_right, lies_within, right_of
from kinerja.kit.constraints import violated_constraint
from kinerja.kit.ids import AgencyId, new_id

_people = table("employees", column("agency_id"), column("id", Uuid()), column("state", Text()))
_ACTIVE = "ACTIVE"


@dataclass(frozen=True)
class NewDelegation:
    """Who rates in whose place, on which days (end exclusive), and why."""

    delegator_id: UUID
    delegate_id: UUID
    valid: Range[date]
    reason: str


class DelegationRepository:
    """Delegations of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(
        self, new: NewDelegation, *, created_by: UUID, allowed: ColumnElement[bool]
    ) -> UUID | None:
        """Insert a delegation and return its id.

        None: not `allowed`, no such people, an inactive delegate, or longer than the right.

        Raises:
            DelegationOverlapError: the two have one on some of the days.
        """
        agency = literal(int(self._agency_id), Integer())
        delegator, delegate = _people.alias("delegator"), _people.alias("delegate")
        row = select(
            agency,
            literal(new_id(), Uuid()),
            delegator.c.id,
            delegate.c.id,
            cast(new.valid, DATERANGE),
            literal(new.reason),
            literal(created_by, Uuid()),
        )
        row = row.join_from(delegator, delegate, delegate.c.agency_id == delegator.c.agency_id)
        row = row.where(
            delegator.c.agency_id == agency,
            delegator.c.id == new.delegator_id,
            delegate.c.agency_id == agency,
            delegate.c.id == new.delegate_id,
            delegate.c.state == _ACTIVE,
            lies_within(new.valid, right_of(agency, new.delegator_id)),
            allowed,
        )
        names = ["agency_id", "id", "delegator_id", "delegate_id", "valid", "reason", "created_by"]
        statement = insert(Delegation).from_select(names, row).returning(Delegation.id)
        try:
            added: UUID | None = await self._session.scalar(statement)
        except IntegrityError as error:
            if violated_constraint(error) == "ex_delegations_once_a_pair":
                raise DelegationOverlapError(path=("period_start",)) from error
            raise
        return added

    async def end(
        self, delegation_id: UUID, *, before: date, ended_by: UUID, allowed: ColumnElement[bool]
    ) -> bool:
        """Cut the days from `before` on; a delegation of which none is left becomes empty."""
        day = literal(before, Date())
        statement = (
            update(Delegation)
            .where(
                Delegation.agency_id == self._agency_id,
                Delegation.id == delegation_id,
                not_(func.isempty(Delegation.valid)),
                func.upper(Delegation.valid) > day,
                allowed,
            )
            .values(
                valid=Delegation.valid.op("*")(func.daterange(None, day)),
                ended_by=literal(ended_by, Uuid()),
                ended_at=func.now(),
            )
            .returning(Delegation.id)
            .execution_options(synchronize_session=False)
        )
        return await self._session.scalar(statement) is not None

    async def has_employee(self, employee_id: UUID, *, active: bool = False) -> bool:
        """Tell whether the agency has this employee, and if asked for, one who serves."""
        found = select(_people.c.id).where(
            _people.c.agency_id == self._agency_id, _people.c.id == employee_id
        )
        if active:
            found = found.where(_people.c.state == _ACTIVE)
        return await self._session.scalar(found) is not None

    async def find_end_of_right(self, delegator_id: UUID, *, first: date) -> date | None:
        """Return until when (exclusive; `date.max`: open) the right that holds on `first` goes on.

        None: the delegator has no right of the own on that day.
        """
        return await self._session.scalar(end_of_right(self._agency_id, delegator_id, first=first))
