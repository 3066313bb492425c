"""Pages: every row once, in either direction, in any order, with ties and missing values."""

from typing import Any

import pytest

from tests.support.reading import COMPOSITES, World

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = """query ($first: Int, $after: String, $last: Int, $before: String,
               $filter: AppraisalFilter, $orderBy: [AppraisalOrder!]) {
  agency(code: "DISHUB") { appraisals(first: $first, after: $after, last: $last, before: $before,
                                      filter: $filter, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { id composite createdAt } } nodes { id } } } }"""
FINAL = {"state": {"eq": "FINAL"}}
ORDERS: list[list[dict[str, str]] | None] = [
    None,
    [{"field": "COMPOSITE"}],
    [{"field": "COMPOSITE", "direction": "DESC"}],
    [{"field": "CREATED_AT"}, {"field": "COMPOSITE", "direction": "DESC"}],
    [{"field": "COMPOSITE", "direction": "DESC"}, {"field": "CREATED_AT"}],
]


async def _page(world: World, **variables: Any) -> dict[str, Any]:
    answer = await world.ask(world.officer, PAGE, **{"filter": FINAL, **variables})
    assert not answer.errors, answer.errors
    assert len(answer.statements) == 1
    page: dict[str, Any] = answer.data["agency"]["appraisals"]
    assert [edge["node"]["id"] for edge in page["edges"]] == [node["id"] for node in page["nodes"]]
    return page


def _ids(page: dict[str, Any]) -> list[str]:
    return [node["id"] for node in page["nodes"]]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 3, 8])
async def test_paging_forward_meets_every_row_once(
    world: World, order: list[dict[str, str]] | None, size: int
) -> None:
    whole = _ids(await _page(world, first=500, orderBy=order))
    assert len(set(whole)) == len(whole) == len(COMPOSITES)

    met: list[str] = []
    after, more = None, True
    while more:
        page = await _page(world, first=size, after=after, orderBy=order)
        assert page["totalCount"] == len(whole)
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        met += _ids(page)
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert met == whole


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 3, 8])
async def test_paging_backward_meets_every_row_once_in_the_same_order(
    world: World, order: list[dict[str, str]] | None, size: int
) -> None:
    whole = _ids(await _page(world, first=500, orderBy=order))

    met: list[str] = []
    before, more = None, True
    while more:
        page = await _page(world, last=size, before=before, orderBy=order)
        assert page["pageInfo"]["hasNextPage"] is (before is not None)
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        met = _ids(page) + met
        before, more = page["pageInfo"]["startCursor"], page["pageInfo"]["hasPreviousPage"]

    assert met == whole


@pytest.mark.parametrize("order", ORDERS)
async def test_every_cursor_cuts_exactly_there(
    world: World, order: list[dict[str, str]] | None
) -> None:
    whole = await _page(world, first=500, orderBy=order)
    ids = _ids(whole)
    for place, edge in enumerate(whole["edges"]):
        after = await _page(world, first=500, after=edge["cursor"], orderBy=order)
        before = await _page(world, first=500, before=edge["cursor"], orderBy=order)
        assert _ids(after) == ids[place + 1 :]
        assert _ids(before) == ids[:place]


async def test_after_and_before_together_give_what_lies_between(world: World) -> None:
    order = [{"field": "COMPOSITE", "direction": "DESC"}]
    whole = await _page(world, first=500, orderBy=order)
    cursors = [edge["cursor"] for edge in whole["edges"]]

    page = await _page(world, first=2, after=cursors[1], before=cursors[6], orderBy=order)

    assert _ids(page) == _ids(whole)[2:4]
    assert page["pageInfo"]["hasNextPage"] is True
    rest = await _page(world, last=2, after=cursors[1], before=cursors[6], orderBy=order)
    assert _ids(rest) == _ids(whole)[4:6]
    assert rest["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": True,
        "startCursor": cursors[4],
        "endCursor": cursors[5],
    }


async def test_rows_without_a_value_come_last_either_way(world: World) -> None:
    up = await _page(world, first=500, orderBy=[{"field": "COMPOSITE"}])
    down = await _page(world, first=500, orderBy=[{"field": "COMPOSITE", "direction": "DESC"}])

    assert [edge["node"]["composite"] for edge in up["edges"]] == [
        "75", "87.25", "90.5", "90.5", "90.5", "110", None, None,
    ]  # fmt: skip
    assert [edge["node"]["composite"] for edge in down["edges"]] == [
        "110", "90.5", "90.5", "90.5", "87.25", "75", None, None,
    ]  # fmt: skip


async def test_a_page_of_none_tells_that_there_is_more(world: World) -> None:
    page = await _page(world, first=0)

    assert page == {
        "totalCount": len(COMPOSITES),
        "pageInfo": {
            "hasNextPage": True,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
        "edges": [],
        "nodes": [],
    }


async def test_a_page_holds_20_rows_unless_told_otherwise(world: World) -> None:
    answer = await world.ask(
        world.officer, '{ agency(code: "DISHUB") { appraisals { totalCount nodes { id } } } }'
    )

    assert answer.data["agency"]["appraisals"]["totalCount"] == 16
    assert len(answer.data["agency"]["appraisals"]["nodes"]) == 16
    assert "LIMIT" in answer.statements[0]


async def test_a_count_alone_reads_no_rows(world: World) -> None:
    answer = await world.ask(
        world.officer, '{ agency(code: "DISHUB") { employees { totalCount } } }'
    )

    assert answer.data["agency"]["employees"] == {"totalCount": 13}
    assert "LIMIT" not in answer.statements[0]


async def test_what_nobody_asks_for_is_not_in_the_statement(world: World) -> None:
    answer = await world.ask(
        world.officer, '{ agency(code: "DISHUB") { employees { nodes { state } } } }'
    )

    statement = answer.statements[0]
    assert "count(" not in statement
    assert "EXISTS" not in statement
    assert "nip" not in statement


@pytest.mark.parametrize(
    ("arguments", "code", "argument"),
    [
        ({"first": -1}, "FIRST_OUT_OF_RANGE", "first"),
        ({"first": 501}, "FIRST_OUT_OF_RANGE", "first"),
        ({"first": 100_000}, "FIRST_OUT_OF_RANGE", "first"),
        ({"last": -1}, "LAST_OUT_OF_RANGE", "last"),
        ({"last": 501}, "LAST_OUT_OF_RANGE", "last"),
        ({"first": 1, "last": 1}, "FIRST_AND_LAST", "last"),
        ({"after": "nonsense"}, "BAD_CURSOR", "after"),
        ({"after": ""}, "BAD_CURSOR", "after"),
        ({"before": "WyJBcHByYWlzYWwiLDIsMV0"}, "BAD_CURSOR", "before"),
        ({"after": "W10"}, "BAD_CURSOR", "after"),
        ({"after": "bnVsbA"}, "BAD_CURSOR", "after"),
    ],
)
async def test_wrong_paging_arguments_are_told_before_the_database_hears_of_them(
    world: World, arguments: dict[str, Any], code: str, argument: str
) -> None:
    answer = await world.ask(world.officer, PAGE, **arguments)

    assert answer.codes == [code]
    assert answer.input_paths == [("agency", "appraisals", argument)]
    assert answer.data == {"agency": None}
    assert answer.statements == []


async def test_a_cursor_holds_for_its_order_its_type_and_its_agency_only(world: World) -> None:
    by_time = await _page(world, first=1, orderBy=[{"field": "CREATED_AT"}])
    cursor = by_time["pageInfo"]["endCursor"]
    elsewhere = """query ($after: String) { agency(code: "DUKCAPIL") {
      appraisals(after: $after, orderBy: [{field: CREATED_AT}]) { nodes { id } } } }"""

    other_order = await world.ask(world.officer, PAGE, after=cursor, filter=FINAL)
    other_agency = await world.ask(world.officer, elsewhere, after=cursor)
    other_type = await world.ask(
        world.officer,
        'query ($after: String) { agency(code: "DISHUB") { employees(after: $after,'
        " orderBy: [{field: CREATED_AT}]) { nodes { id } } } }",
        after=cursor,
    )

    assert [other_order.codes, other_agency.codes, other_type.codes] == [["BAD_CURSOR"]] * 3


async def test_nested_pages_are_cut_for_each_row_of_the_outer_page(world: World) -> None:
    query = """{ agency(code: "DISHUB") { employees(last: 3) { nodes { name
      appraisals(first: 1, orderBy: [{field: CREATED_AT, direction: DESC}]) {
        totalCount nodes { cycle { code } } } } } } }"""
    answer = await world.ask(world.officer, query)

    nodes = answer.data["agency"]["employees"]["nodes"]
    assert [node["name"] for node in nodes] == sorted(node["name"] for node in nodes)
    assert len(answer.statements) == 1
    for node in nodes:
        assert len(node["appraisals"]["nodes"]) == min(1, node["appraisals"]["totalCount"])


async def test_agencies_are_paged_too_though_they_belong_to_nobody(world: World) -> None:
    query = """query ($after: String) { agencies(first: 2, after: $after) { totalCount
      pageInfo { hasNextPage endCursor } nodes { code kind } } }"""
    first = await world.ask(world.officer, query)
    cursor = first.data["agencies"]["pageInfo"]["endCursor"]
    second = await world.ask(world.province, query, agency_id=None, after=cursor)

    assert first.data["agencies"]["totalCount"] == 3
    assert [one["code"] for one in first.data["agencies"]["nodes"]] == ["DISHUB", "DPMPTSP"]
    assert second.data["agencies"]["nodes"] == [{"code": "DUKCAPIL", "kind": "DINAS"}]
    assert len(second.statements) == 1
