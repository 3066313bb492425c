"""Random organisations of two agencies: units, posts, lines, delegations and cases, all dated.

Everything is drawn evenly from one seed. Hypothesis's own strategies repeat what they drew before;
whoever stands in for somebody who is the rater of somebody else then hardly ever appears.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from kinerja.kit.ids import AgencyId
from policies.facts import (
    Organisation,
    Period,
    PlainAssignment,
    PlainCase,
    PlainDelegation,
    PlainLine,
    PlainUnit,
)
from tests.support.policy_organisation import key

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
#: Both agencies hold the same keys and the same paths: only the agency tells them apart.
AGENCIES = (AgencyId(1), AgencyId(2))
PEOPLE = tuple(key("person", number) for number in range(4))
POSITIONS = tuple(key("position", number) for number in range(4))
#: Twins that a comparison of text, of patterns or of letter case would take for one another.
PATHS = ("R", "R.A", "R.A.B", "R.AA", "R.AA.C", "R.A_", "R.a", "R.a.D")

#: More than half of them hold today; the others miss it by a day, at either end.
PERIODS = (
    Period(),
    Period(),
    Period(TODAY, None),
    Period(TODAY, TODAY + DAY),
    Period(None, TODAY + DAY),
    Period(None, TODAY),
    Period(TODAY - DAY, TODAY),
    Period(TODAY + DAY, None),
)
_BOUNDED = (
    Period(TODAY, TODAY + DAY),
    Period(TODAY - 9 * DAY, TODAY + 9 * DAY),
    Period(TODAY - DAY, TODAY + DAY),
    Period(TODAY - DAY, TODAY),
    Period(TODAY + DAY, TODAY + 2 * DAY),
)
#: Somebody in office, somebody who left, somebody who comes.
_OFFICES = (
    Period(TODAY - 9 * DAY, None),
    Period(TODAY - 9 * DAY, None),
    Period(TODAY - 9 * DAY, TODAY + DAY),
    Period(TODAY - 9 * DAY, TODAY),
    Period(TODAY - 9 * DAY, TODAY - DAY),
    Period(TODAY + DAY, None),
)
#: Every appraisal names an assignment; these two count for nobody any more.
_LONG_PAST = tuple(
    PlainAssignment(
        agency, PEOPLE[0], POSITIONS[0], PATHS[0], Period(None, date(2001, 1, 1)), "PLT"
    )
    for agency in AGENCIES
)

Thing = TypeVar("Thing")


def agency(random: Random) -> AgencyId:
    """Draw an agency, mostly the first."""
    return AGENCIES[0] if random.random() < 0.8 else AGENCIES[1]


def perhaps(random: Random, choices: Sequence[Thing]) -> Thing | None:
    """Draw nothing in a quarter of the cases."""
    return random.choice(choices) if random.random() < 0.75 else None


def organisation(random: Random) -> Organisation:
    """Draw an organisation that the database would take: one definitive post, one line a person."""
    posts: list[PlainAssignment] = []
    lines: list[PlainLine] = []
    for position in POSITIONS[:3]:
        acting, line = _acting(random, position)
        posts += acting
        lines.append(line)
    posts += [_assignment(random) for _ in range(random.randint(2, 5))]
    lines += [_line(random) for _ in range(random.randint(4, 8))]
    delegations = [*_delegations(random), *_delegations(random)]
    return Organisation(
        tuple(_units(random)),
        (*_LONG_PAST, *_apart(posts, _one_post)),
        tuple(_apart(lines, _one_line)),
        tuple(_apart(delegations, _one_pair)),
        tuple(_case(random) for _ in range(random.randint(1, 4))),
    )


def _units(random: Random) -> Iterator[PlainUnit]:
    """Draw the units of both agencies; the same position may head several."""
    for one in AGENCIES:
        for path in PATHS:
            yield PlainUnit(one, path, perhaps(random, POSITIONS))


def _assignment(random: Random) -> PlainAssignment:
    """Draw who holds which position, where, how and when."""
    return PlainAssignment(
        agency(random),
        random.choice(PEOPLE),
        random.choice(POSITIONS),
        random.choice(PATHS),
        random.choice(PERIODS),
        random.choice(["DEFINITIF", "PLT", "PLH"]),
    )


def _acting(random: Random, position: UUID) -> tuple[list[PlainAssignment], PlainLine]:
    """Draw an acting official, two who hold, held or will hold the position, and a ratee."""
    deputy, holder, other, ratee = random.sample(PEOPLE, 4)
    here, path = agency(random), random.choice(["R", "R", "R", "R", "R.A", *PATHS])
    kind, when = random.choice(["PLT", "PLH"]), random.choice(PERIODS)
    posts = [
        PlainAssignment(here, deputy, position, path, when, kind),
        PlainAssignment(here, ratee, POSITIONS[3], path, random.choice(PERIODS), "PLH"),
    ]
    offices = (random.choice(_OFFICES), Period(None, TODAY - 9 * DAY))
    for person, office in zip((holder, other), offices, strict=True):
        posts.append(PlainAssignment(here, person, position, path, office, "DEFINITIF"))
    line_kind = random.choice(["LINE", "TEAM"])
    return posts, PlainLine(here, ratee, holder, other, line_kind, random.choice(PERIODS))


def _line(random: Random) -> PlainLine:
    """Draw who appraises whom; the database holds that nobody appraises himself."""
    ratee, *others = random.sample(PEOPLE, len(PEOPLE))
    return PlainLine(
        agency(random),
        ratee,
        others[0],
        perhaps(random, others),
        random.choice(["LINE", "DELEGATED", "TEAM"]),
        random.choice(PERIODS),
    )


def _delegations(random: Random) -> Iterator[PlainDelegation]:
    """Draw two in a row: what was passed on to the second must not reach the third."""
    first, second, third = random.sample(PEOPLE, 3)
    here = agency(random)
    for pair in ((first, second), (second, third)):
        yield PlainDelegation(here, *pair, random.choice(_BOUNDED))


def _case(random: Random) -> PlainCase:
    return PlainCase(agency(random), random.choice(PEOPLE), random.choice(_BOUNDED))


def _one_post(term: PlainAssignment) -> object:
    return (term.agency, term.employee) if term.kind == "DEFINITIF" else None


def _one_line(line: PlainLine) -> object:
    return (line.agency, line.ratee) if line.kind == "LINE" else None


def _one_pair(one: PlainDelegation) -> object:
    return (one.agency, one.delegator, one.delegate)


Dated = TypeVar("Dated", PlainAssignment, PlainLine, PlainDelegation)


def _apart(drawn: Iterable[Dated], of_whom: Callable[[Dated], object]) -> Iterator[Dated]:
    """Leave out what would overlap with something earlier of the same name; None is no name."""
    kept: list[tuple[object, Period]] = []
    for one in drawn:
        name = of_whom(one)
        taken = [valid for other, valid in kept if name is not None and other == name]
        if not any(_overlap(one.valid, valid) for valid in taken):
            kept.append((name, one.valid))
            yield one


def _overlap(one: Period, other: Period) -> bool:
    begins = max(one.start or date.min, other.start or date.min)
    return begins < min(one.end or date.max, other.end or date.max)
