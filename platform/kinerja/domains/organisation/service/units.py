"""Making, changing and moving units; making positions."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.changes import Keep, NewPosition, NewUnit, UnitChange
from kinerja.domains.organisation.errors import (
    DuplicateCodeError,
    HeadElsewhereError,
    PositionNotFoundError,
    SelfAppointmentError,
    UnitCircleError,
    UnitNotFoundError,
)
from kinerja.domains.organisation.facts import NEW_PARENT_FACTS, UNIT_FACTS, agency_facts
from kinerja.domains.organisation.history import Deed, note
from kinerja.domains.organisation.locking import lock_organisation
from kinerja.domains.organisation.repository.assignments import AssignmentRepository
from kinerja.domains.organisation.repository.units import UnitRepository
from policies.permissions import Action, Resource
from policies.subject import Actor


async def create_unit(actor: Actor, session: AsyncSession, *, unit: NewUnit) -> UUID:
    """Make a unit under its parent, or a root.

    Raises:
        DuplicateCodeError: the agency has a unit with this code.
        UnitNotFoundError: the agency has no such parent.
        NotPermittedError: the actor may not configure units here.
    """
    grant = actor.require(Resource.ORG_UNIT, Action.CONFIGURE)
    await lock_organisation(session, actor.agency_id)
    repository = UnitRepository(session, actor.agency_id)
    if unit.parent_id is None:
        allowed = grant.row_filter(agency_facts(actor.agency_id), actor)
        made = await repository.add_root(unit, allowed=allowed)
    else:
        made = await repository.add_child(unit, allowed=grant.row_filter(UNIT_FACTS, actor))
    if made is None:
        if await repository.has_unit_code(unit.code):
            raise DuplicateCodeError(path=("code",))
        if unit.parent_id and not await repository.has_unit(unit.parent_id):
            raise UnitNotFoundError(path=("parent_id",))
        raise actor.refused(Resource.ORG_UNIT, Action.CONFIGURE)
    after = {"code": unit.code, "name": unit.name, "level": unit.level, "parent": unit.parent_id}
    await note(actor, session, Deed.UNIT_CREATED, object_id=made, after=after)
    return made


async def update_unit(
    actor: Actor, session: AsyncSession, *, unit_id: UUID, change: UnitChange
) -> None:
    """Rename a unit, set its level or head, or move it with everything below.

    Raises:
        UnitCircleError: it would stand below itself.
        HeadElsewhereError: the head is a position of another unit.
        SelfAppointmentError: the actor holds the position that is to be the head, or would head by
            the move what somebody else has headed: others' people, or the agency itself.
        UnitNotFoundError, PositionNotFoundError, NothingToChangeError, TextError,
        NotPermittedError: as their names say.
    """
    columns = change.columns
    grant = actor.require(Resource.ORG_UNIT, Action.CONFIGURE)
    allowed = grant.row_filter(UNIT_FACTS, actor)
    await lock_organisation(session, actor.agency_id)
    await _refuse_own_head(actor, session, change)
    gains = await _gains(actor, session, unit_id, change)
    repository = UnitRepository(session, actor.agency_id)
    done = not columns or await repository.change(unit_id, columns, allowed=allowed)
    if not done:
        raise await _refuse_change(actor, repository, unit_id, change)
    after = dict(columns)
    if not isinstance(change.parent_id, Keep):
        above = NEW_PARENT_FACTS if change.parent_id else agency_facts(actor.agency_id)
        moved = await repository.move(
            unit_id,
            change.parent_id,
            allowed=allowed,
            allowed_above=grant.row_filter(above, actor),
        )
        if not moved:
            raise await _refuse_move(actor, repository, unit_id, change.parent_id)
        if gains:
            raise SelfAppointmentError(path=("parent_id",))
        after["parent"] = change.parent_id
    await note(actor, session, Deed.UNIT_UPDATED, object_id=unit_id, after=after)


async def create_position(actor: Actor, session: AsyncSession, *, position: NewPosition) -> UUID:
    """Make a position in a unit, and its head if so asked.

    Raises:
        DuplicateCodeError: the agency has a position with this code.
        UnitNotFoundError: the agency has no such unit.
        NotPermittedError: the actor may not configure units here.
    """
    allowed = actor.require(Resource.ORG_UNIT, Action.CONFIGURE).row_filter(UNIT_FACTS, actor)
    repository = UnitRepository(session, actor.agency_id)
    made = await repository.add_position(position, allowed=allowed)
    if made is None:
        if await repository.has_position_code(position.code):
            raise DuplicateCodeError(path=("code",))
        if not await repository.has_unit(position.org_unit_id):
            raise UnitNotFoundError(path=("org_unit_id",))
        raise actor.refused(Resource.ORG_UNIT, Action.CONFIGURE)
    after = {
        "code": position.code,
        "name": position.name,
        "class": position.position_class,
        "org_unit": position.org_unit_id,
    }
    await note(actor, session, Deed.POSITION_CREATED, object_id=made, after=after)
    if position.heads_unit:
        change = UnitChange(head_position_id=made)
        await update_unit(actor, session, unit_id=position.org_unit_id, change=change)
    return made


async def _refuse_own_head(actor: Actor, session: AsyncSession, change: UnitChange) -> None:
    """Raise when the actor would become the head by this change."""
    head = change.head_position_id
    if isinstance(head, UUID):
        assignments = AssignmentRepository(session, actor.agency_id)
        if await assignments.holds(actor.subject.id, head, since=actor.today):
            raise SelfAppointmentError(path=("head_position_id",))


async def _gains(actor: Actor, session: AsyncSession, unit_id: UUID, change: UnitChange) -> bool:
    """Tell whether the actor heads more by a move: who heads a root heads the agency."""
    parent, me, today = change.parent_id, actor.subject.id, actor.today
    if isinstance(parent, Keep):
        return False
    repository = AssignmentRepository(session, actor.agency_id)
    if parent is None:
        return await repository.heads(me, unit_id, since=today)
    above = await repository.heads(me, parent, since=today, or_above=True)
    return above and not await repository.heads(me, unit_id, since=today, or_above=True)


async def _refuse_change(
    actor: Actor, repository: UnitRepository, unit_id: UUID, change: UnitChange
) -> Exception:
    """Return why a unit was not changed."""
    if not await repository.has_unit(unit_id):
        return UnitNotFoundError(path=("org_unit_id",))
    head = change.head_position_id
    if isinstance(head, UUID):
        unit_of_head = await repository.find_unit_of(head)
        if unit_of_head is None:
            return PositionNotFoundError(path=("head_position_id",))
        if unit_of_head != unit_id:
            return HeadElsewhereError(path=("head_position_id",))
    return actor.refused(Resource.ORG_UNIT, Action.CONFIGURE)


async def _refuse_move(
    actor: Actor, repository: UnitRepository, unit_id: UUID, parent_id: UUID | None
) -> Exception:
    """Return why a unit was not moved."""
    if not await repository.has_unit(unit_id):
        return UnitNotFoundError(path=("org_unit_id",))
    if parent_id is not None:
        if not await repository.has_unit(parent_id):
            return UnitNotFoundError(path=("parent_id",))
        if await repository.stands_under(parent_id, above=unit_id):
            return UnitCircleError(path=("parent_id",))
    return actor.refused(Resource.ORG_UNIT, Action.CONFIGURE)
