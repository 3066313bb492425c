"""A question about an object is one statement, by the rules that decide in the agency."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import Range

from kinerja.kit.clock import today
from kinerja.kit.ids import new_id
from policies.agency import AgencyPolicies, OwnRole, OwnRule
from policies.permissions import Action, FieldClass, Relation, Resource, Role
from tenants.models import RoleAssignment
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.reading import World, gid

pytestmark = pytest.mark.asyncio(loop_scope="module")

WHY = """query ($id: ID!) { whyNot(id: $id, action: %s) {
  code rule ruleSource role relation state since until sentence } }"""


@pytest.mark.parametrize("action", ["VIEW", "SCORE", "DECIDE", "CONFIGURE"])
async def test_one_statement_answers_whether_or_not_there_is_such_an_object(
    world: World, action: str
) -> None:
    people = world.dishub.organisation
    mine, foreign = world.dishub.appraisals[2025][0], world.dukcapil.appraisals[2025][0]
    cases: list[tuple[UUID, str, bool]] = [
        (people.rater.id, gid("Appraisal", mine), True),
        (people.stranger.id, gid("Appraisal", mine), False),
        (people.stranger.id, gid("Appraisal", new_id()), False),
        (people.stranger.id, gid("Appraisal", foreign, DUKCAPIL), False),
        (people.stranger.id, gid("Appraisal", foreign, 4711), False),
        (people.stranger.id, gid("Employee", people.ratee.id), True),
        (world.officer, gid("FrameworkVersion", world.dishub.draft.version_id), True),
        (people.ratee.id, gid("FrameworkVersion", world.dishub.draft.version_id), False),
    ]

    for who, id_, is_seen in cases:
        answer = await world.ask(who, WHY % action, id=id_)

        assert not answer.errors, answer.errors
        assert len(answer.statements) == 1
        found = answer.data["whyNot"]
        assert (found["code"] != "NOT_FOUND_OR_HIDDEN") is is_seen, (id_, found)
        if is_seen and action == "VIEW":
            assert found["code"] == "ALLOWED"


def _own(*rules: OwnRule, roles: tuple[OwnRole, ...] = (), suspended: str = "") -> AgencyPolicies:
    return AgencyPolicies(DISHUB, roles, rules, (suspended,) if suspended else ())


async def test_a_rule_of_the_agency_is_named_with_its_source(world: World) -> None:
    rule = OwnRule(
        "staff-see-the-status-of-all",
        Role.EMPLOYEE,
        Resource.APPRAISAL,
        Action.VIEW,
        Relation.STAFF,
        field_classes=frozenset({FieldClass.PUBLIC}),
    )
    here = replace(world, policies=world.policies.trial(_own(rule)))
    stranger = world.dishub.organisation.stranger
    appraisal = gid("Appraisal", world.dishub.appraisals[2025][0])

    before = await world.ask(stranger, WHY % "VIEW", id=appraisal)
    after = await here.ask(stranger, WHY % "VIEW", id=appraisal)

    assert before.data["whyNot"]["code"] == "NOT_FOUND_OR_HIDDEN"
    found = after.data["whyNot"]
    assert (found["code"], found["rule"]) == ("ALLOWED", "staff-see-the-status-of-all")
    assert (found["ruleSource"], found["role"]) == ("AGENCY", "employee")


async def test_a_suspended_rule_explains_nothing(world: World) -> None:
    here = replace(world, policies=world.policies.trial(_own(suspended="staff-see-cycles")))
    cycle = gid("Cycle", world.dishub.cycles[2025])
    stranger = world.dishub.organisation.stranger

    before = await world.ask(stranger, WHY % "VIEW", id=cycle)
    after = await here.ask(stranger, WHY % "VIEW", id=cycle)

    assert before.data["whyNot"]["rule"] == "staff-see-cycles"
    assert after.data["whyNot"]["code"] == "NOT_FOUND_OR_HIDDEN"


async def test_a_role_of_the_agency_gives_the_days_of_what_it_inherits(world: World) -> None:
    role = OwnRole("deputy_officer", "Wakil pengelola", ("performance_officer",))
    here = replace(world, policies=world.policies.trial(_own(roles=(role,))))
    stranger, first = world.dishub.organisation.stranger, today() + timedelta(days=3)
    async with tenant_session(world.database.owner, DISHUB) as session:
        held = {"agency_id": DISHUB, "id": new_id(), "subject_id": stranger.id}
        valid = Range(first, None, bounds="[)")
        await session.execute(insert(RoleAssignment).values(**held, role=role.name, valid=valid))
    root = gid("OrgUnit", world.dishub.organisation.root.id)

    of_baseline = await world.ask(stranger, WHY % "CONFIGURE", id=root)
    of_agency = await here.ask(stranger, WHY % "CONFIGURE", id=root)

    assert of_baseline.data["whyNot"]["code"] == "NOT_RELATED"
    assert of_agency.data["whyNot"]["code"] == "NOT_YET"
    assert of_agency.data["whyNot"]["since"] == first.isoformat()
