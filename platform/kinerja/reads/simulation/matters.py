"""Which actions on which resources a change of policies touches, and for whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from kinerja.kit.ids import AgencyId
from kinerja.reads.simulation.askers import Group
from policies.agency import RuleSource
from policies.engine import PolicyEngine
from policies.grants import Grant
from policies.permissions import Action, Resource
from policies.snapshot import PolicyRow

Matter = tuple[Resource, Action]


@dataclass(frozen=True)
class Comparison:
    """What some people are granted before and after the change."""

    resource: Resource
    action: Action
    before: Grant
    after: Grant
    people: tuple[UUID, ...]


def compare(
    groups: Iterable[Group], before: PolicyEngine, after: PolicyEngine, *, agency_id: AgencyId
) -> list[Comparison]:
    """Return every difference between what two engines grant to the groups."""
    matters = list(_touched(before, after, agency_id))
    alike: defaultdict[tuple[Matter, Grant, Grant], list[UUID]] = defaultdict(list)
    for group, matter in product(groups, matters):
        old, new = (engine.grant(group.asker, *matter) for engine in (before, after))
        if old != new:
            alike[matter, old, new] += group.people
    return [
        Comparison(resource, action, old, new, tuple(people))
        for ((resource, action), old, new), people in alike.items()
    ]


def _touched(before: PolicyEngine, after: PolicyEngine, agency_id: AgencyId) -> Iterator[Matter]:
    """Yield what the change could concern: everything, if roles inherit differently."""
    if _links(before, agency_id) != _links(after, agency_id):
        yield from product(Resource, Action)
        return
    changed = _in_force(before, agency_id) ^ _in_force(after, agency_id)
    yield from sorted({(row.resource, row.action) for row in changed})


def _links(engine: PolicyEngine, agency_id: AgencyId) -> dict[str, frozenset[str]]:
    own = engine.own_policies(agency_id)
    roles = () if own is None else own.roles
    return {role.name: frozenset(role.inherits) for role in roles}


def _in_force(engine: PolicyEngine, agency_id: AgencyId) -> frozenset[PolicyRow]:
    rules = engine.rules(agency_id)
    return frozenset(rule.row for rule in rules if rule.source is not RuleSource.SUSPENDED)
