"""Random policies over every kind of row: who sees which rows, and which of their fields."""

from random import Random

from policies.permissions import STATES, Action, Effect, FieldClass, Relation, Resource, Role
from policies.relations import RELATIONS
from policies.snapshot import PolicyRow, PolicySnapshot

#: What everybody who asks has: policies for them bear on all.
_ROLES = (Role.AUTHENTICATED, Role.AUTHENTICATED, Role.EMPLOYEE, Role.API_CLIENT, Role.API_CLIENT)
_ALWAYS = [one for one, how in RELATIONS.items() if how.always]
_LOOKING = [one for one, how in RELATIONS.items() if not how.always]


def draw_rules(random: Random) -> PolicySnapshot:
    """Draw policies by which most see something of most resources, and hardly anybody all."""
    rows = [
        _policy(random, resource, number)
        for resource in Resource
        for number in range(random.randint(2, 5))
    ]
    return PolicySnapshot("drawn", tuple(rows))


def _policy(random: Random, resource: Resource, number: int) -> PolicyRow:
    effect = Effect.DENY if number > 2 and random.random() < 0.3 else Effect.ALLOW
    is_wide = effect is Effect.ALLOW and random.random() < 0.5
    relation: Relation = random.choice(_ALWAYS if is_wide else _LOOKING)
    states = sorted(STATES[resource])
    some_states = random.sample(states, random.randint(1, len(states))) if states else []
    classes = random.sample(list(FieldClass), random.randint(1, 4))
    return PolicyRow(
        name=f"{resource.value.replace('_', '-')}-{number}",
        role=random.choice(_ROLES),
        agency=None,
        resource=resource,
        action=Action.VIEW,
        relation=relation,
        states=frozenset(some_states) if some_states and random.random() < 0.4 else None,
        field_classes=frozenset(classes) if effect is Effect.ALLOW else None,
        scope=None,
        effect=effect,
    )
