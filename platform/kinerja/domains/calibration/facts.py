"""Who decides how a unit performed: the head of the unit above it, never its own.

The leader above the root unit is outside the agency. The performance officer enters that decision,
and the basis names the document in which it was taken.
"""

from sqlalchemy import ColumnElement, Text, and_, case, literal, literal_column, not_, or_, select

from kinerja.domains.calibration.tables import parents, units
from policies.facts import RowFacts
from policies.grants import Grant
from policies.permissions import Action, Resource
from policies.relations import Binds
from policies.subject import Actor
from policies.units import headed_paths

#: What a rating of a unit is before it is there, in the words of policy.
_PREPARED = literal_column("'PREPARED'", Text())
#: Of a unit: judged by where its parent stands, so that its own head stands nowhere above it.
_ABOVE = RowFacts(agency=units.c.agency_id, state=_PREPARED, unit_path=parents.c.path)
_AGENCY = RowFacts(agency=units.c.agency_id, state=_PREPARED, unit_path=units.c.path)

#: The refusal of somebody who heads the unit as well as the one above it.
OWN_UNIT = "nobody-calibrates-himself"


def _grants(actor: Actor) -> tuple[Grant, Grant]:
    return (
        actor.grant(Resource.CALIBRATION, Action.DECIDE),
        actor.grant(Resource.CALIBRATION, Action.CONFIGURE),
    )


def action_for(actor: Actor) -> Action:
    """Return what the actor is asked for.

    Raises:
        NotPermittedError: the actor neither decides about units nor enters decisions here.
    """
    decides, enters = _grants(actor)
    if decides.is_empty and not enters.is_empty:
        return Action.CONFIGURE
    actor.require(Resource.CALIBRATION, Action.DECIDE)
    return Action.DECIDE


def heads_it(actor: Actor) -> ColumnElement[bool]:
    """Return whether the actor heads the unit itself today."""
    return units.c.path.in_(select(headed_paths(Binds.of(actor)).subquery("own_units").c.path))


def may_rate(actor: Actor) -> ColumnElement[bool]:
    """Return whether the actor rates a unit, beside its parent (`parents`, NULL for the root)."""
    decides, enters = _grants(actor)
    is_root = units.c.parent_id.is_(None)
    return and_(
        or_(
            and_(not_(is_root), decides.row_filter(_ABOVE, actor)),
            and_(is_root, enters.row_filter(_AGENCY, actor)),
        ),
        not_(heads_it(actor)),
    )


def why_not(actor: Actor) -> ColumnElement[str]:
    """Return why `may_rate` is false, in the words that `Actor.refused` reads."""
    decides, enters = _grants(actor)
    return case(
        (heads_it(actor), literal(OWN_UNIT)),
        (units.c.parent_id.is_(None), enters.refusal(_AGENCY, actor)),
        else_=decides.refusal(_ABOVE, actor),
    )
