"""Entering and changing employees, in lists."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.changes import KEEP, EmployeeChange, NewEmployee
from kinerja.domains.organisation.errors import (
    DuplicateNipError,
    EmployeeErasedError,
    EmployeeNotFoundError,
    SubjectKnownError,
)
from kinerja.domains.organisation.facts import EMPLOYEE_FACTS, agency_facts
from kinerja.domains.organisation.history import Deed, note
from kinerja.domains.organisation.repository.employees import EmployeeRepository
from kinerja.domains.organisation.service.items import Outcome, change_each
from kinerja.kit.errors import KinerjaError
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.provisioning import notify


async def create_employees(
    actor: Actor, session: AsyncSession, *, items: Sequence[NewEmployee | KinerjaError]
) -> list[Outcome]:
    """Enter employees.

    Raises:
        NotPermittedError: the actor may not configure employees here.
        TooManyItemsError: the list is too long.
    """
    allowed = actor.require(Resource.EMPLOYEE, Action.CONFIGURE).row_filter(
        agency_facts(actor.agency_id), actor
    )
    repository = EmployeeRepository(session, actor.agency_id)

    async def create(employee: NewEmployee) -> UUID:
        made = await repository.add(employee, allowed=allowed)
        if made is None:
            if await repository.has_nip(str(employee.nip)):
                raise DuplicateNipError(path=("nip",))
            known = employee.subject_id
            if known is not None and await repository.find_state(known) is not None:
                raise SubjectKnownError(path=("subject_id",))
            raise actor.refused(Resource.EMPLOYEE, Action.CONFIGURE)
        after = {"employment": employee.nip.employment}
        await note(actor, session, Deed.EMPLOYEE_CREATED, object_id=made, after=after)
        return made

    outcomes = await change_each(session, items, change=create)
    await notify(session, actor.agency_id)  # Running services learn who serves here.
    return outcomes


async def update_employees(
    actor: Actor, session: AsyncSession, *, items: Sequence[EmployeeChange | KinerjaError]
) -> list[Outcome]:
    """Change employees.

    Raises:
        NotPermittedError: the actor may not configure employees here.
        TooManyItemsError: the list is too long.
    """
    allowed = actor.require(Resource.EMPLOYEE, Action.CONFIGURE).row_filter(EMPLOYEE_FACTS, actor)
    repository = EmployeeRepository(session, actor.agency_id)

    async def update(change: EmployeeChange) -> UUID:
        columns = change.columns
        key, on = change.employee_id, actor.today
        if not await repository.change(key, columns, on=on, allowed=allowed):
            if await repository.find_state(key) is None:
                raise EmployeeNotFoundError(path=("employee_id",))
            if await repository.is_erased(key):
                raise EmployeeErasedError(path=("employee_id",))
            raise actor.refused(Resource.EMPLOYEE, Action.CONFIGURE)
        after = {"changed": sorted(columns), "state": columns.get("state")}
        await note(actor, session, Deed.EMPLOYEE_UPDATED, object_id=change.employee_id, after=after)
        return change.employee_id

    outcomes = await change_each(session, items, change=update)
    if any(isinstance(item, EmployeeChange) and item.state is not KEEP for item in items):
        await notify(session, actor.agency_id)  # Rights end with the service, at once.
    return outcomes
