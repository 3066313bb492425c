"""Random policies of an agency over random organisations, and a third opinion on every decision."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from kinerja.kit.errors import KinerjaErrorGroup
from kinerja.kit.ids import AgencyId
from policies.agency import AgencyPolicies, OwnRole, OwnRule
from policies.facts import Organisation, PlainRow
from policies.guardrails import guardrails
from policies.identity import Asker, effective_roles
from policies.permissions import Action, Effect, FieldClass, Relation, Resource, Role
from policies.relations import RELATIONS
from policies.snapshot import PolicyRow
from policies.subject import Actor
from tests.support.policy_worlds import STATES_USED

ACTIONS = (Action.VIEW, Action.SCORE, Action.DECIDE)
#: `level_0` inherits the officer's role through others, `plain_0` only another own role.
ROLES = (
    OwnRole("level_0", "", ("level_1",)),
    OwnRole("level_1", "", ("level_2", "plain_1")),
    OwnRole("level_2", "", ("performance_officer",)),
    OwnRole("plain_0", "", ("plain_1",)),
    OwnRole("plain_1"),
)
_NAMED = (*(role.name for role in ROLES), Role.EMPLOYEE.value, Role.PERFORMANCE_OFFICER.value)
_ABOUT = [
    rail
    for rail in guardrails().by_matter.values()
    if rail.resource is Resource.APPRAISAL and rail.action in ACTIONS
]


@dataclass
class Seen:
    """How often what matters was seen: a test without it shows nothing."""

    counts: Counter[str] = field(default_factory=Counter)


def draw_accepted(random: Random, agency_id: AgencyId) -> AgencyPolicies:
    """Draw policies about appraisals that the guardrails let pass."""
    rules = tuple(
        rule
        for number in range(random.randint(8, 14))
        if _passes(rule := _rule(random, f"own-{number}"))
    )
    about = {
        row.name
        for row in guardrails().baseline.rows
        if row.resource is Resource.APPRAISAL and row.name in guardrails().suspendable
    }
    suspended = tuple(sorted(random.sample(sorted(about), random.randint(0, len(about)))))
    return AgencyPolicies(agency_id, ROLES, rules, suspended)


def _passes(rule: OwnRule) -> bool:
    try:
        guardrails().check(AgencyPolicies(AgencyId(1), ROLES, (rule,)))
    except KinerjaErrorGroup:
        return False
    return True


def _rule(random: Random, name: str) -> OwnRule:
    """Draw a rule from a guardrail, and often change it to what may lie beyond."""
    rail = random.choice(_ABOUT)
    ceiling = random.choice(rail.within)
    relation: str = random.choice(sorted(ceiling.relations))
    states = ceiling.states or frozenset(random.sample(STATES_USED, random.randint(1, 4)))
    classes = ceiling.field_classes or frozenset(FieldClass)
    rule = OwnRule(
        name,
        random.choice(_NAMED),
        rail.resource,
        rail.action,
        relation,
        states,
        frozenset(random.sample(sorted(classes), random.randint(1, len(classes)))),
    )
    if random.random() < 0.3:
        rule = replace(rule, relation=random.choice(list(Relation)).value)
    if random.random() < 0.2:
        rule = replace(rule, states=None)
    return rule


@dataclass(frozen=True)
class Opinion:
    """What follows from the rows of policy alone, with neither Casbin nor SQL."""

    allows: tuple[PolicyRow, ...]
    denies: tuple[PolicyRow, ...]

    @property
    def is_allowed(self) -> bool:
        """Whether some rule allows and none denies."""
        return bool(self.allows) and not self.denies


def opinion(
    actor: Actor, own: AgencyPolicies, action: Action, *, row: PlainRow, world: Organisation
) -> Opinion:
    """Apply every rule of the agency to one appraisal, one by one."""
    if row.agency != actor.agency_id:
        return Opinion((), ())
    applying = [
        rule
        for rule in _in_force(own)
        if (rule.resource, rule.action) == (Resource.APPRAISAL, action)
        and rule.role in _roles(actor, own)
        and (rule.states is None or row.state in rule.states)
        and RELATIONS[rule.relation].plain(row, actor, world)
    ]
    return Opinion(
        tuple(rule for rule in applying if rule.effect is Effect.ALLOW),
        tuple(rule for rule in applying if rule.effect is Effect.DENY),
    )


def _in_force(own: AgencyPolicies) -> Iterator[PolicyRow]:
    """Yield the baseline without what is suspended (never a deny), then the agency's own."""
    for row in guardrails().baseline.rows:
        if row.effect is Effect.DENY or row.name not in own.suspended:
            yield row
    yield from (rule.row(own.agency_id) for rule in own.rows)


def _roles(asker: Asker, own: AgencyPolicies) -> frozenset[str]:
    held = effective_roles(asker, frozenset(own.inherits))
    return frozenset[str]().union(*(own.lineage(role) for role in held))
