"""Small groups are withheld, and nothing that is shown gives one away, however it is put together.

The attacker of these tests has all that the service would tell about a table of people: the groups
of both dimensions, those of each alone, and the total; and solves the equations.
"""

import random
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from sqlalchemy import (
    Integer,
    Select,
    Text,
    column,
    distinct,
    func,
    literal,
    make_url,
    select,
    values,
)
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from kinerja.reads import small_groups
from kinerja.reads.small_groups import withheld_groups
from tests.support.aggregates import Group, Key, determined, grouped
from tests.support.database import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")

SMALLEST = 5
ROUNDS = 40
SPLITS: tuple[tuple[str, ...], ...] = (("unit", "grade"), ("unit",), ("grade",))


class Person(NamedTuple):
    """Somebody, in one group of each dimension; None: without a value there."""

    id: int
    unit: str | None
    grade: str | None


def people(random_: random.Random, *, several: bool = False) -> list[Person]:
    """Return people in some units and grades, few or many in each; or each of them repeatedly."""
    units: list[str | None] = [f"u{n}" for n in range(random_.randint(1, 5))]
    grades: list[str | None] = [f"g{n}" for n in range(random_.randint(1, 4))]
    units += [None] * random_.randint(0, 1)
    weights = [random_.choice((0.2, 1, 4)) for _ in grades]
    found: list[Person] = []
    for unit in units:
        for _ in range(random_.choice((1, 4, 9, 20, 40, 60))):
            grade = random_.choices(grades, weights)[0]
            key = random_.randint(1, 12) if several else len(found)
            found.append(Person(key, unit, grade))
    while len({one.id for one in found}) < SMALLEST:
        found.append(Person(100 + len(found), units[0], grades[0]))
    return found


def _statement(made: Sequence[Person], names: Sequence[str]) -> Select[Any]:
    """Return the groups of a table of people with what is hidden of them."""
    rows = (
        values(column("who", Integer), column("unit", Text), column("grade", Text))
        .data([tuple(one) for one in made])
        .alias("people")
    )
    keys = [rows.c[name].label(f"d{place}") for place, name in enumerate(names)]
    valued = select(rows.c.who, *keys).subquery("valued")
    columns = [valued.c[f"d{place}"] for place in range(len(names))]
    count = func.count(distinct(valued.c.who)).label("people")
    groups = select(*columns, count).group_by(*columns).subquery("grouped")
    margins = {
        key.name: select(key.label("key"), count).group_by(key)
        for key in columns
        if len(columns) > 1
    }
    found = withheld_groups(
        groups, [one.name for one in columns], literal(SMALLEST), rest=None, margins=margins
    )
    return select(found)


async def _hidden(
    connection: AsyncConnection, made: Sequence[Person], *names: str
) -> dict[Key, bool]:
    found = (await connection.execute(_statement(made, names))).all()
    return {tuple(row[: len(names)]): row.hidden for row in found}


async def _shown(connection: AsyncConnection, made: Sequence[Person], *names: str) -> list[Key]:
    hidden = await _hidden(connection, made, *names)
    return [key for key, is_hidden in hidden.items() if not is_hidden]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connection(server: Server) -> AsyncIterator[AsyncConnection]:
    """Return a connection: the tables of people are in the statements themselves."""
    url = make_url(server.administrator_url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url)
    try:
        async with engine.connect() as made:
            yield made
    finally:
        await engine.dispose()


def _small(made: Sequence[Person]) -> set[Key]:
    return {one.key for one in _groups(made, "unit", "grade") if len(one.people) < SMALLEST}


def _groups(made: Sequence[Person], *names: str) -> list[Group]:
    rows: list[Mapping[str, Any]] = [one._asdict() for one in made]
    return grouped(rows, lambda row: tuple(row[name] for name in names), lambda row: row["id"])


def _told(
    every: Sequence[Key], shown: Mapping[tuple[str, ...], Iterable[Key]]
) -> list[frozenset[Key]]:
    """Return the sums that an attacker knows, as sets of the groups of both dimensions."""
    known = [frozenset(every)]  # The total, which is shown of so many people.
    for names, keys in shown.items():
        places = [("unit", "grade").index(name) for name in names]
        known += [
            frozenset(one for one in every if tuple(one[place] for place in places) == key)
            for key in keys
        ]
    return known


def _combinations(made: Sequence[Person]) -> list[Key]:
    """Return all groups that there may be: of those that are empty nothing is told."""
    units = dict.fromkeys(one.unit for one in made)
    return list(product(units, dict.fromkeys(one.grade for one in made)))


async def test_no_small_group_follows_from_all_that_is_shown(connection: AsyncConnection) -> None:
    random_ = random.Random(20_261_124)  # noqa: S311 - made-up people.
    hidden, useful = 0, 0
    for _ in range(ROUNDS):
        made = people(random_)
        shown = {
            names: [
                key for key, gone in (await _hidden(connection, made, *names)).items() if not gone
            ]
            for names in SPLITS
        }
        small = _small(made)
        every = _combinations(made)
        assert not small & set(shown["unit", "grade"])
        assert not small & determined(every, _told(every, shown)), made
        hidden, useful = hidden + len(small), useful + len(shown["unit", "grade"])
    assert hidden > ROUNDS, "without small groups this would prove nothing"
    assert useful > ROUNDS, "what is withheld without need is of no use"


async def test_the_attack_works_where_small_groups_alone_are_hidden() -> None:
    random_ = random.Random(20_261_124)  # noqa: S311 - made-up people.
    found = 0
    for _ in range(ROUNDS):
        made = people(random_)
        shown = {
            names: [one.key for one in _groups(made, *names) if len(one.people) >= SMALLEST]
            for names in SPLITS
        }
        every = [one.key for one in _groups(made, "unit", "grade")]
        found += len(_small(made) & determined(every, _told(every, shown)))
    assert found > ROUNDS / 2


async def test_what_the_passes_leave_open_is_closed_by_showing_nothing(
    connection: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small_groups, "_PASSES", 0)
    random_ = random.Random(5)  # noqa: S311 - made-up people.
    closed = 0
    for _ in range(ROUNDS):
        made = people(random_)
        shown = {names: await _shown(connection, made, *names) for names in SPLITS}
        every = _combinations(made)
        assert not _small(made) & determined(every, _told(every, shown)), made
        closed += not shown["unit", "grade"]
    assert closed > ROUNDS / 4


async def test_each_dimension_alone_gives_no_small_group_away(connection: AsyncConnection) -> None:
    random_ = random.Random(7)  # noqa: S311 - made-up people.
    for _ in range(ROUNDS):
        made = people(random_)
        groups = _groups(made, "unit")
        hidden = await _hidden(connection, made, "unit")
        gone = [len(group.people) for group in groups if hidden[group.key]]
        small = [len(group.people) for group in groups if len(group.people) < SMALLEST]
        assert not small or gone
        if gone and len(made) >= SMALLEST and len(groups) > 1 and max(gone) < SMALLEST:
            # Nothing else was left to hide: together they are the total itself.
            assert len(gone) == len(groups)
        elif gone:
            assert len(gone) > 1 or len(groups) == 1
        if not small:
            assert not gone


async def test_people_who_are_in_several_groups_count_once(connection: AsyncConnection) -> None:
    random_ = random.Random(11)  # noqa: S311 - made-up people.
    for _ in range(ROUNDS):
        made = people(random_, several=True)
        groups = _groups(made, "unit")
        hidden = await _hidden(connection, made, "unit")
        gone = [group for group in groups if hidden[group.key]]
        if any(len(group.people) < SMALLEST for group in groups) and len(gone) < len(groups):
            # Whatever is worked out of the total is about enough different people.
            together = frozenset().union(*(group.people for group in gone))
            assert len(gone) > 1
            assert len(together) >= SMALLEST


async def test_groups_of_nobody_are_shown(connection: AsyncConnection) -> None:
    """Such as changes to settings in the audit trail."""
    made = [Person(n, "u0", None) for n in range(6)]
    statement = _statement(made, ["unit"])
    nobody = _statement([Person(None, "settings", None), *made], ["unit"])  # type: ignore[arg-type]  # no person.

    assert [row.hidden for row in await connection.execute(statement)] == [False]
    assert {row.d0: row.hidden for row in await connection.execute(nobody)} == {
        "settings": False,
        "u0": False,
    }


async def test_the_attacker_would_notice_a_group_that_is_hidden_alone() -> None:
    keys: list[Key] = [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
    margins = [frozenset(keys[:2]), frozenset(keys[2:]), frozenset([keys[0], keys[2]])]
    shown = [frozenset([keys[1]]), frozenset([keys[3]])]

    assert determined(keys, [frozenset(keys), *margins, *shown]) == set(keys)
    assert determined(keys, [frozenset(keys), *margins]) == set()
