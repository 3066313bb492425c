"""The shape of statements: the agency at every level, nothing twice, values as parameters only."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Boolean, Date, Text, Uuid, bindparam, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from kinerja.domains.registry import metadata
from kinerja.kit.ids import AgencyId, GlobalId
from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.levels import ME
from kinerja.reads.model import Custom, Edge, Many, Model, Row
from kinerja.reads.plan import Kind, Object
from kinerja.reads.planning import Planner
from kinerja.reads.selection import InputObject, Selection, Value
from kinerja.reads.statement import StatementBuilder
from policies.engine import PolicyEngine
from policies.identity import Subject, SubjectKind
from policies.permissions import Role
from policies.relations import AGENCY as POLICY_AGENCY
from policies.subject import Actor

AGENCY = AgencyId(7)
#: Tables whose rows belong to no agency.
OF_NO_AGENCY = {"api_clients"}
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own.
TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.KEY: Uuid(),
    Kind.BOOLEAN: Boolean(),
    Kind.DATE: Date(),
    Kind.TEXT: Text(),
}
POLICIES = PolicyEngine.load()
ROLES = [frozenset({Role.EMPLOYEE}), frozenset({Role.EMPLOYEE, Role.PERFORMANCE_OFFICER})]


def actor(roles: frozenset[Role] = ROLES[0]) -> Actor:
    subject = Subject(UUID(int=1), SubjectKind.PERSON, AGENCY)
    today = date(2026, 11, 24)
    return Actor(subject, AGENCY, frozenset(roles), today, UUID(int=2), POLICIES)


def page(type_name: str, *fields: Selection, key: str = "page", **arguments: Value) -> Selection:
    nodes = Selection("nodes", "nodes", on=((type_name, fields),))
    below = (Selection("totalCount", "totalCount"), nodes)
    return Selection(key, key, tuple(arguments.items()), ((f"{type_name}Connection", below),))


def sql(type_name: str, selection: Selection, roles: frozenset[Role] = ROLES[0]) -> str:
    access = Access(actor(roles))
    plan = Planner(Arguments(AGENCY), access).object(CATALOGUE[type_name], selection, ())
    return _compiled(StatementBuilder(access), plan)


def _compiled(builder: StatementBuilder, plan: Object) -> str:
    return str(builder.one(plan).compile(dialect=DIALECT))


def _everything(model: Model) -> tuple[Selection, ...]:
    """Select every field, and through every edge the first field of its target."""
    leaves = tuple(Selection(name, name) for name in model.fields)
    return leaves + tuple(_follow(name, edge) for name, edge in model.edges.items())


def _follow(name: str, edge: Edge) -> Selection:
    target = CATALOGUE[edge.target]
    first = Selection("x", next(iter(target.fields)))
    arguments = tuple((given, _sample(given, kind)) for given, kind in edge.arguments.items())
    if edge.many is Many.PAGE:
        nodes = Selection("nodes", "nodes", on=((edge.target, (first,)),))
        below = (Selection("totalCount", "totalCount"), nodes)
        return Selection(name, name, arguments, ((f"{edge.target}Connection", below),))
    return Selection(name, name, arguments, ((edge.target, (first,)),))


def _sample(name: str, kind: object) -> Value:
    if isinstance(kind, str):
        return str(GlobalId(kind, AGENCY, UUID(int=1)))
    return 1 if name == "number" else "x"


@pytest.mark.parametrize("roles", ROLES, ids=["employee", "officer"])
@pytest.mark.parametrize("model", CATALOGUE.values(), ids=lambda model: model.type_name)
def test_every_level_names_the_agency_itself(model: Model, roles: frozenset[Role]) -> None:
    if model.agency is None or model.key not in model.table.c:
        return  # Never the root of a statement.
    selection = Selection("root", "root", on=((model.type_name, _everything(model)),))

    statement = sql(model.type_name, selection, roles)

    read = [table for level in _levels(statement) for table in _tables(level)]
    assert len(read) > len(model.edges)
    assert _unbound(statement) == []


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=lambda model: model.type_name)
def test_filters_and_orders_name_the_agency_in_their_subqueries(model: Model) -> None:
    row = Row("t1", model.table)
    given = [
        field.holds(row, ME, bindparam("p1", None, TYPES[field.kind]))
        if isinstance(field, Custom)
        else field.sql(row, ME)
        for field in model.filters.values()
    ]
    given += [ordering.sql(row, ME) for ordering in model.orderings.values()]

    assert [_unbound(str(select(one).compile(dialect=DIALECT))) for one in given] == [
        [] for _ in given
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM scores AS later WHERE later.agency_id = t1.agency_id",
        "SELECT (SELECT 1 FROM scores) FROM scores WHERE scores.HERE",
        "SELECT 1 FROM scores AS a JOIN scores AS b ON (a.id = b.id) WHERE (a.HERE)",
        "SELECT 1 FROM scores AS a WHERE a.HERE UNION ALL SELECT 1 FROM scores AS a",
    ],
)
def test_a_level_that_leans_on_another_one_is_noticed(statement: str) -> None:
    bound = f"agency_id = %({POLICY_AGENCY})s"

    assert len(_unbound(statement.replace("HERE", bound))) == 1


def _levels(statement: str) -> list[str]:
    """Return the text of each SELECT without the SELECTs inside it; other parentheses stay."""
    levels = [""]
    open_ones: list[int | None] = []
    here = 0
    without_words = re.sub("'[^']*'", "''", statement)
    for token in re.findall(r"\(\s*(?:SELECT|WITH)\b|%\(\w+\)s|[()]|[^()%]+|%", without_words):
        if token.startswith("("):
            open_ones.append(None if token == "(" else here)
            if token != "(":
                levels.append("")
                here = len(levels) - 1
        elif token == ")":
            back = open_ones.pop()
            here = here if back is None else back
        levels[here] += token
    return [part for level in levels for part in re.split(r"\bUNION(?: ALL)?\b", level)]


def _tables(level: str) -> list[tuple[str, str]]:
    """Return the stored tables that a level reads, with the names by which it knows them."""
    read = re.findall(r"(?:FROM|JOIN|,) ([a-z_]+)(?: AS (\w+))?(?= |\n|\)|,|$)", level)
    return [(table, alias or table) for table, alias in read if table in metadata.tables]


def _unbound(statement: str) -> list[tuple[str, str, str]]:
    """Return every stored table of agencies whose own level doesn't bind it to the agency.

    What is granted to nobody is read by nobody: of such a level nothing is left but `false`.
    """
    return [
        (table, name, level)
        for level in _levels(statement)
        for table, name in _tables(level)
        if table not in OF_NO_AGENCY
        and not re.search(r"WHERE false(?! (?:OR|AND)\b)", level)
        and f"{name}.{'id' if table == 'agencies' else 'agency_id'} = %({POLICY_AGENCY})s"
        not in level
    ]


def test_values_are_parameters_and_never_text() -> None:
    text = "'; DROP TABLE scores; --"
    given = InputObject((("name", InputObject((("eq", text), ("contains", text)))),))
    selection = page("Employee", Selection("name", "name"), key="employees", filter=given)

    statement = sql("Agency", Selection("agency", "agency", on=(("Agency", (selection,)),)))

    assert "DROP" not in statement
    assert "%(p0_1)s" in statement


def test_equal_shapes_give_equal_plans_whatever_the_values() -> None:
    def plan(text: str, first: int) -> object:
        given = InputObject((("name", InputObject((("eq", text),))),))
        selection = page(
            "Employee", Selection("n", "name"), key="employees", filter=given, first=first
        )
        planner = Planner(Arguments(AGENCY), Access(actor()))
        root = Selection("agency", "agency", on=(("Agency", (selection,)),))
        return planner.object(CATALOGUE["Agency"], root, ())

    assert plan("a", 1) == plan("b", 2)
    assert hash(plan("a", 1)) == hash(plan("b", 2))


def test_only_the_columns_that_are_used_leave_the_table() -> None:
    selection = page("Employee", Selection("n", "state"), key="employees")

    statement = sql("Agency", Selection("agency", "agency", on=(("Agency", (selection,)),)))

    assert "SELECT t2.state AS state \nFROM employees AS t2" in statement


def test_a_long_object_is_one_expression_without_function_arguments() -> None:
    fields = tuple(Selection(f"k{number}", "code") for number in range(500))

    statement = sql("Agency", Selection("agency", "agency", on=(("Agency", fields),)))

    assert statement.count(" || t1.code") == 500
    assert "json_build_object" not in statement
