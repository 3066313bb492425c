"""The shape of statements: the agency at every level, nothing twice, values as parameters only."""

import re
from collections import Counter
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.dialects import postgresql

from kinerja.domains.registry import metadata
from kinerja.kit.ids import AgencyId
from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.model import Edge, Many, Model
from kinerja.reads.plan import Object
from kinerja.reads.planning import Planner
from kinerja.reads.selection import InputObject, Selection, Value
from kinerja.reads.statement import StatementBuilder
from policies.engine import PolicyEngine
from policies.identity import Subject, SubjectKind
from policies.permissions import Role
from policies.subject import Actor

AGENCY = AgencyId(7)
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
    statement = builder.one(plan)
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own.
    return str(statement.compile(dialect=dialect))


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
        # The id of a framework version in agency 7.
        return "RnJhbWV3b3JrVmVyc2lvbjo3OjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMQ"
    return 1 if name == "number" else "x"


@pytest.mark.parametrize("roles", ROLES, ids=["employee", "officer"])
@pytest.mark.parametrize("model", CATALOGUE.values(), ids=lambda model: model.type_name)
def test_every_level_names_the_agency_itself(model: Model, roles: frozenset[Role]) -> None:
    if model.agency is None:
        return
    selection = Selection("root", "root", on=((model.type_name, _everything(model)),))

    statement = sql(model.type_name, selection, roles)

    tables = Counter(re.findall(r"(?:FROM|JOIN) ([a-z_]+)(?: AS (\w+))?", statement))
    assert tables.total() > len(model.edges)
    for (table, alias), times in tables.items():
        if table not in metadata.tables:  # A subquery under a name.
            continue
        column = "id" if table == "agencies" else "agency_id"
        named = re.findall(rf"\b{alias or table}\.{column} = ", statement)
        assert len(named) >= times, (table, alias, statement)


def test_values_are_parameters_and_never_text() -> None:
    text = "'; DROP TABLE scores; --"
    given = InputObject((("name", InputObject((("eq", text), ("contains", text)))),))
    selection = page("Employee", Selection("name", "name"), key="employees", filter=given)

    statement = sql("Agency", Selection("agency", "agency", on=(("Agency", (selection,)),)))

    assert "DROP" not in statement
    assert "%(p1)s" in statement


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
