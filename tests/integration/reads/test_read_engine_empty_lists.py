"""An empty list explains itself, without telling whether anything is hidden."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from graphql_schema import answers
from kinerja.reads.empty_lists import empty_mark, marked_pages
from policies.agency import AgencyPolicies, OwnRule
from policies.permissions import Action, FieldClass, Relation, Resource, Role
from tenants.session import tenant_session
from tests.support.database import DISHUB
from tests.support.organisation_factories import make_employee
from tests.support.reading import World, gid

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("newcomer")]

#: An employee of the agency with no appraisal and nobody to appraise.
NEWCOMER = UUID(int=77)
APPRAISALS = '{ agency(code: "%s") { appraisals(%s) { totalCount nodes { id } } } }'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def newcomer(world: World) -> None:
    async with tenant_session(world.database.owner, DISHUB) as session:
        await make_employee(session, DISHUB, id=NEWCOMER)


def _empty(answer: Any) -> list[dict[str, Any]]:
    assert not answer.errors, answer.errors
    return list(answer.extensions.get("emptyLists", []))


def _appraisals(code: str = "DISHUB", arguments: str = "first: 5") -> str:
    return APPRAISALS % (code, arguments)


async def test_who_sees_by_relations_is_told_by_which(world: World) -> None:
    answer = await world.ask(NEWCOMER, _appraisals())

    [entry] = _empty(answer)
    assert entry["path"] == ["agency", "appraisals"]
    assert entry["code"] == "NONE_VISIBLE"
    assert entry["message"].startswith(
        "Nothing here is for you to see. You may see this employee's appraisal as the employee"
        " whom it is about, the rater of this employee on this date, the superior of the rater"
    )


async def test_who_can_see_none_is_told_who_can(world: World) -> None:
    answer = await world.ask(UUID(int=9), _appraisals(), scopes=frozenset({"employee:view"}))

    [entry] = _empty(answer)
    assert entry["code"] == "NO_RULE"
    assert entry["message"].startswith("None of these is for you to see. Only the employee whom")
    assert entry["message"].endswith("may see this employee's appraisal.")


async def test_an_empty_list_says_the_same_whether_or_not_rows_are_hidden(world: World) -> None:
    """DISHUB has appraisals that the newcomer may not see; the cycle of nobody has none at all."""
    nobody = gid("Cycle", UUID(int=1))
    hidden = await world.ask(
        NEWCOMER,
        _appraisals(
            arguments=f'filter: {{cycle: {{eq: "{gid("Cycle", world.dishub.cycles[2025])}"}}}}'
        ),
    )
    missing = await world.ask(
        NEWCOMER, _appraisals(arguments=f'filter: {{cycle: {{eq: "{nobody}"}}}}')
    )

    assert hidden.data == missing.data
    assert _empty(hidden) == _empty(missing)
    assert _empty(hidden)[0]["code"] == "NO_MATCH"


async def test_another_agency_is_empty_in_the_words_of_policy_alone(world: World) -> None:
    query = '{ agency(code: "DUKCAPIL") { orgUnits { nodes { id } } } }'

    answer = await world.ask(world.officer, query)

    [entry] = _empty(answer)
    assert entry["code"] == "NO_RULE"


async def test_who_sees_everything_is_told_that_there_is_none(world: World) -> None:
    query = """{ agency(code: "DISHUB") { orgUnits(filter: {code: {eq: "NONE"}}) { nodes { id } }
      orgUnit(code: "%s") { children { edges { node { id } } } } } }"""
    leaf = world.dishub.organisation.branches[0].seksi.code

    answer = await world.ask(world.officer, query % leaf)

    filtered, children = _empty(answer)
    assert filtered["code"] == "NO_MATCH"
    assert filtered["message"] == (
        "Nothing that you may see meets the filter. Policy hides none of these from you."
    )
    assert children["path"] == ["agency", "orgUnit", "children"]
    assert children["code"] == "NONE"
    assert children["message"] == "There is none here. Policy hides none of these from you."


async def test_a_page_behind_the_last_row_says_so(world: World) -> None:
    page = """query ($after: String) { agency(code: "DISHUB") {
      cycles(first: 500, after: $after) { nodes { id } pageInfo { endCursor } } } }"""
    full = await world.ask(world.officer, page)
    end = full.data["agency"]["cycles"]["pageInfo"]["endCursor"]

    answer = await world.ask(world.officer, page, after=end)

    assert not _empty(full)
    [entry] = _empty(answer)
    assert entry["code"] == "BEYOND_CURSOR"


async def test_lists_inside_lists_have_one_entry_by_their_aliases(world: World) -> None:
    query = """{ a: agency(code: "DISHUB") { staff: employees(first: 500) { nodes {
      mine: appraisals { nodes { id } edges { cursor } } } } } }"""
    ratee = world.dishub.organisation.ratee

    answer = await world.ask(ratee, query)

    lists = [one["mine"]["nodes"] for one in answer.data["a"]["staff"]["nodes"]]
    assert sorted(map(len, lists)) == [0] * 13 + [2]
    [entry] = _empty(answer)
    assert entry["path"] == ["a", "staff", "nodes", "mine"]


async def test_the_entry_names_the_list_that_is_empty_and_not_its_neighbour(world: World) -> None:
    query = """{ agency(code: "DISHUB") { one: employees { nodes { id } }
      two: employees(filter: {name: {eq: "Nobody"}}) { nodes { id } } three: cycles { nodes { id } }
      four: cycles(filter: {code: {eq: "none"}}) { nodes { id } } } }"""

    answer = await world.ask(world.officer, query)

    assert [entry["path"] for entry in _empty(answer)] == [["agency", "two"], ["agency", "four"]]


async def test_what_is_not_asked_for_needs_no_reason(world: World) -> None:
    counted = '{ agency(code: "DISHUB") { appraisals { totalCount } } }'

    for query in (_appraisals(arguments="first: 0"), counted):
        answer = await world.ask(NEWCOMER, query)
        assert "emptyLists" not in answer.extensions


async def test_agencies_and_viewer_explain_themselves_too(world: World) -> None:
    agencies = '{ agencies(filter: {code: {eq: "NONE"}}) { nodes { code } } }'
    viewer = "{ viewer { appraisals { nodes { id } } } }"

    found = await world.ask(world.officer, agencies)
    person = await world.ask(NEWCOMER, viewer)
    province = await world.ask(world.province, viewer, agency_id=None)

    assert [one["code"] for one in _empty(found)] == ["NO_MATCH"]
    assert [one["code"] for one in _empty(person)] == ["NONE_VISIBLE"]
    assert [one["code"] for one in _empty(province)] == ["NO_AGENCY"]


async def test_rows_that_a_hidden_field_would_lead_to_are_not_listed(world: World) -> None:
    query = """{ agency(code: "DISHUB") { orgUnits(first: 1) { nodes {
      head { id } employees(withSubunits: true) { totalCount nodes { id } } }  }
      positions(first: 1) { nodes { assignments { totalCount nodes { id } } } } } }"""
    both = frozenset({"employee:view", "org_unit:view"})

    answer = await world.ask(UUID(int=9), query, scopes=both)

    nothing = {"totalCount": 0, "nodes": []}
    assert answer.data["agency"]["orgUnits"]["nodes"] == [{"head": None, "employees": nothing}]
    assert answer.data["agency"]["positions"]["nodes"] == [{"assignments": nothing}]
    assert [entry["code"] for entry in _empty(answer)] == ["FIELD_HIDDEN", "FIELD_HIDDEN"]
    hidden = [(one["path"][-1], one["class"]) for one in answer.extensions["hiddenFields"]]
    assert hidden == [("head", "internal"), ("employees", "internal"), ("assignments", "internal")]


async def test_who_does_not_see_a_value_is_not_told_that_nobody_has_it(world: World) -> None:
    query = """query ($nip: String!) { agency(code: "DISHUB") {
      employees(filter: {nip: {eq: $nip}}) { nodes { id } } } }"""
    people = world.dishub.organisation

    answer = await world.ask(people.ratee, query, nip=people.stranger.nip)
    nobody = await world.ask(people.ratee, query, nip="0")

    assert answer.data == nobody.data
    assert _empty(answer) == _empty(nobody)
    assert _empty(answer)[0]["message"].startswith(
        "Nothing that you may see meets the filter. Where a field is hidden from you, it counts as"
        " having no value. You may see the employees of this agency as "
    )


async def test_who_sees_all_rows_but_not_what_leads_to_them_is_not_told_that_there_is_none(
    world: World,
) -> None:
    """An agency shows colleagues by their status alone, and nobody but oneself in a unit."""
    rule = OwnRule(
        "staff-see-the-status-of-colleagues",
        Role.EMPLOYEE,
        Resource.EMPLOYEE,
        Action.VIEW,
        Relation.STAFF,
        field_classes=frozenset({FieldClass.PUBLIC}),
    )
    own = AgencyPolicies(DISHUB, rows=(rule,), suspended=("staff-see-colleagues",))
    here = replace(world, policies=world.policies.trial(own))
    query = '{ agency(code: "DISHUB") { orgUnit(code: "%s") { employees { nodes { id } } } } }'
    branch = world.dishub.organisation.branches[1]

    answer = await here.ask(world.dishub.organisation.ratee, query % branch.seksi.code)

    assert [entry["code"] for entry in _empty(answer)] == ["NONE_VISIBLE"]


async def test_the_sentence_is_in_the_language_of_the_request(world: World) -> None:

    answer = await world.ask(NEWCOMER, _appraisals(), language="id")

    [entry] = _empty(answer)
    assert entry["message"].startswith(
        "Tidak ada yang boleh Anda lihat di sini. Anda boleh melihat"
    )


async def test_text_of_people_is_never_taken_for_the_mark() -> None:
    assert marked_pages([f'{{"a":[{empty_mark(6)}],"b":[{empty_mark(0)}]}}', "[]"]) == [0, 6]
    # A line feed inside JSON text is written as \n, so only the statement can write the mark.
    assert marked_pages(['{"name":"[\\n ]"}']) == []
    assert answers.ENGINE.statements is not None
