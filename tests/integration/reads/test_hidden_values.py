"""No filter, order or cursor finds a value that policy hides on its row: it counts as none.

For every type of the catalogue, every filter and every order, as several people: the answer is what
the values that the person sees would give, also when asked with the very values that are hidden.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from sqlalchemy import text

from graphql_schema.scalars import read_instant
from kinerja.kit.clock import today
from kinerja.kit.ids import GlobalId, new_id
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.errors import HiddenFieldError
from kinerja.reads.model import Comparable, Custom, Model
from kinerja.reads.plan import Kind
from policies.agency import AgencyPolicies, OwnRule
from policies.identity import Subject, SubjectKind
from policies.permissions import Action, FieldClass, Relation, Resource, Role
from policies.subject import Actor
from tenants.session import tenant_session
from tests.support.database import DISHUB
from tests.support.field_reading import (
    BY_FILTER,
    BY_ORDER,
    SHOWS,
    Page,
    extended,
    forged_cursor,
    given,
    paged_models,
    read_page,
)
from tests.support.reading import World, gid

pytestmark = pytest.mark.asyncio(loop_scope="module")

MODELS = {model.type_name: model for model in paged_models()}
#: What is hidden before delivery: results, decisions and free text of the appraisals of 2026.
UNDELIVERED = """UPDATE appraisals SET composite = 60 + 5 * ranked.place, numeric_grade = 'GOOD',
  official_grade = CASE WHEN ranked.place % 2 = 0 THEN 'GOOD' ELSE 'POOR' END,
  decided_work_rating = 'MEETS_EXPECTATION'
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM appraisals
        WHERE agency_id = :agency AND state = 'RATER_REVIEW') AS ranked
  WHERE appraisals.agency_id = :agency AND appraisals.id = ranked.id"""

#: An agency that shows colleagues by their status alone: then some rows hide even a name.
SECRETIVE = AgencyPolicies(
    DISHUB,
    rows=(
        OwnRule(
            "staff-see-the-status-of-colleagues",
            Role.EMPLOYEE,
            Resource.EMPLOYEE,
            Action.VIEW,
            Relation.STAFF,
            field_classes=frozenset({FieldClass.PUBLIC}),
        ),
    ),
    suspended=("staff-see-colleagues",),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled(world: World) -> World:
    """Return the world with values that are there, and not yet to be seen."""
    async with tenant_session(world.database.owner, DISHUB) as session:
        await session.execute(text(UNDELIVERED), {"agency": DISHUB})
    return world


def people(world: World) -> Iterator[tuple[str, Actor]]:
    """Yield those who see some values and not others."""
    organisation = world.dishub.organisation
    staff = {
        "ratee": organisation.ratee,
        "rater": organisation.rater,
        "superior": organisation.superior,
        "head": organisation.head,
    }
    for name, person in staff.items():
        yield name, _actor(world, person.id, Role.EMPLOYEE)
    staff_actor = _actor(world, organisation.ratee.id, Role.EMPLOYEE)
    yield "officer", _actor(world, world.officer, Role.EMPLOYEE, Role.PERFORMANCE_OFFICER)
    yield "province", _actor(world, world.province, Role.PROVINCE_HR)
    yield "inspectorate", _actor(world, new_id(), Role.INSPECTORATE)
    yield "clerk", replace(staff_actor, policies=world.policies.trial(SECRETIVE))


def _actor(world: World, person: Any, *roles: Role) -> Actor:
    employer = DISHUB if Role.EMPLOYEE in roles else None
    return Actor(
        subject=Subject(person, SubjectKind.PERSON, employer),
        agency_id=DISHUB,
        roles=frozenset(roles),
        today=today(),
        request_id=new_id(),
        policies=world.policies,
    )


class Reading(NamedTuple):
    """One type as one asker reads it: the models, what is seen, and what there is."""

    world: World
    actor: Actor
    model: Model
    bare: Model
    seen: Page
    there: Page

    async def page(
        self, monkeypatch: pytest.MonkeyPatch, *, bare: bool = False, **asked: Any
    ) -> Page:
        model = self.bare if bare else self.model
        monkeypatch.setitem(CATALOGUE, model.type_name, model)
        plain = {name: given(value) for name, value in asked.items()}
        return await read_page(self.world.database, self.actor, model, **plain)

    def hidden(self, name: str) -> list[str]:
        """Return the ids of the rows that hide a value which they have."""
        return [
            id_
            for id_, row in self.there.rows.items()
            if row[name] is not None and self.seen.rows[id_][name] is None
        ]


async def _reading(
    monkeypatch: pytest.MonkeyPatch, world: World, actor: Actor, model: Model
) -> Reading:
    name = model.type_name
    blank = Reading(world, actor, extended(name), extended(name, bare=True), NOTHING, NOTHING)
    there = await blank.page(monkeypatch, bare=True)
    seen = await blank.page(monkeypatch)
    assert set(seen.ids) == set(there.ids)
    return blank._replace(seen=seen, there=there)


NOTHING = Page({}, 0)
Test = Callable[[Any, Any], bool]
#: What each operator does with a value that is seen; null meets none but those that say "not".
OPERATORS: dict[str, Test] = {
    "eq": lambda value, probe: value is not None and value == probe,
    "neq": lambda value, probe: value is None or value != probe,
    "in": lambda value, probe: value is not None and value in probe,
    "nin": lambda value, probe: value is None or value not in probe,
    "lt": lambda value, probe: value is not None and value < probe,
    "lte": lambda value, probe: value is not None and value <= probe,
    "gt": lambda value, probe: value is not None and value > probe,
    "gte": lambda value, probe: value is not None and value >= probe,
    "contains": lambda value, probe: value is not None and probe.lower() in value.lower(),
    "startsWith": lambda value, probe: (
        value is not None and value.lower().startswith(probe.lower())
    ),
}
RANGES, MEMBERS = ("eq", "lt", "lte", "gt", "gte"), ("eq", "neq", "in", "nin")
OF_KIND = {
    Kind.TEXT: ("eq", "neq", "in", "nin", "contains", "startsWith"),
    Kind.CODE: MEMBERS,
    Kind.KEY: MEMBERS,
}


def probes(reading: Reading, name: str, filter_: Comparable) -> Iterator[tuple[str, Any, Any]]:
    """Yield operators with values that are there, plain and as clients give them."""
    values = {row[f"{BY_FILTER}{name}"] for row in reading.there.rows.values()} - {None}
    ordered = sorted(values, key=str)
    for value in {*ordered[:4], *ordered[-4:]}:
        plain = _plain(value, filter_)
        sent = gid(filter_.ids_of, value) if filter_.ids_of else plain
        for operator in OF_KIND.get(filter_.kind, RANGES):
            in_list = operator in ("in", "nin")
            yield operator, [plain] if in_list else plain, [sent] if in_list else sent
            if operator in ("contains", "startsWith") and len(plain) > 3:
                yield operator, plain[:3], plain[:3]


@pytest.mark.parametrize("type_name", MODELS)
async def test_filters_find_what_is_seen_and_nothing_else(
    filled: World, monkeypatch: pytest.MonkeyPatch, type_name: str
) -> None:
    for who, actor in people(filled):
        reading = await _reading(monkeypatch, filled, actor, MODELS[type_name])
        for name, filter_ in reading.model.filters.items():
            if filter_.field_class is FieldClass.PUBLIC and who != "ratee":
                continue  # It is hidden from nobody.
            if isinstance(filter_, Comparable):
                await _compare(monkeypatch, reading, name, filter_)
            else:
                await _custom(monkeypatch, reading, name, filter_)


async def _compare(
    monkeypatch: pytest.MonkeyPatch, reading: Reading, name: str, filter_: Comparable
) -> None:
    field, shows = f"{BY_FILTER}{name}", f"{SHOWS}{filter_.field_class.value}"
    for operator, probe, sent in probes(reading, name, filter_):
        asked = {name: {operator: sent}}
        if await _is_refused(monkeypatch, reading, asked):
            assert not any(row[shows] for row in reading.seen.rows.values())
            continue
        expected = {
            id_
            for id_, row in reading.seen.rows.items()
            if OPERATORS[operator](_plain(row[field], filter_), probe)
        }
        found = await reading.page(monkeypatch, filter=asked)
        others = await reading.page(monkeypatch, filter={"not": asked})
        assert set(found.ids) == expected, (name, operator, probe)
        assert set(others.ids) == set(reading.seen.ids) - expected, (name, operator, probe)
        assert [found.total, others.total] == [len(found.ids), len(others.ids)]


def _plain(value: Any, filter_: Comparable) -> Any:
    """Return a value of JSON as the operators compare it."""
    read: dict[Kind, Callable[[str], Any]] = {
        Kind.DECIMAL: Decimal,
        Kind.DATE: date.fromisoformat,
        Kind.INSTANT: read_instant,
    }
    if value is None or filter_.kind not in read:
        return value
    return read[filter_.kind](value)


async def _is_refused(
    monkeypatch: pytest.MonkeyPatch, reading: Reading, asked: dict[str, Any]
) -> bool:
    try:
        await reading.page(monkeypatch, filter=asked)
    except HiddenFieldError:
        return True
    return False


async def _custom(
    monkeypatch: pytest.MonkeyPatch, reading: Reading, name: str, filter_: Custom
) -> None:
    for value in _values(reading, filter_):
        shows = f"{SHOWS}{filter_.field_class.value}"
        truly = await reading.page(monkeypatch, bare=True, filter={name: value})
        if await _is_refused(monkeypatch, reading, {name: value}):
            continue
        found = await reading.page(monkeypatch, filter={name: value})
        expected = {id_ for id_ in truly.ids if reading.seen.rows[id_][shows]}
        assert set(found.ids) == expected, (name, value)


def _values(reading: Reading, filter_: Custom) -> list[Any]:
    if filter_.ids_of == "OrgUnit":
        place = reading.world.dishub.organisation
        return [gid("OrgUnit", one.id) for one in (place.root, place.branches[0].seksi)]
    if filter_.kind is Kind.BOOLEAN:
        return [True, False]
    assert filter_.kind is Kind.DATE, "say here with which values this filter is to be tried"
    return [today(), today().replace(year=2025)]


@pytest.mark.parametrize("type_name", MODELS)
async def test_orders_and_forged_cursors_follow_what_is_seen(
    filled: World, monkeypatch: pytest.MonkeyPatch, type_name: str
) -> None:
    for _, actor in people(filled):
        reading = await _reading(monkeypatch, filled, actor, MODELS[type_name])
        for name in reading.model.orderings:
            for down in (False, True):
                await _ordered(monkeypatch, reading, name, down=down)


async def _ordered(
    monkeypatch: pytest.MonkeyPatch, reading: Reading, name: str, *, down: bool
) -> None:
    field, order = f"{BY_ORDER}{name}", [{"field": name, "direction": "DESC" if down else "ASC"}]
    try:
        found = await reading.page(monkeypatch, orderBy=order)
    except HiddenFieldError:
        assert not any(row[field] for row in reading.seen.rows.values())
        return
    rows = {id_: row[field] for id_, row in reading.seen.rows.items()}
    assert found.ids == _in_order(rows, down=down), (name, down)
    for id_ in reading.hidden(field)[:4]:
        value = reading.there.rows[id_][field]
        cursor = forged_cursor(
            reading.model,
            reading.actor,
            order=[f"{'-' if down else '+'}{name}"],
            values=[value],
            id_=id_,
        )
        after = await reading.page(monkeypatch, orderBy=order, after=cursor)
        # As if a row stood there that has the value: it says nothing about the row that hides it.
        place = _in_order({**rows, "here": value}, down=down, ids={"here": id_})
        assert after.ids == place[place.index("here") + 1 :], (name, down, value)


def _in_order(rows: dict[str, Any], *, down: bool, ids: dict[str, str] | None = None) -> list[str]:
    """Return ids in the order of their values, those without a value last, ties by the id."""

    def key(id_: str) -> Any:
        return GlobalId.parse((ids or {}).get(id_, id_)).key.int

    valued = sorted((id_ for id_ in rows if rows[id_] is not None), key=key, reverse=down)
    valued.sort(key=lambda id_: rows[id_], reverse=down)
    return [*valued, *sorted((id_ for id_ in rows if rows[id_] is None), key=key, reverse=down)]


async def test_there_are_values_that_some_see_and_others_do_not(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without hidden values the tests above would prove nothing."""
    hidden = set()
    for who, actor in people(filled):
        for model in MODELS.values():
            reading = await _reading(monkeypatch, filled, actor, model)
            kinds = (BY_FILTER, BY_ORDER, SHOWS)
            names = [name for name in reading.model.fields if name.startswith(kinds)]
            hidden |= {(who, name) for name in names if reading.hidden(name)}

    assert ("ratee", "filter_composite") in hidden
    assert ("ratee", "order_COMPOSITE") in hidden
    assert ("ratee", "filter_officialGrade") in hidden
    assert ("officer", "filter_composite") in hidden
    assert ("rater", "filter_nip") in hidden
    assert ("inspectorate", "filter_nip") in hidden
    assert ("clerk", "filter_name") in hidden
    assert ("clerk", "shows_internal") in hidden
