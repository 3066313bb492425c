"""Making, changing and moving units; making positions."""

from uuid import UUID

from sqlalchemy import ColumnElement, true
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.changes import Keep, NewPosition, NewUnit, UnitChange
from kinerja.domains.organisation.errors import (
    DuplicateCodeError,
    HeadElsewhereError,
    PositionNotFoundError,
    RootHeadNeedsDecisionError,
    SecondRootError,
    SelfAppointmentError,
    UnitCircleError,
    UnitNotFoundError,
)
from kinerja.domains.organisation.facts import NEW_PARENT_FACTS, UNIT_FACTS, agency_facts
from kinerja.domains.organisation.history import Deed, note
from kinerja.domains.organisation.locking import lock_organisation
from kinerja.domains.organisation.repository.agency_head import Appointing, may_appoint
from kinerja.domains.organisation.repository.assignments import AssignmentRepository
from kinerja.domains.organisation.repository.units import UnitRepository
from policies.permissions import Action, Resource
from policies.subject import Actor


async def create_unit(actor: Actor, session: AsyncSession, *, unit: NewUnit) -> UUID:
    """Make a unit under its parent; the first of an agency has none and is the root.

    Raises:
        DuplicateCodeError: the agency has a unit with this code.
        SecondRootError: no parent is named, and the agency has its root.
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
        if unit.parent_id is None and await repository.has_root():
            raise SecondRootError(path=("parent_id",))
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
        SecondRootError: it would stand under no other one, beside the root.
        SelfAppointmentError: the actor holds the position that is to be the head, or would head by
            the move what somebody else has headed.
        RootHeadNeedsDecisionError: it would change who heads the agency, and the actor is neither
            its head nor of the province.
        UnitNotFoundError, PositionNotFoundError, NothingToChangeError, TextError,
        NotPermittedError: as their names say.
    """
    columns = change.columns
    appointing = Appointing.of(actor)
    grant = actor.grant(Resource.ORG_UNIT, Action.CONFIGURE)
    if grant.is_empty and not await may_appoint(session, appointing):
        raise actor.refused(Resource.ORG_UNIT, Action.CONFIGURE)
    await lock_organisation(session, actor.agency_id)
    await _refuse_own_head(actor, session, change)
    repository = UnitRepository(session, actor.agency_id)
    if columns:
        allowed = _allowed(actor, appointing, change)
        if not await repository.change(unit_id, columns, allowed=allowed):
            raise await _refuse_change(actor, session, unit_id, change)
    after = dict(columns)
    if not isinstance(change.parent_id, Keep):
        await _move(actor, session, unit_id, change.parent_id)
        after["parent"] = change.parent_id
    await note(actor, session, Deed.UNIT_UPDATED, object_id=unit_id, after=after)


async def create_position(actor: Actor, session: AsyncSession, *, position: NewPosition) -> UUID:
    """Make a position in a unit, and its head if so asked.

    Raises:
        DuplicateCodeError: the agency has a position with this code.
        UnitNotFoundError: the agency has no such unit.
        RootHeadNeedsDecisionError: it is to head the root, which somebody has headed before.
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
        try:
            await update_unit(actor, session, unit_id=position.org_unit_id, change=change)
        except RootHeadNeedsDecisionError:
            raise RootHeadNeedsDecisionError(path=("heads_unit",)) from None
    return made


def _allowed(actor: Actor, appointing: Appointing, change: UnitChange) -> ColumnElement[bool]:
    """Return who may change the columns of a unit: of the root's head, who appoints."""
    configures = actor.grant(Resource.ORG_UNIT, Action.CONFIGURE).row_filter(UNIT_FACTS, actor)
    if isinstance(change.head_position_id, Keep):
        return configures
    alone = set(change.columns) == {"head_position_id"} and not change.moves
    return appointing.to_chair(change.head_position_id, configures, nothing_else=alone)


async def _move(actor: Actor, session: AsyncSession, unit_id: UUID, parent: UUID | None) -> None:
    """Put a unit under another one; the root stays where it is."""
    grant = actor.require(Resource.ORG_UNIT, Action.CONFIGURE)
    allowed = grant.row_filter(UNIT_FACTS, actor)
    repository = UnitRepository(session, actor.agency_id)
    gains = parent is not None and await _gains(actor, session, unit_id, parent)
    moved = (
        await repository.is_root(unit_id, allowed=allowed)
        if parent is None
        else await repository.move(
            unit_id,
            parent,
            allowed=allowed,
            allowed_above=grant.row_filter(NEW_PARENT_FACTS, actor),
        )
    )
    if not moved:
        raise await _refuse_move(actor, repository, unit_id, parent)
    if gains:
        raise SelfAppointmentError(path=("parent_id",))


async def _refuse_own_head(actor: Actor, session: AsyncSession, change: UnitChange) -> None:
    """Raise when the actor would become the head by this change."""
    head = change.head_position_id
    if isinstance(head, UUID):
        assignments = AssignmentRepository(session, actor.agency_id)
        if await assignments.holds(actor.subject.id, head, since=actor.today):
            raise SelfAppointmentError(path=("head_position_id",))


async def _gains(actor: Actor, session: AsyncSession, unit_id: UUID, parent: UUID) -> bool:
    """Tell whether the actor heads more when a unit moves under another one."""
    me, today = actor.subject.id, actor.today
    repository = AssignmentRepository(session, actor.agency_id)
    above = await repository.heads_or_above(me, parent, since=today)
    return above and not await repository.heads_or_above(me, unit_id, since=today)


async def _refuse_change(
    actor: Actor, session: AsyncSession, unit_id: UUID, change: UnitChange
) -> Exception:
    """Return why a unit was not changed."""
    repository = UnitRepository(session, actor.agency_id)
    if not await repository.has_unit(unit_id):
        return UnitNotFoundError(path=("org_unit_id",))
    head = change.head_position_id
    if isinstance(head, UUID):
        unit_of_head = await repository.find_unit_of(head)
        if unit_of_head is None:
            return PositionNotFoundError(path=("head_position_id",))
        if unit_of_head != unit_id:
            return HeadElsewhereError(path=("head_position_id",))
    chosen = not isinstance(head, Keep) and await repository.would_move_chair(unit_id, head)
    if chosen and not await may_appoint(session, Appointing.of(actor)):
        return RootHeadNeedsDecisionError(path=("head_position_id",))
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
    elif not await repository.is_root(unit_id, allowed=true()):
        return SecondRootError(path=("parent_id",))
    return actor.refused(Resource.ORG_UNIT, Action.CONFIGURE)
