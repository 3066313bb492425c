"""Specific personal data (UU 27/2022 Pasal 4): hidden from everybody whom no rule names for it.

No stored field holds such data yet, so the tests make the NIP one for their time.
"""

from dataclasses import replace

import pytest

from kinerja.reads.catalogue import CATALOGUE
from policies.agency import AgencyPolicies, OwnRule
from policies.permissions import Action, Effect, FieldClass, Relation, Resource, Role
from policies.snapshot import PolicySnapshot
from tests.support.database import DISHUB
from tests.support.reading import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

SPECIFIC = FieldClass.SPECIFIC
NIPS = '{ agency(code: "DISHUB") { employees(first: 500) { nodes { id nip } } } }'
BY_NIP = """query ($nip: String!) { agency(code: "DISHUB") {
  employees(filter: {nip: {eq: $nip}}) { totalCount } } }"""


@pytest.fixture
def _specific_nip(monkeypatch: pytest.MonkeyPatch) -> None:
    model = CATALOGUE["Employee"]
    fields = {**model.fields, "nip": replace(model.fields["nip"], field_class=SPECIFIC)}
    filters = {**model.filters, "nip": replace(model.filters["nip"], field_class=SPECIFIC)}
    changed = replace(model, fields=fields, filters=filters)
    monkeypatch.setitem(CATALOGUE, "Employee", changed)


def _own_alone() -> AgencyPolicies:
    """Return policies that show people their own specific data, and nobody else's."""
    rule = OwnRule(
        "employee-sees-own-specific-data",
        Role.EMPLOYEE,
        Resource.EMPLOYEE,
        Action.VIEW,
        Relation.SELF,
        field_classes=frozenset({SPECIFIC}),
    )
    return AgencyPolicies(DISHUB, rows=(rule,))


@pytest.mark.usefixtures("_specific_nip")
async def test_nobody_sees_specific_data_whom_no_rule_names_for_it(world: World) -> None:
    """Not the officer and not the person; both see personal data."""
    ratee = world.dishub.organisation.ratee

    for who in (world.officer, ratee.id):
        answer = await world.ask(who, NIPS)
        assert {one["nip"] for one in answer.data["agency"]["employees"]["nodes"]} == {None}
        assert answer.extensions["hiddenFields"] == [
            {"path": ["agency", "employees", "nodes", "nip"], "class": "specific", "rows": "ALL"}
        ]
        found = await world.ask(who, BY_NIP, nip=ratee.nip)
        assert found.codes == ["FIELD_HIDDEN"]


@pytest.mark.usefixtures("_specific_nip")
async def test_whom_a_rule_names_sees_and_finds_the_own_and_no_other(world: World) -> None:
    here = replace(world, policies=world.policies.trial(_own_alone()))
    ratee, stranger = world.dishub.organisation.ratee, world.dishub.organisation.stranger

    answer = await here.ask(ratee, NIPS)
    own = await here.ask(ratee, BY_NIP, nip=ratee.nip)
    other = await here.ask(ratee, BY_NIP, nip=stranger.nip)

    shown = [one["nip"] for one in answer.data["agency"]["employees"]["nodes"] if one["nip"]]
    assert shown == [ratee.nip]
    assert answer.extensions["hiddenFields"][0]["rows"] == "SOME"
    assert own.data["agency"]["employees"]["totalCount"] == 1
    assert other.data["agency"]["employees"]["totalCount"] == 0


async def test_the_baseline_shows_specific_data_to_the_person_alone() -> None:
    showing = [
        row
        for row in PolicySnapshot.load().rows
        if row.effect is Effect.ALLOW
        and (row.field_classes is None or SPECIFIC in row.field_classes)
    ]

    assert {row.relation for row in showing} == {Relation.SELF}
