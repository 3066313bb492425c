"""What is wrong with a set of policies, or with who decides: told, kept in the trail, unwritten."""

from collections.abc import Mapping
from typing import Any

import pytest

from kinerja.kit.ids import new_id
from policies.permissions import Role
from tests.support.clients import Client
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.policy_office import (
    PROPOSE,
    SOUND,
    PolicyOffice,
    content,
    deeds,
    role,
    rule,
    version_gid,
)

STATUS = {"fieldClasses": ["PUBLIC"]}

#: What is wrong, the code that tells it, and where in the input.
WRONG_SETS: dict[str, tuple[Mapping[str, Any], str, list[str]]] = {
    "an unknown role": (
        content(rules=[rule("r1", "nobody", "APPRAISAL.VIEW", "STAFF", **STATUS)]),
        "UNKNOWN_ROLE",
        ["rules", "0", "role"],
    ),
    "an unknown inherited role": (
        content(roles=[role("helper", "nobody")]),
        "UNKNOWN_ROLE",
        ["roles", "0", "inherits", "0"],
    ),
    "an unknown relation": (
        content(rules=[rule("r1", "employee", "APPRAISAL.VIEW", "FRIEND", **STATUS)]),
        "UNKNOWN_RELATION",
        ["rules", "0", "relation"],
    ),
    "an unknown resource": (
        content(rules=[rule("r1", "employee", "SALARY.VIEW", "STAFF", **STATUS)]),
        "UNKNOWN_RESOURCE",
        ["rules", "0", "resource"],
    ),
    "an unknown action": (
        content(rules=[rule("r1", "employee", "APPRAISAL.DELETE", "STAFF", **STATUS)]),
        "UNKNOWN_ACTION",
        ["rules", "0", "action"],
    ),
    "an unknown state": (
        content(rules=[rule("r1", "employee", "CYCLE.VIEW", "STAFF", states=["GONE"])]),
        "UNKNOWN_STATE",
        ["rules", "0", "states"],
    ),
    "an unknown class of fields": (
        content(rules=[rule("r1", "employee", "CYCLE.VIEW", "STAFF", fieldClasses=["SECRET"])]),
        "UNKNOWN_FIELD_CLASS",
        ["rules", "0", "fieldClasses"],
    ),
    "a rule beyond the guardrails": (
        content(
            rules=[rule("r1", "employee", "APPRAISAL.VIEW", "STAFF", fieldClasses=["PERSONAL"])]
        ),
        "BEYOND_GUARDRAILS",
        ["rules", "0", "relation"],
    ),
    "a matter that is the province's": (
        content(rules=[rule("r1", "employee", "POLICY.DECIDE", "STAFF")]),
        "BEYOND_GUARDRAILS",
        ["rules", "0"],
    ),
    "a circle of roles": (
        content(roles=[role("chicken", "egg"), role("egg", "chicken")]),
        "ROLE_CIRCLE",
        ["roles", "0", "inherits"],
    ),
    "a rule that must stay": (
        content(suspensions=["nobody-scores-himself"]),
        "NOT_SUSPENDABLE",
        ["suspensions", "0"],
    ),
    "a name that is no name": (
        content(rules=[rule("Robert'); --", "employee", "CYCLE.VIEW", "STAFF", **STATUS)]),
        "MALFORMED_NAME",
        ["rules", "0", "name"],
    ),
    "a role without a description": (
        content(roles=[role("helper", description="  ")]),
        "TEXT_NOT_ALLOWED",
        ["roles", "0", "description"],
    ),
    "more suspensions than fit": (
        content(suspensions=[f"rule-{number}" for number in range(129)]),
        "TOO_MANY_ITEMS",
        ["suspensions"],
    ),
}


@pytest.mark.parametrize("wrong", WRONG_SETS)
async def test_a_wrong_set_is_refused_and_remembered(office: PolicyOffice, wrong: str) -> None:
    change, code, place = WRONG_SETS[wrong]

    payload = await office.propose(change)

    assert payload["version"] is None
    assert next((one["code"], one["path"]) for one in payload["errors"]) == (
        code,
        ["input", "change", *place],
    )
    assert payload["errors"][0]["message"]
    assert await _refusals(office) == [("propose", code)]
    assert await _versions(office) == 0


async def test_everything_that_is_wrong_is_told_at_once(office: PolicyOffice) -> None:
    change = content(
        rules=[
            rule("r1", "nobody", "SALARY.VIEW", "FRIEND"),
            rule("r2", "employee", "CYCLE.VIEW", "STAFF", **STATUS),
            rule("r2", "employee", "CYCLE.VIEW", "STAFF", **STATUS),
        ]
    )

    payload = await office.propose(change)

    assert {one["code"] for one in payload["errors"]} == {
        "UNKNOWN_ROLE",
        "UNKNOWN_RESOURCE",
        "UNKNOWN_RELATION",
        "DUPLICATE_RULE",
    }


async def test_a_set_that_changes_nothing_is_not_proposed(office: PolicyOffice) -> None:
    empty = await office.propose(content())
    await office.approve(SOUND)
    same = await office.propose(SOUND)

    assert [one["code"] for one in (*empty["errors"], *same["errors"])] == ["NOTHING_TO_CHANGE"] * 2


async def test_a_proposal_from_another_version_than_the_one_in_force_is_stale(
    office: PolicyOffice,
) -> None:
    first = await office.approve(SOUND)
    narrower = content(suspensions=["officer-sees-units"])

    from_nothing = await office.propose(narrower, basedOnId=None)
    waiting = (await office.propose(narrower, basedOnId=first))["version"]["id"]
    await office.approve(content(suspensions=["staff-see-colleagues"]))
    approved = await office.take("approvePolicies", waiting, by=office.head)

    assert [(one["code"], one["path"]) for one in from_nothing["errors"]] == [
        ("STALE_VERSION", ["input", "basedOnId"])
    ]
    assert [one["code"] for one in approved["errors"]] == ["STALE_VERSION"]
    assert "version 3" in approved["errors"][0]["message"]
    assert (await office.in_force())["number"] == 3


async def test_whoever_proposed_does_not_decide(office: PolicyOffice) -> None:
    """Also not when the head of the agency is its officer."""
    await office.client.give_role(office.agency.head.id, Role.PERFORMANCE_OFFICER, DISHUB)
    own = (await office.propose(SOUND, by=office.head))["version"]["id"]

    approved = await office.take("approvePolicies", own, by=office.head)
    rejected = await office.take("rejectPolicies", own, by=office.head)

    assert [one["code"] for one in approved["errors"]] == ["TWO_PERSONS_REQUIRED"]
    assert [one["code"] for one in rejected["errors"]] == ["TWO_PERSONS_REQUIRED"]
    assert await _refusals(office) == [
        ("approve", "TWO_PERSONS_REQUIRED"),
        ("reject", "TWO_PERSONS_REQUIRED"),
    ]
    assert await office.in_force() is None


async def test_another_officer_does_not_decide_either(office: PolicyOffice) -> None:
    version = (await office.propose(SOUND))["version"]["id"]

    refused = await office.take("approvePolicies", version, by=office.deputy)

    assert [one["code"] for one in refused["errors"]] == ["NOT_PERMITTED"]
    assert "head of the agency" in refused["errors"][0]["message"]
    assert await office.in_force() is None


async def test_an_employee_proposes_nothing_and_learns_of_no_version(office: PolicyOffice) -> None:
    version = (await office.propose(SOUND))["version"]["id"]

    proposed = await office.propose(SOUND, by=office.employee)
    approved = await office.take("approvePolicies", version, by=office.employee)
    missing = await office.take("approvePolicies", version_gid(new_id()), by=office.employee)

    assert [one["code"] for one in proposed["errors"]] == ["NOT_PERMITTED"]
    assert approved["errors"] == missing["errors"]
    assert [one["code"] for one in approved["errors"]] == ["NOT_FOUND"]


async def test_another_agencys_version_is_like_one_that_is_not_there(office: PolicyOffice) -> None:
    version = (await office.propose(SOUND))["version"]["id"]
    stranger = await _head_of_dukcapil(office)

    answers = [
        await office.take(step, given, by=stranger)
        for step in ("approvePolicies", "rejectPolicies", "withdrawPolicies")
        for given in (version, version_gid(new_id()))
    ]
    mixed = await office.propose(SOUND, basedOnId=version_gid(new_id(), DUKCAPIL))

    codes = [[one["code"] for one in answer["errors"]] for answer in answers]
    assert codes[0::2] == codes[1::2]
    assert all(found in (["NOT_FOUND"], ["NOT_PERMITTED"]) for found in codes)
    assert all(one["version"] is None for one in answers)
    assert [one["code"] for one in mixed["errors"]] == ["TENANT_MISMATCH"]
    assert await deeds(office.client, DUKCAPIL, "policy.refused") == []


async def test_nobody_without_a_token_proposes(office: PolicyOffice) -> None:
    given = {"agencyCode": "DISHUB", "change": SOUND, "note": "Uji coba."}

    answer = await office.client.query(PROPOSE, {"input": given})

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
    assert await _versions(office) == 0


async def _head_of_dukcapil(office: PolicyOffice) -> Client:
    person = new_id()
    await office.client.give_role(person, Role.PERFORMANCE_OFFICER, DUKCAPIL)
    return office.client.with_headers(accept_language="en").as_(person, agency="DUKCAPIL")


async def _refusals(office: PolicyOffice) -> list[tuple[str, str]]:
    found = [after or {} for _, _, after in await office.deeds("policy.refused")]
    return [(after["step"], after["codes"][0]) for after in found]


async def _versions(office: PolicyOffice) -> int:
    query = '{ agency(code: "DISHUB") { policyVersions { totalCount } } }'
    answer = await office.officer.query(query)
    return int(answer.data["agency"]["policyVersions"]["totalCount"])
