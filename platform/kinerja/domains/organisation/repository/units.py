"""Units and their positions."""

from typing import Any
from typing import cast as typing_cast
from uuid import UUID

from sqlalchemy import (
    Alias,
    ColumnElement,
    Integer,
    Select,
    Table,
    Text,
    Uuid,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.changes import NewPosition, NewUnit
from kinerja.domains.organisation.facts import NEW_PARENT
from kinerja.domains.organisation.models import OrgUnit, Position
from kinerja.domains.organisation.repository.agency_head import moves_chair
from kinerja.kit.database import Ltree
from kinerja.kit.ids import AgencyId, new_id
from policies.asking import is_below

_units = typing_cast("Table", OrgUnit.__table__)
_UNIT_COLUMNS = ["agency_id", "id", "parent_id", "code", "name", "level", "path"]
_POSITION_COLUMNS = ["agency_id", "id", "code", "name", "position_class", "org_unit_id"]


class UnitRepository:
    """Units and positions of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add_root(self, unit: NewUnit, *, allowed: ColumnElement[bool]) -> UUID | None:
        """Insert the root of the agency and return its id.

        None: not allowed, a taken code, or there is a root.
        """
        row = select(*self._values(unit, None), cast(literal(unit.code), Ltree)).where(
            allowed, not_(exists().where(*self._root()))
        )
        return await self._insert(row)

    async def add_child(self, unit: NewUnit, *, allowed: ColumnElement[bool]) -> UUID | None:
        """Insert a unit under its parent, which `allowed` is about.

        None: no such parent, not allowed under it, or a taken code.
        """
        path = cast(func.concat(cast(OrgUnit.path, Text), ".", literal(unit.code)), Ltree)
        row = select(*self._values(unit, OrgUnit.id), path).where(
            OrgUnit.agency_id == self._agency_id, OrgUnit.id == unit.parent_id, allowed
        )
        return await self._insert(row)

    async def change(
        self, unit_id: UUID, columns: dict[str, Any], *, allowed: ColumnElement[bool]
    ) -> bool:
        """Set columns of a unit; a head must be a position of the unit itself."""
        guards = [OrgUnit.agency_id == self._agency_id, OrgUnit.id == unit_id, allowed]
        head = columns.get("head_position_id")
        if head is not None:
            guards.append(self._heads_itself(head, unit_id))
        changed = await self._session.scalar(
            update(OrgUnit).where(*guards).values(columns).returning(OrgUnit.id)
        )
        return changed is not None

    async def move(
        self,
        unit_id: UUID,
        parent_id: UUID,
        *,
        allowed: ColumnElement[bool],
        allowed_above: ColumnElement[bool],
    ) -> bool:
        """Put a unit with all below it under another one; False also if that lies below it.

        `allowed` is about the unit that moves, `allowed_above` about `NEW_PARENT`. Locking the
        organisation before is the caller's part, or two moves at once could make a circle.
        """
        below = typing_cast("Alias", _units.alias("below"))
        above = (
            select(func.concat(cast(NEW_PARENT.c.path, Text), "."))
            .where(NEW_PARENT.c.agency_id == self._agency_id, NEW_PARENT.c.id == parent_id)
            .scalar_subquery()
        )
        # The labels from the moving unit downwards stay; what stands above it is replaced.
        kept = func.subpath(below.c.path, func.nlevel(_units.c.path) - 1)
        path = func.concat(above, cast(kept, Text))
        guards = [
            _units.c.agency_id == self._agency_id,
            _units.c.id == unit_id,
            allowed,
            below.c.agency_id == self._agency_id,
            is_below(below.c.path, _units.c.path),
            self._stands_outside(parent_id, allowed_above),
        ]
        own_parent = case(
            (below.c.id == unit_id, literal(parent_id, Uuid())), else_=below.c.parent_id
        )
        moved = await self._session.scalars(
            update(below)
            .where(*guards)
            .values(path=cast(path, Ltree), parent_id=own_parent)
            .returning(below.c.id)
        )
        return unit_id in set(moved)

    async def add_position(
        self, position: NewPosition, *, allowed: ColumnElement[bool]
    ) -> UUID | None:
        """Insert a position in its unit, which `allowed` is about.

        None: no such unit, not allowed in it, or a taken code.
        """
        row = select(
            literal(int(self._agency_id), Integer()),
            literal(new_id(), Uuid()),
            literal(position.code),
            literal(position.name),
            literal(position.position_class.value),
            OrgUnit.id,
        ).where(OrgUnit.agency_id == self._agency_id, OrgUnit.id == position.org_unit_id, allowed)
        statement = (
            insert(Position)
            .from_select(_POSITION_COLUMNS, row)
            .on_conflict_do_nothing(index_elements=["agency_id", "code"])
            .returning(Position.id)
        )
        added: UUID | None = await self._session.scalar(statement)
        return added

    async def has_unit(self, unit_id: UUID) -> bool:
        """Tell whether the agency has this unit."""
        found = select(OrgUnit.id).where(
            OrgUnit.agency_id == self._agency_id, OrgUnit.id == unit_id
        )
        return await self._session.scalar(found) is not None

    async def has_root(self) -> bool:
        """Tell whether the agency has its root."""
        return await self._session.scalar(select(OrgUnit.id).where(*self._root())) is not None

    async def is_root(self, unit_id: UUID, *, allowed: ColumnElement[bool]) -> bool:
        """Tell whether a unit, which `allowed` is about, is the root of the agency."""
        found = select(OrgUnit.id).where(*self._root(), OrgUnit.id == unit_id, allowed)
        return await self._session.scalar(found) is not None

    async def would_move_chair(self, unit_id: UUID, head: UUID | None) -> bool:
        """Tell whether `head`, as the head of a unit, would change who heads the agency."""
        found = select(OrgUnit.id).where(
            OrgUnit.agency_id == self._agency_id,
            OrgUnit.id == unit_id,
            moves_chair(self._agency_id, head),
        )
        return await self._session.scalar(found) is not None

    async def stands_under(self, unit_id: UUID, *, above: UUID) -> bool:
        """Tell whether a unit is another one or stands below it."""
        upper = _units.alias("upper")
        found = select(OrgUnit.id).where(
            OrgUnit.agency_id == self._agency_id,
            OrgUnit.id == unit_id,
            upper.c.agency_id == self._agency_id,
            upper.c.id == above,
            is_below(_units.c.path, upper.c.path),
        )
        return await self._session.scalar(found) is not None

    async def has_unit_code(self, code: str) -> bool:
        """Tell whether a unit of the agency has this code."""
        found = select(OrgUnit.id).where(OrgUnit.agency_id == self._agency_id, OrgUnit.code == code)
        return await self._session.scalar(found) is not None

    async def has_position_code(self, code: str) -> bool:
        """Tell whether a position of the agency has this code."""
        found = select(Position.id).where(
            Position.agency_id == self._agency_id, Position.code == code
        )
        return await self._session.scalar(found) is not None

    async def find_unit_of(self, position_id: UUID) -> UUID | None:
        """Return the unit of a position; None: the agency has no such position."""
        found: UUID | None = await self._session.scalar(
            select(Position.org_unit_id).where(
                Position.agency_id == self._agency_id, Position.id == position_id
            )
        )
        return found

    def _root(self) -> list[ColumnElement[bool]]:
        return [OrgUnit.agency_id == self._agency_id, OrgUnit.parent_id.is_(None)]

    def _values(self, unit: NewUnit, parent_id: Any) -> list[ColumnElement[Any]]:  # noqa: ANN401 - a column or NULL.
        return [
            literal(int(self._agency_id), Integer()),
            literal(new_id(), Uuid()),
            literal(None, Uuid()) if parent_id is None else parent_id,
            literal(unit.code),
            literal(unit.name),
            literal(unit.level.value),
        ]

    async def _insert(self, row: Select[Any]) -> UUID | None:
        statement = (
            insert(OrgUnit)
            .from_select(_UNIT_COLUMNS, row)
            .on_conflict_do_nothing(index_elements=["agency_id", "code"])
            .returning(OrgUnit.id)
        )
        added: UUID | None = await self._session.scalar(statement)
        return added

    def _heads_itself(self, position_id: UUID, unit_id: UUID) -> ColumnElement[bool]:
        return exists().where(
            Position.agency_id == self._agency_id,
            Position.id == position_id,
            Position.org_unit_id == unit_id,
        )

    def _stands_outside(self, parent_id: UUID, allowed: ColumnElement[bool]) -> ColumnElement[bool]:
        """Return the condition that the new parent is allowed and not below the moving unit."""
        return exists().where(
            NEW_PARENT.c.agency_id == self._agency_id,
            NEW_PARENT.c.id == parent_id,
            not_(is_below(NEW_PARENT.c.path, _units.c.path)),
            allowed,
        )
