"""Random organisations, policies, rows and askers, dense enough that both answers are frequent."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from kinerja.kit.ids import AgencyId
from policies.facts import (
    Missing,
    Organisation,
    Period,
    PlainAssignment,
    PlainLine,
    PlainRow,
    PlainUnit,
)
from policies.permissions import Action, Effect, FieldClass, Relation, Resource, Role
from policies.relations import RELATIONS
from policies.snapshot import PolicyRow
from tests.support.policy_organisation import key
from tests.support.policy_rows import Row

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
#: Both agencies hold the same keys and the same paths: only the agency tells them apart.
AGENCIES = (AgencyId(1), AgencyId(2))
PEOPLE = tuple(key("person", number) for number in range(4))
POSITIONS = tuple(key("position", number) for number in range(4))
#: Twins that a comparison of text, of patterns or of letter case would take for one another.
PATHS = ("R", "R.A", "R.A.B", "R.AA", "R.AA.C", "R.A_", "r", "r.a")
STATES_USED = ("SELF_REVIEW", "RATER_REVIEW", "DELIVERED", "FINAL")
#: Whoever is this person has, in one shape of the rows, no owner at all.
NOBODY = PEOPLE[0]

_PERIODS = (
    Period(),
    Period(),
    Period(TODAY, None),
    Period(TODAY, TODAY + DAY),
    Period(None, TODAY + DAY),
    Period(None, TODAY),
    Period(TODAY - DAY, TODAY),
    Period(TODAY + DAY, None),
)
#: Every appraisal names an assignment; these two count for nobody any more.
_LONG_PAST = tuple(
    PlainAssignment(agency, PEOPLE[0], POSITIONS[0], PATHS[0], Period(None, date(2001, 1, 1)))
    for agency in AGENCIES
)
#: Relations that look at the row come three times as often: the others hide them.
_RELATIONS = tuple(
    relation
    for relation, definition in RELATIONS.items()
    for _ in range(1 if definition.always or relation is Relation.OTHER else 3)
)
_ROLES = (Role.EMPLOYEE, Role.EMPLOYEE, Role.PERFORMANCE_OFFICER, Role.PROVINCE_HR)


@dataclass(frozen=True)
class Asked:
    """Somebody who asks in one of the agencies."""

    person: UUID
    agency: AgencyId
    roles: frozenset[Role]


@dataclass(frozen=True)
class World:
    """Everything that a decision depends on."""

    organisation: Organisation
    policies: tuple[PolicyRow, ...]
    rows: tuple[Row, ...]
    askers: tuple[Asked, ...]


@dataclass
class Tally:
    """How often each kind of answer was seen: a test without answers shows nothing."""

    decisions: Counter[str] = field(default_factory=Counter)
    by_relation: Counter[Relation] = field(default_factory=Counter)

    def share(self, kind: str) -> int:
        """Return how many of a hundred decisions were of that kind."""
        return self.decisions[kind] * 100 // max(self.decisions.total(), 1)


def _people() -> st.SearchStrategy[UUID]:
    return st.sampled_from(PEOPLE)


def _agencies() -> st.SearchStrategy[AgencyId]:
    return st.sampled_from([AGENCIES[0], AGENCIES[0], AGENCIES[0], AGENCIES[1]])


def _perhaps(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy, strategy)


@st.composite
def units(draw: st.DrawFn) -> tuple[PlainUnit, ...]:
    """Draw the units of both agencies; the same position may head several."""
    heads = st.sampled_from([*POSITIONS, *POSITIONS, None])
    return tuple(PlainUnit(agency, path, draw(heads)) for agency in AGENCIES for path in PATHS)


@st.composite
def assignments(draw: st.DrawFn) -> PlainAssignment:
    """Draw who holds which position, where and when."""
    return PlainAssignment(
        draw(_agencies()),
        draw(_people()),
        draw(st.sampled_from(POSITIONS)),
        draw(st.sampled_from(PATHS)),
        draw(st.sampled_from(_PERIODS)),
    )


@st.composite
def lines(draw: st.DrawFn) -> PlainLine:
    """Draw who appraises whom; the database holds that nobody appraises himself."""
    ratee = draw(_people())
    others = st.sampled_from([person for person in PEOPLE if person != ratee])
    return PlainLine(
        draw(_agencies()),
        ratee,
        draw(others),
        draw(_perhaps(others)),
        draw(st.sampled_from(["LINE", "DELEGATED", "DELEGATED", "TEAM"])),
        draw(st.sampled_from(_PERIODS)),
    )


def _one_line_each(drawn: list[PlainLine]) -> tuple[PlainLine, ...]:
    seen: set[tuple[int, UUID]] = set()
    kept = []
    for line in drawn:
        if line.kind == "LINE" and (line.agency, line.ratee) in seen:
            continue
        seen.update({(line.agency, line.ratee)} if line.kind == "LINE" else ())
        kept.append(line)
    return tuple(kept)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Row, ...]:
    """Draw appraisals, some of them with nobody pinned."""
    drawn = []
    for number in range(10):
        owner = draw(_people())
        others = st.sampled_from([person for person in PEOPLE if person != owner])
        plain = PlainRow(
            draw(_agencies()),
            state=draw(st.sampled_from(STATES_USED)),
            owner=owner,
            rater=draw(_perhaps(others)),
            superior=draw(_perhaps(_people())),
            unit_path=draw(st.sampled_from(PATHS)),
            author=draw(_perhaps(_people())),
        )
        name = f"row-{number}"
        author = None if plain.author is Missing.COLUMN else plain.author
        drawn.append(Row(name, key(name), plain, author))
    return tuple(drawn)


@st.composite
def policies(draw: st.DrawFn) -> tuple[PolicyRow, ...]:
    """Draw policies about seeing appraisals, a quarter of them denies."""
    drawn = []
    for number in range(draw(st.integers(5, 8))):
        effect = draw(st.sampled_from([Effect.ALLOW] * 3 + [Effect.DENY]))
        states = draw(_perhaps(st.sets(st.sampled_from(STATES_USED), min_size=1)))
        classes = draw(st.sets(st.sampled_from(list(FieldClass)), min_size=1))
        drawn.append(
            PolicyRow(
                name=f"policy-{number}",
                role=draw(st.sampled_from(_ROLES)),
                agency=draw(st.sampled_from([None, None, None, None, *AGENCIES])),
                resource=Resource.APPRAISAL,
                action=Action.VIEW,
                relation=draw(st.sampled_from(_RELATIONS)),
                states=None if states is None else frozenset(states),
                field_classes=frozenset(classes) if effect is Effect.ALLOW else None,
                scope=None,
                effect=effect,
            )
        )
    return tuple(drawn)


@st.composite
def askers(draw: st.DrawFn) -> Asked:
    """Draw somebody who asks, nearly always an employee."""
    roles = draw(st.sets(st.sampled_from(_ROLES))) | {Role.EMPLOYEE}
    return Asked(draw(_people()), draw(_agencies()), frozenset(roles))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw an organisation of two agencies, policies over it, and who asks about what."""
    drawn_lines = draw(st.lists(lines(), min_size=4, max_size=10))
    terms = draw(st.lists(assignments(), min_size=6, max_size=12))
    organisation = Organisation(draw(units()), (*_LONG_PAST, *terms), _one_line_each(drawn_lines))
    return World(
        organisation,
        draw(policies()),
        draw(rows()),
        tuple(draw(st.lists(askers(), min_size=2, max_size=3))),
    )


# --- the shapes in which a row may show itself ----------------------------------------------------

_OWNERLESS = {"owner": Missing.COLUMN, "author": Missing.COLUMN}
_UNPINNED = {"rater": Missing.COLUMN, "superior": Missing.COLUMN, "unit_path": Missing.COLUMN}
#: Which columns a kind of row lacks: all pinned; looked up by owner; a unit's; the agency's own.
SHAPES: dict[str, dict[str, Missing]] = {
    "pinned": {},
    "ownerless sometimes": {},
    "looked up": {**_UNPINNED},
    "of a unit": {**_OWNERLESS, "rater": Missing.COLUMN, "superior": Missing.COLUMN},
    "of the agency": {**_OWNERLESS, **_UNPINNED},
    "stateless": {"state": Missing.COLUMN},
}
