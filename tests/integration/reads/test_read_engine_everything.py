"""Everything that the schema offers can be asked: each field, edge, filter, operator and order.

The queries are made from the schema itself, so that a new field is tried without a new test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)
from sqlalchemy import Uuid, literal, select

from kinerja.kit.ids import AgencyId, GlobalId, new_id
from kinerja.reads.catalogue import CATALOGUE, NODE_TYPES
from kinerja.reads.identifiers import id_text, id_values
from kinerja.reads.model import Many
from tests.support.reading import Answer, World, full_schema, gid
from tests.support.reading_everything import SEEN_BY_INSPECTORS, add_everything

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCHEMA = full_schema()._schema  # noqa: SLF001 - graphql-core's own schema.
PAGED = [
    (model.type_name, name, edge.target)
    for model in CATALOGUE.values()
    for name, edge in model.edges.items()
    if edge.many is Many.PAGE and model.type_name == "Agency"
] + [
    ("Framework", "versions", "FrameworkVersion"),
    ("Appraisal", "scores", "Score"),
    ("Employee", "assignments", "Assignment"),
    ("Employee", "reportingLines", "ReportingLine"),
    ("Query", "agencies", "AgencySummary"),
]


@dataclass(frozen=True)
class Asking:
    """The world with rows of every type, and who sees them: the officer or an inspector."""

    world: World
    inspector: UUID

    async def about(self, target: str, query: str, **variables: Any) -> Answer:
        """Ask as somebody who sees rows of that type."""
        if target in SEEN_BY_INSPECTORS:
            return await self.world.ask(self.inspector, query, **variables)
        return await self.world.ask(self.world.officer, query, **variables)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asking(world: World) -> Asking:
    return Asking(world, await add_everything(world))


def reading(answer: Answer) -> list[str]:
    """Return the statements of a read, but for the account of it."""
    return [one for one in answer.statements if not one.startswith("INSERT INTO access_events")]


async def test_every_field_of_every_type_can_be_read(asking: Asking) -> None:
    for name in NODE_TYPES:
        query = f"query ($id: ID!) {{ node(id: $id) {{ ... on {name} {{ {_all(name)} }} }} }}"
        key = await _some_id(asking, name)

        answer = await asking.about(name, query, id=key)

        assert not answer.errors, (name, answer.errors)
        node = answer.data["node"]
        assert node["id"] == key
        assert list(node) == [selected.split()[0].split("(")[0] for selected in _selected(name)]
        assert len(reading(answer)) == 1


async def test_every_field_of_what_is_no_node_can_be_read(world: World) -> None:
    viewer = await world.ask(world.officer, f"{{ viewer {{ {_all('Viewer')} }} }}")
    results = await world.ask(
        world.officer,
        f"query ($id: ID!) {{ node(id: $id) {{ ... on Appraisal {{"
        f" results {{ {_all('NodeResult')} }} }} }} }}",
        id=gid("Appraisal", world.dishub.appraisals[2025][0]),
    )

    assert not viewer.errors
    assert not results.errors
    assert len(results.data["node"]["results"]) == 3


@pytest.mark.parametrize(("parent", "edge", "target"), PAGED)
async def test_every_operator_of_every_filter_can_be_used(
    asking: Asking, parent: str, edge: str, target: str
) -> None:
    given = SCHEMA.get_type(f"{target}Filter")
    assert isinstance(given, GraphQLInputObjectType)
    query = _page_query(parent, edge, f"$filter: {target}Filter", "filter: $filter", "totalCount")

    for name, field in given.fields.items():
        for value in _values(target, name, field.type):
            variables: dict[str, Any] = {"filter": {name: value}}
            if parent != "Query":
                variables["id"] = await _some_id(asking, parent)
            answer = await asking.about(target, query, **variables)
            assert not answer.errors, (name, value, answer.errors)


@pytest.mark.parametrize(("parent", "edge", "target"), PAGED)
async def test_every_order_can_be_paged_in_both_directions(
    asking: Asking, parent: str, edge: str, target: str
) -> None:
    page = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor }"
    arguments = "first: $first, last: $last, after: $after, before: $before, orderBy: $orderBy"
    query = _page_query(
        parent,
        edge,
        f"$first: Int, $last: Int, $after: String, $before: String, $orderBy: [{target}Order!]",
        arguments,
        page,
    )
    variables: dict[str, Any] = {}
    if parent != "Query":
        variables["id"] = await _some_id(asking, parent)

    async def ask(**more: Any) -> Any:
        answer = await asking.about(target, query, **variables, **more)
        assert not answer.errors, answer.errors
        found = answer.data["agencies"] if parent == "Query" else answer.data["node"][edge]
        return [one["cursor"] for one in found["edges"]], found["pageInfo"]

    for name in CATALOGUE[target].orderings:
        for direction in ("ASC", "DESC"):
            order = [{"field": name, "direction": direction}]
            whole, _ = await ask(first=500, orderBy=order)
            assert whole, (parent, edge)
            following, _ = await ask(first=500, after=whole[0], orderBy=order)
            preceding, _ = await ask(last=500, before=whole[-1], orderBy=order)
            assert following == whole[1:]
            assert preceding == whole[:-1]


async def test_the_database_writes_ids_as_python_does(world: World) -> None:
    """For every type, and agencies of one to ten digits: the alignment of base64 changes."""
    async with world.database.application.connect() as connection:
        for name in NODE_TYPES:
            for digits in range(10):
                agency = AgencyId(10**digits)
                key = new_id()
                written = await connection.scalar(
                    select(id_text(name, literal(key, Uuid()))), id_values(name, agency)
                )
                assert written == str(GlobalId(name, agency, key))
                assert GlobalId.parse(written) == GlobalId(name, agency, key)


def _all(name: str) -> str:
    return " ".join(_selected(name))


def _selected(name: str) -> list[str]:
    type_ = SCHEMA.get_type(name)
    assert isinstance(type_, GraphQLObjectType)
    return [_with_selection(key, field, parent=name) for key, field in type_.fields.items()]


def _with_selection(name: str, field: GraphQLField, *, parent: str) -> str:
    values = {
        # An argument that names an object names another one of the same type: `diff(against:)`.
        "ID!": f'"{gid(parent, new_id())}"',
        "String!": '"main"',
        "Int!": "1",
        "Boolean!": "true",
    }
    required = [
        f"{key}: {values[str(argument.type)]}"
        for key, argument in field.args.items()
        if isinstance(argument.type, GraphQLNonNull)
    ]
    call = f"{name}({', '.join(required)})" if required else name
    target = get_named_type(field.type)
    if is_leaf_type(target):
        return call
    if target.name.endswith("Connection"):
        return f"{call} {{ __typename totalCount nodes {{ __typename }} }}"
    return f"{call} {{ __typename }}"


def _page_query(parent: str, edge: str, declared: str, arguments: str, page: str) -> str:
    field = f"{edge}({arguments}) {{ {page} }}"
    if parent == "Query":
        return f"query ({declared}) {{ {field} }}"
    return f"query ($id: ID!, {declared}) {{ node(id: $id) {{ ... on {parent} {{ {field} }} }} }}"


def _values(target: str, name: str, type_: GraphQLInputType) -> Iterator[Any]:
    """Yield a value for each way in which one field of a filter can be used."""
    inner = get_nullable_type(type_)
    if isinstance(inner, GraphQLList):
        yield [{}]
    elif isinstance(inner, GraphQLInputObjectType):
        if inner.name.endswith("Filter"):
            yield {}
            return
        for operator, member in inner.fields.items():
            if isinstance(get_named_type(member.type), GraphQLInputObjectType):
                yield {operator: {}}
                continue
            nullable = get_nullable_type(member.type)
            single = _value(target, name, get_named_type(member.type))
            yield {operator: [single, single] if isinstance(nullable, GraphQLList) else single}
    else:
        yield _value(target, name, inner)


def _value(target: str, name: str, type_: Any) -> Any:
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if type_.name == "ID":
        return gid(CATALOGUE[target].filters[name].ids_of or "", new_id())
    samples = {
        "String": "a%_\\'\"",
        "Int": 1,
        "Decimal": "1.5",
        "Date": "2026-02-28",
        "Boolean": True,
        "DateTime": "2026-02-28T01:02:03Z",
    }
    return samples[type_.name]


async def _some_id(asking: Asking, name: str) -> str:
    """Return the id of an object of the type that the officer, or an inspector, sees."""
    world = asking.world
    ratee = gid("Employee", world.dishub.organisation.ratee.id)
    ways = {
        "Agency": 'agency(code: "DISHUB") { id }',
        "AgencySummary": "agencies(first: 1) { nodes { id } }",
        "OrgUnit": 'agency(code: "DISHUB") { orgUnits(first: 1) { nodes { id } } }',
        "Position": 'agency(code: "DISHUB") { positions(first: 1) { nodes { id } } }',
        "Cycle": 'agency(code: "DISHUB") { cycles(first: 1) { nodes { id } } }',
        "Framework": 'agency(code: "DISHUB") { frameworks(first: 1) { nodes { id } } }',
        "FrameworkVersion": _under_version("id"),
        "Component": _under_version("components { id }"),
        "Indicator": _under_version("indicators { id }"),
        "Employee": f'node(id: "{ratee}") {{ id }}',
        "Assignment": _under_employee(ratee, "assignments"),
        "ReportingLine": _under_employee(ratee, "reportingLines"),
        "Appraisal": f'node(id: "{gid("Appraisal", world.dishub.appraisals[2025][0])}") {{ id }}',
        "Score": f'node(id: "{gid("Appraisal", world.dishub.appraisals[2025][0])}")'
        " { ... on Appraisal { scores(first: 1) { nodes { id } } } }",
        "PolicyVersion": _under_agency("policyVersions"),
        "RoleAssignment": _under_agency("roleAssignments"),
        "DataSharingGrant": _under_agency("dataSharingGrants"),
        "InspectionCase": _under_agency("cases"),
        "Objection": _under_agency("objections"),
        "OrgPerformance": _under_agency("orgPerformances"),
        "PerformancePlan": _under_agency("performancePlans"),
        "WorkResult": 'agency(code: "DISHUB") { performancePlans(first: 1)'
        " { nodes { workResults { id } } } }",
        "DevelopmentAction": _under_agency("developmentActions"),
        "Feedback": _under_agency("feedback"),
        "DataRequest": _under_agency("dataRequests"),
        "LegalHold": _under_agency("legalHolds"),
        "Delegation": _under_agency("delegations"),
        "AuditEvent": _under_agency("auditEvents"),
        "AccessEvent": _under_agency("accessEvents"),
        "Survey": _under_agency("surveys"),
        "SurveyLink": 'agency(code: "DISHUB") { surveys(filter: {state: {eq: OPEN}})'
        " { nodes { links { id } } } }",
        "SurveyResult": _under_agency("surveyResults"),
        "Complaint": _under_agency("complaints"),
        "ComplaintMetric": _under_agency("complaintMetrics"),
    }
    answer = await asking.about(name, f"{{ {ways[name]} }}")
    assert not answer.errors, answer.errors
    return _first_id(answer.data)


def _under_version(selection: str) -> str:
    return (
        'agency(code: "DISHUB") { framework(code: "main") { version(number: 1)'
        f" {{ {selection} }} }} }}"
    )


def _under_agency(edge: str) -> str:
    return f'agency(code: "DISHUB") {{ {edge}(first: 1) {{ nodes {{ id }} }} }}'


def _under_employee(key: str, edge: str) -> str:
    return f'node(id: "{key}") {{ ... on Employee {{ {edge}(first: 1) {{ nodes {{ id }} }} }} }}'


def _first_id(value: Any) -> str:
    while not isinstance(value, str):
        value = value[0] if isinstance(value, list) else next(iter(value.values()))
    return value
