"""Nested pages in both directions, and objects found again by the ids in them."""

import pytest

from tests.support.query_desk import QueryDesk

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_pages_inside_pages_go_forward_and_backward_by_their_own_cursors(
    reader: QueryDesk,
) -> None:
    document = """query ($outer: String, $inner: String) { agency(code: "DISHUB") {
      cycles(last: 1, before: $outer) { edges { cursor node { code
        appraisals(first: 2, after: $inner, orderBy: [{field: CREATED_AT, direction: DESC}]) {
          pageInfo { hasPreviousPage hasNextPage endCursor } nodes { id } } } } } } }"""

    first = (await reader.data(document))["agency"]["cycles"]["edges"]
    page = first[0]["node"]["appraisals"]
    second = await reader.data(document, inner=page["pageInfo"]["endCursor"])
    earlier = await reader.data(document, outer=first[0]["cursor"])

    following = second["agency"]["cycles"]["edges"][0]["node"]["appraisals"]
    assert (page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]) == (False, True)
    assert following["pageInfo"]["hasPreviousPage"]
    assert not {one["id"] for one in page["nodes"]} & {one["id"] for one in following["nodes"]}
    codes = [data["agency"]["cycles"]["edges"][0]["node"]["code"] for data in (second, earlier)]
    assert codes == ["c2026", "c2025"]


async def test_one_page_in_two_orders_and_two_sizes_stands_under_two_aliases(
    reader: QueryDesk,
) -> None:
    data = await reader.data("""{ agency(code: "DISHUB") {
      up: employees(first: 3, orderBy: [{field: NAME}]) { nodes { name } }
      down: employees(last: 3, orderBy: [{field: NAME, direction: DESC}]) { nodes { name } } } }""")

    up, down = ([one["name"] for one in data["agency"][key]["nodes"]] for key in ("up", "down"))
    assert up == down[::-1] == sorted(up)


async def test_what_a_page_lists_is_found_again_by_its_ids(reader: QueryDesk) -> None:
    data = await reader.data("""{ agency(code: "DISHUB") { id
      orgUnits(first: 2) { nodes { id code } } appraisals(first: 2) { nodes { id } } } }""")
    agency = data["agency"]
    ids = [
        agency["id"],
        *(one["id"] for one in agency["appraisals"]["nodes"]),
        *(one["id"] for one in agency["orgUnits"]["nodes"]),
    ]

    found = await reader.data(
        """query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename
          ... on OrgUnit { code agency { id } }
          ... on Appraisal { orgUnit { agency { id } } } } }""",
        ids=ids,
    )

    assert [one["id"] for one in found["nodes"]] == ids
    assert found["nodes"][3]["code"] == agency["orgUnits"]["nodes"][0]["code"]
    assert found["nodes"][3]["agency"] == {"id": agency["id"]}
    assert found["nodes"][1]["orgUnit"]["agency"] == {"id": agency["id"]}


async def test_from_one_employee_and_back_along_every_edge(reader: QueryDesk) -> None:
    data = await reader.data("""{ agency(code: "DISHUB") { employees(first: 1) { nodes { name
      assignments(first: 1) { nodes { employee { name } position { assignments(first: 1) {
        nodes { employee { name assignments(last: 1) { totalCount } } } } } } } } } } }""")

    (person,) = data["agency"]["employees"]["nodes"]
    (term,) = person["assignments"]["nodes"]
    (holder,) = term["position"]["assignments"]["nodes"]
    assert term["employee"]["name"] == person["name"]
    assert holder["employee"] == {"name": person["name"], "assignments": {"totalCount": 1}}
