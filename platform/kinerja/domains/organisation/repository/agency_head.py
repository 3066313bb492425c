"""The post at the head of an agency, as conditions: which one it is, and who may say who holds it.

Who heads the root heads the agency. Whoever only configures the organisation must not choose that
person: `Appointing` splits one permission in two, within the statement that writes.
"""

from dataclasses import dataclass
from typing import Any
from typing import cast as typing_cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    Uuid,
    and_,
    case,
    exists,
    false,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.facts import agency_facts
from kinerja.domains.organisation.models import Assignment, OrgUnit
from kinerja.kit.ids import AgencyId
from policies.permissions import Action, Resource
from policies.subject import Actor

_root = typing_cast("Table", OrgUnit.__table__).alias("root")
_units, _terms = OrgUnit.__table__.c, Assignment.__table__.c


@dataclass(frozen=True)
class Appointing:
    """Whether somebody may say who heads an agency; `may` asks nothing of a row."""

    agency_id: AgencyId
    may: ColumnElement[bool]

    @classmethod
    def of(cls, actor: Actor) -> "Appointing":
        """Return what policy says of the actor."""
        grant = actor.grant(Resource.AGENCY, Action.DECIDE)
        return cls(actor.agency_id, grant.row_filter(agency_facts(actor.agency_id), actor))

    def to_post(self, position: Any, configures: ColumnElement[bool]) -> ColumnElement[bool]:  # noqa: ANN401 - a column or a value.
        """Return who may put somebody on a post: on that of the agency's head, who appoints."""
        return case((is_head_post(self.agency_id, position), self.may), else_=configures)

    def to_chair(
        self, head: UUID | None, configures: ColumnElement[bool], *, nothing_else: bool
    ) -> ColumnElement[bool]:
        """Return who may make `head` the post that heads the unit of the statement.

        With `nothing_else` to change whoever appoints needs no other right.
        """
        chosen = moves_chair(self.agency_id, head)
        if nothing_else:
            return case((chosen, self.may), else_=configures)
        return and_(configures, case((chosen, self.may), else_=true()))


def is_head_post(agency_id: AgencyId, position: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column or a value.
    """Return whether a position heads the root."""
    return exists().where(
        _root.c.agency_id == agency_id,
        _root.c.parent_id.is_(None),
        _root.c.head_position_id == position,
    )


def moves_chair(agency_id: AgencyId, head: UUID | None) -> ColumnElement[bool]:
    """Return whether `head`, as the head of the row's unit, changes who heads the agency.

    So it does in the root as soon as anybody was ever assigned to the post that heads it, or to the
    one that is to. Before, nobody heads the agency by it.
    """
    present = literal(head, Uuid())
    held = [_was_held(agency_id, _units.head_position_id)]
    if head is not None:
        held.append(_was_held(agency_id, present))
    differs = _units.head_position_id.is_distinct_from(present)
    return and_(_units.parent_id.is_(None), differs, or_(false(), *held))


async def may_appoint(session: AsyncSession, appointing: Appointing) -> bool:
    """Tell whether the actor may say who heads the agency."""
    return bool(await session.scalar(select(appointing.may)))


def _was_held(agency_id: AgencyId, position: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(_terms.agency_id == agency_id, _terms.position_id == position)
