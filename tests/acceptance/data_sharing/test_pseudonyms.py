"""A client without `asn.identity:read` knows people by pseudonyms of its own, everywhere."""

import base64
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from kinerja.kit.ids import GlobalId
from kinerja.kit.pseudonyms import real_id
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.reading import gid
from tests.support.sharing_desk import PEOPLE, SharingDesk, found, pages

EMPLOYEES = """
query ($first: Int, $after: String, $orderBy: [EmployeeOrder!]) { agency(code: "DISHUB") {
  employees(first: $first, after: $after, orderBy: $orderBy) {
    totalCount edges { cursor node { id createdAt } } pageInfo { hasNextPage endCursor }
} } }
"""
BACKWARD = """
query ($last: Int, $before: String) { agency(code: "DISHUB") {
  employees(last: $last, before: $before) {
    nodes { id } pageInfo { hasPreviousPage startCursor }
} } }
"""
WAY = ("agency", "employees")


async def reader(desk: SharingDesk, *scopes: str, name: str = "Dasbor uji") -> Client:
    """Return a program to which Dishub grants these scopes."""
    tool = await desk.tool(*scopes, name=name)
    await desk.shared(*scopes, name=name)
    return tool


async def two_readers(desk: SharingDesk) -> list[Client]:
    return [await reader(desk, *PEOPLE, name=name) for name in ("Satu", "Dua")]


async def everybody(who: Client, *, size: int = 500, **variables: Any) -> list[str]:
    """Return the ids of all employees, in the order of the pages."""
    return [
        edge["node"]["id"]
        async for answer in pages(who, EMPLOYEES, *WAY, size=size, **variables)
        for edge in found(answer, *WAY)["edges"]
    ]


def keys(ids: Sequence[str]) -> set[UUID]:
    return {GlobalId.parse(one).key for one in ids}


async def test_two_clients_and_a_person_have_no_id_of_an_employee_in_common(
    desk: SharingDesk,
) -> None:
    one, two = [keys(await everybody(tool)) for tool in await two_readers(desk)]
    real = keys(await everybody(desk.head))

    assert len(one) == len(two) == len(real) > 10
    assert one.isdisjoint(two)
    assert real.isdisjoint(one | two)


async def test_the_ids_of_one_client_stay_the_same(desk: SharingDesk) -> None:
    tool = await reader(desk, *PEOPLE)
    before = await everybody(tool)
    renewed = desk.client.with_token(await desk.client.api_token(*PEOPLE))

    assert await everybody(tool) == before
    assert await everybody(renewed) == before


async def test_what_is_about_nobody_has_the_same_id_for_all(desk: SharingDesk) -> None:
    query = (
        '{ agency(code: "DISHUB") { id cycles { nodes { id frameworkVersion { id } } }'
        " orgUnits { nodes { id } } } }"
    )
    scopes = (*PEOPLE, "framework:view")
    answers = [
        (await who.query(query)).data
        for who in (desk.head, await reader(desk, *scopes), await reader(desk, *scopes, name="B"))
    ]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("size", [1, 3, 500])
async def test_pages_of_any_size_give_every_row_once(desk: SharingDesk, size: int) -> None:
    tool = await reader(desk, *PEOPLE)
    real = keys(await everybody(desk.head))
    for order in (None, [{"field": "CREATED_AT", "direction": "DESC"}]):
        ids = await everybody(tool, size=size, orderBy=order)
        assert len(ids) == len(set(ids)) == len(real)


async def test_pages_backwards_are_those_forwards(desk: SharingDesk) -> None:
    tool = await reader(desk, *PEOPLE)
    ids: list[str] = []
    before, more = None, True
    while more:
        answer = await tool.query(BACKWARD, {"last": 3, "before": before})
        page = found(answer, *WAY)
        ids = [one["id"] for one in page["nodes"]] + ids
        before, more = page["pageInfo"]["startCursor"], page["pageInfo"]["hasPreviousPage"]
    assert ids == await everybody(tool)


async def test_the_order_of_rows_tells_clients_nothing_in_common(desk: SharingDesk) -> None:
    """Rows in the order of their real ids could be put together by their places."""
    orders = []
    for name, tool in zip(("Satu", "Dua"), await two_readers(desk), strict=True):
        key = await desk.pseudonym_key(name)
        shown = [GlobalId.parse(one).key for one in await everybody(tool)]
        orders.append([real_id(key, one) for one in shown])
    first, second = orders
    assert set(first) == set(second)
    assert first != second
    assert sorted(first) not in orders


async def test_cursors_carry_pseudonyms_and_no_instant(desk: SharingDesk) -> None:
    tool = await reader(desk, *PEOPLE)
    variables = {"first": 500, "orderBy": [{"field": "CREATED_AT"}]}
    answer = await tool.query(EMPLOYEES, variables)
    for edge in found(answer, *WAY)["edges"]:
        padded = edge["cursor"] + "=" * (-len(edge["cursor"]) % 4)
        name, agency, instant, key = json.loads(base64.urlsafe_b64decode(padded))
        assert (name, agency) == ("Employee+CREATED_AT", DISHUB)
        assert UUID(key) == GlobalId.parse(edge["node"]["id"]).key
        assert instant == edge["node"]["createdAt"]
        assert instant.endswith("T00:00:00.000000Z")


async def test_a_cursor_of_another_client_gives_no_more_than_some_other_page(
    desk: SharingDesk,
) -> None:
    one, two = await two_readers(desk)
    foreign = (await two.query(EMPLOYEES, {"first": 1})).data["agency"]["employees"]["pageInfo"]
    given = await one.query(EMPLOYEES, {"first": 500, "after": foreign["endCursor"]})
    ids = {edge["node"]["id"] for edge in found(given, *WAY)["edges"]}
    assert ids <= set(await everybody(one))


NODE = "query ($id: ID!) { node(id: $id) { id __typename } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"


async def test_a_pseudonym_leads_back_to_its_row_for_its_own_client_alone(
    desk: SharingDesk,
) -> None:
    one, two = await two_readers(desk)
    own = await everybody(one)
    real = await everybody(desk.head)

    for given in own:
        answer = await one.query(NODE, {"id": given})
        assert answer.data["node"] == {"id": given, "__typename": "Employee"}
    several = [*own[:3], real[0], own[0]]
    answer = await one.query(NODES, {"ids": several})
    assert answer.data["nodes"] == [{"id": key} for key in own[:3]] + [None, {"id": own[0]}]

    for stranger, ids in ((two, own), (desk.head, own), (one, real)):
        answer = await stranger.query(NODES, {"ids": ids})
        assert answer.data["nodes"] == [None] * len(ids)
        assert not answer.errors


APPRAISALS = """
query ($filter: AppraisalFilter) { agency(code: "DISHUB") {
  appraisals(first: 500, filter: $filter) { nodes { id
    ratee { id } rater { id } superior { id } assignment { id employee { id } }
    scores { nodes { id scorer { id } appraisal { id ratee { id } } } } } } } }
"""


async def test_edges_lead_to_the_same_pseudonyms_and_filters_take_them(desk: SharingDesk) -> None:
    tool = await reader(desk, *PEOPLE)
    staff = set(await everybody(tool))
    appraisals = (await tool.query(APPRAISALS)).data["agency"]["appraisals"]["nodes"]

    assert len(appraisals) == len(desk.world.dishub.appraisals[2025])
    for one in appraisals:
        assert {one["ratee"]["id"], one["rater"]["id"], one["superior"]["id"]} <= staff
        assert one["assignment"]["employee"]["id"] == one["ratee"]["id"]
        for score in one["scores"]["nodes"]:
            assert score["scorer"]["id"] == one["rater"]["id"]
            assert score["appraisal"] == {"id": one["id"], "ratee": one["ratee"]}
        same = await tool.query(APPRAISALS, {"filter": {"ratee": {"eq": one["ratee"]["id"]}}})
        assert same.data["agency"]["appraisals"]["nodes"] == [one]
    raters = sorted({one["rater"]["id"] for one in appraisals})
    several = await tool.query(APPRAISALS, {"filter": {"rater": {"in": raters}}})
    assert several.data["agency"]["appraisals"]["nodes"] == appraisals


async def test_filters_find_nobody_by_a_real_id_or_a_foreign_pseudonym(desk: SharingDesk) -> None:
    one, two = await two_readers(desk)
    ratee = desk.world.dishub.organisation.ratee.id
    for given in (gid("Employee", ratee), (await everybody(two))[0]):
        for condition in ({"eq": given}, {"in": [given]}):
            answer = await one.query(APPRAISALS, {"filter": {"ratee": condition}})
            assert answer.data["agency"]["appraisals"]["nodes"] == []


WHY = "query ($id: ID!) { whyCan(id: $id, action: VIEW) { allowed code rule } }"


async def test_explanations_take_pseudonyms(desk: SharingDesk) -> None:
    one, two = await two_readers(desk)
    own = (await everybody(one))[0]
    allowed = {"allowed": True, "code": "ALLOWED", "rule": "client-sees-pseudonyms"}
    unknown = {"allowed": False, "code": "NOT_FOUND_OR_HIDDEN", "rule": None}
    assert (await one.query(WHY, {"id": own})).data["whyCan"] == allowed
    real = gid("Employee", desk.world.dishub.organisation.ratee.id)
    for who, given in ((two, own), (one, real)):
        assert (await who.query(WHY, {"id": given})).data["whyCan"] == unknown


async def test_who_may_know_people_gets_their_ids(desk: SharingDesk) -> None:
    tool = await reader(desk, *PEOPLE, "asn.identity:read")
    assert keys(await everybody(tool)) == keys(await everybody(desk.head))
    query = '{ agency(code: "DISHUB") { employees { nodes { nip createdAt } } } }'
    nodes = (await tool.query(query)).data["agency"]["employees"]["nodes"]
    assert all(one["nip"] for one in nodes)
    assert not all(one["createdAt"].endswith("T00:00:00.000000Z") for one in nodes)


async def test_who_may_know_people_and_who_may_not_share_no_statement(desk: SharingDesk) -> None:
    """The scope for appraisals gives both the same rows by the same rules; only the ids differ."""
    query = '{ agency(code: "DISHUB") { appraisals(first: 7) { nodes { id } } } }'
    known = await reader(desk, *PEOPLE, "asn.identity:read", name="Penggajian")
    unknown = await reader(desk, *PEOPLE)
    real = {gid("Appraisal", key) for key in desk.world.dishub.appraisals[2025]}
    for _ in range(2):
        for who, sees in ((known, True), (unknown, False)):
            nodes = (await who.query(query)).data["agency"]["appraisals"]["nodes"]
            assert [one["id"] in real for one in nodes] == [sees] * 7


async def test_the_identity_scope_of_a_token_is_nothing_without_the_agencys(
    desk: SharingDesk,
) -> None:
    tool = await desk.tool(*PEOPLE, "asn.identity:read")
    await desk.shared(*PEOPLE)
    assert keys(await everybody(tool)).isdisjoint(keys(await everybody(desk.head)))


async def test_a_result_hash_that_would_tell_who_is_hidden_and_named(desk: SharingDesk) -> None:
    query = '{ agency(code: "DISHUB") { appraisals { nodes { resultHash finalisedAt } } } }'
    tool = await reader(desk, *PEOPLE)
    answer = await tool.query(query)
    for one in answer.data["agency"]["appraisals"]["nodes"]:
        assert one["resultHash"] is None
        assert one["finalisedAt"] == "2026-01-15T00:00:00.000000Z"
    hidden = [one["path"] for one in answer.body["extensions"]["hiddenFields"]]
    assert ["agency", "appraisals", "nodes", "resultHash"] in hidden

    known = await reader(desk, *PEOPLE, "asn.identity:read", name="Penggajian")
    shown = (await known.query(query)).data["agency"]["appraisals"]["nodes"]
    assert {one["resultHash"] for one in shown} == {"f" * 64}
