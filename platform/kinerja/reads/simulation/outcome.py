"""What came out of a simulation: totals, and what changes for whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from policies.permissions import Action, FieldClass, Resource


@dataclass(frozen=True)
class Effect:
    """What changes for one person: numbers of records before and after, gained and lost.

    `field_class` None: the records themselves; else their fields of that class.
    """

    person_id: UUID
    resource: Resource
    action: Action
    field_class: FieldClass | None
    before: int
    after: int
    gained: int
    lost: int


@dataclass(frozen=True)
class Total:
    """The same over all people; records are counted once for each person."""

    resource: Resource
    action: Action
    field_class: FieldClass | None
    people_gaining: int
    people_losing: int
    records_gained: int
    records_lost: int


@dataclass(frozen=True)
class PersonOutcome:
    """All that changes for one person."""

    person_id: UUID
    effects: tuple[Effect, ...]

    @property
    def weight(self) -> int:
        """How much changes: records gained and lost."""
        return sum(effect.gained + effect.lost for effect in self.effects)


@dataclass(frozen=True)
class Outcome:
    """The answer. `uncounted`: resources whose rules change, but which have no records to count."""

    totals: tuple[Total, ...]
    people: tuple[PersonOutcome, ...]
    people_affected: int
    uncounted: tuple[Resource, ...]


def summed(effects: Iterable[Effect], uncounted: Iterable[Resource], *, at_most: int) -> Outcome:
    """Sum up effects; `people` lists `at_most` of those affected, the most affected first."""
    by_matter: defaultdict[tuple[Resource, Action, FieldClass | None], list[Effect]]
    by_matter, by_person = defaultdict(list), defaultdict[UUID, list[Effect]](list)
    for effect in effects:
        by_matter[effect.resource, effect.action, effect.field_class].append(effect)
        by_person[effect.person_id].append(effect)
    people = [PersonOutcome(person, tuple(found)) for person, found in by_person.items()]
    people.sort(key=lambda one: (-one.weight, one.person_id))
    return Outcome(
        totals=tuple(_total(*matter, found) for matter, found in by_matter.items()),
        people=tuple(people[:at_most]),
        people_affected=len(people),
        uncounted=tuple(sorted(set(uncounted))),
    )


def _total(
    resource: Resource, action: Action, field_class: FieldClass | None, effects: list[Effect]
) -> Total:
    return Total(
        resource=resource,
        action=action,
        field_class=field_class,
        people_gaining=sum(effect.gained > 0 for effect in effects),
        people_losing=sum(effect.lost > 0 for effect in effects),
        records_gained=sum(effect.gained for effect in effects),
        records_lost=sum(effect.lost for effect in effects),
    )
