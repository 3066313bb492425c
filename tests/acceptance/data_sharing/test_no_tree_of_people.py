"""A client that knows people by pseudonyms is not told who stands where, or who rates whom."""

from typing import Any

import pytest

from tests.support.clients import Client
from tests.support.reading import gid
from tests.support.sharing_desk import PEOPLE, SharingDesk

LINES = """{ agency(code: "DISHUB") { employees { nodes {
  position { id } orgUnit { id } rater { id } ratees { nodes { id } }
  assignments { nodes { kind periodStart periodEnd position { id } orgUnit { id } } }
  reportingLines { nodes { kind periodStart periodEnd rater { id } superior { id } } }
} } orgUnits { nodes {
  head { id } employees { nodes { id } } appraisals { totalCount nodes { id } }
  positions { nodes { assignments { nodes { id } } } }
} } } }"""


def told(value: object) -> list[object]:
    """Return every value that stands at the end of an answer."""
    if isinstance(value, dict):
        return [end for one in value.values() for end in told(one)]
    if isinstance(value, list):
        return [end for one in value for end in told(one)]
    return [] if value in (None, 0) else [value]


async def reader(desk: SharingDesk, *scopes: str) -> Client:
    tool = await desk.tool(*scopes)
    await desk.shared(*scopes)
    return tool


async def test_a_client_sees_neither_places_nor_lines(desk: SharingDesk) -> None:
    answer = await (await reader(desk, *PEOPLE)).query(LINES)

    assert answer.errors == []
    assert len(answer.data["agency"]["employees"]["nodes"]) > 10
    assert any(
        one["reportingLines"]["nodes"] for one in answer.data["agency"]["employees"]["nodes"]
    )
    assert told(answer.data) == []
    # What is hidden is there, for those who work with it.
    assert len(told((await desk.head.query(LINES)).data)) > 100


@pytest.mark.parametrize(
    "condition",
    [{"rater": {"eq": None}}, {"kind": {"eq": "LINE"}}, {"activeOn": "2026-01-01"}],
)
async def test_no_filter_of_lines_tells_it_either(
    desk: SharingDesk, condition: dict[str, Any]
) -> None:
    if "rater" in condition:
        condition = {"rater": {"eq": gid("Employee", desk.world.dishub.organisation.rater.id)}}
    query = """query ($filter: ReportingLineFilter) { agency(code: "DISHUB") { employees { nodes {
      reportingLines(filter: $filter) { totalCount } } } } }"""

    answer = await (await reader(desk, *PEOPLE)).query(query, {"filter": condition})

    assert answer.codes == ["FIELD_HIDDEN"]
    assert (await desk.head.query(query, {"filter": condition})).errors == []
