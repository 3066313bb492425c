"""Random organisations, policies, rows and askers, dense enough that both answers are frequent."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from kinerja.kit.ids import AgencyId
from policies.facts import Missing, Organisation, PlainRow
from policies.permissions import Action, Effect, FieldClass, Relation, Resource, Role
from policies.relations import RELATIONS
from policies.snapshot import PolicyRow
from tests.support.policy_draws import (
    AGENCIES,
    DAY,
    PATHS,
    PEOPLE,
    PERIODS,
    TODAY,
    agency,
    organisation,
    perhaps,
)
from tests.support.policy_holdings import Held, roles_held
from tests.support.policy_organisation import key
from tests.support.policy_rows import Row

STATES_USED = ("SELF_REVIEW", "RATER_REVIEW", "DELIVERED", "FINAL")
#: Whoever is this person has, in one shape of the rows, no owner at all.
NOBODY = PEOPLE[0]

#: Overdue for long enough, not quite, not at all, and without a day.
_DUE = (None, *(TODAY - days * DAY for days in (-1, 0, 6, 7, 7, 8, 99)))
#: Relations that look at the row come three times as often: the others hide them.
_RELATIONS = tuple(
    relation
    for relation, definition in RELATIONS.items()
    for _ in range(1 if definition.always or relation is Relation.OTHER else 3)
)
_ROLES = (Role.EMPLOYEE, Role.EMPLOYEE, Role.PERFORMANCE_OFFICER, Role.PROVINCE_HR)


@dataclass(frozen=True)
class Asked:
    """Somebody who asks in one of the agencies, with the roles that are held there today."""

    person: UUID
    agency: AgencyId
    roles: frozenset[str]


@dataclass(frozen=True)
class World:
    """Everything that a decision depends on."""

    organisation: Organisation
    policies: tuple[PolicyRow, ...]
    rows: tuple[Row, ...]
    askers: tuple[Asked, ...]
    holdings: tuple[Held, ...] = ()


@dataclass
class Tally:
    """How often each kind of answer was seen: a test without answers shows nothing."""

    decisions: Counter[str] = field(default_factory=Counter)
    by_relation: Counter[Relation] = field(default_factory=Counter)
    only_ways: Counter[str | None] = field(default_factory=Counter)

    def share(self, kind: str) -> int:
        """Return how many of a hundred decisions were of that kind."""
        return self.decisions[kind] * 100 // max(self.decisions.total(), 1)


def draw_world(random: Random) -> World:
    """Draw an organisation of two agencies, policies over it, and who asks about what."""
    drawn = organisation(random)
    holdings = tuple(_held(random) for _ in range(random.randint(6, 12)))
    return World(
        drawn,
        tuple(_policy(random, number) for number in range(random.randint(5, 8))),
        tuple(_rows(random, drawn)),
        tuple(_asked(random, drawn, holdings) for _ in range(random.randint(2, 3))),
        holdings,
    )


def _rows(random: Random, drawn: Organisation) -> Iterator[Row]:
    """Draw appraisals, some with nobody pinned, many with somebody who has a substitute."""
    passed_on = [one.delegator for one in drawn.delegations]
    held = [one.employee for one in drawn.assignments if one.kind == "DEFINITIF"] * 2
    paths = [one.unit_path for one in drawn.assignments if one.kind != "DEFINITIF"]
    for number in range(10):
        owner = random.choice(PEOPLE)
        raters = [one for one in (*PEOPLE, *passed_on, *held) if one != owner]
        plain = PlainRow(
            agency(random),
            state=random.choice(STATES_USED),
            owner=owner,
            rater=perhaps(random, raters),
            superior=perhaps(random, PEOPLE),
            unit_path=random.choice([*PATHS, *paths]),
            author=perhaps(random, PEOPLE),
            rater_due=random.choice(_DUE),
        )
        name = f"row-{number}"
        author = None if plain.author is Missing.COLUMN else plain.author
        yield Row(name, key(name), plain, author)


def _policy(random: Random, number: int) -> PolicyRow:
    """Draw a policy about seeing appraisals, a quarter of them denies."""
    effect = random.choice([Effect.ALLOW] * 3 + [Effect.DENY])
    states = random.sample(STATES_USED, random.randint(1, 3))
    classes = random.sample(list(FieldClass), random.randint(1, 4))
    return PolicyRow(
        name=f"policy-{number}",
        role=random.choice(_ROLES),
        agency=random.choice([None, None, None, None, *AGENCIES]),
        resource=Resource.APPRAISAL,
        action=Action.VIEW,
        relation=random.choice(_RELATIONS),
        states=None if random.random() < 0.3 else frozenset(states),
        field_classes=frozenset(classes) if effect is Effect.ALLOW else None,
        scope=None,
        effect=effect,
    )


def _held(random: Random) -> Held:
    """Draw who holds a role and when: in an agency, or above all of them."""
    person, valid = random.choice(PEOPLE), random.choice(PERIODS)
    if random.random() < 0.5:
        return Held(None, person, Role.PROVINCE_HR, valid)
    return Held(agency(random), person, Role.PERFORMANCE_OFFICER, valid)


def _asked(random: Random, drawn: Organisation, holdings: tuple[Held, ...]) -> Asked:
    """Draw somebody who asks, often one who stands in for another; each is an employee."""
    delegates = [one.delegate for one in drawn.delegations]
    acting = [one.employee for one in drawn.assignments if one.kind != "DEFINITIF"]
    person = random.choice([*PEOPLE, *delegates, *acting])
    here = agency(random)
    roles = roles_held(holdings, person, agency=here, today=TODAY)
    return Asked(person, here, roles | {Role.EMPLOYEE})


# --- the shapes in which a row may show itself ----------------------------------------------------

_OWNERLESS = {"owner": Missing.COLUMN, "author": Missing.COLUMN}
_UNPINNED = {"rater": Missing.COLUMN, "superior": Missing.COLUMN, "unit_path": Missing.COLUMN}
#: Which columns a kind of row lacks: all pinned; its unit or everything looked up by owner; a
#: unit's own; the agency's own.
SHAPES: dict[str, dict[str, Missing]] = {
    "pinned": {},
    "ownerless sometimes": {},
    "pinned without unit": {"unit_path": Missing.COLUMN, "rater_due": Missing.COLUMN},
    "looked up": {**_UNPINNED},
    "of a unit": {**_OWNERLESS, "rater": Missing.COLUMN, "superior": Missing.COLUMN},
    "of the agency": {**_OWNERLESS, **_UNPINNED},
    "stateless": {"state": Missing.COLUMN},
}
