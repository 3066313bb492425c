"""What the province decides, listed for whoever builds on it."""

from policies.guardrails import guardrails
from policies.snapshot import PolicySnapshot
from tests.support.policy_office import PolicyOffice

RULES = """
{ baselinePolicies { name role resource action relation states fieldClasses scope effect
                     suspendable } }
"""
RAILS = """
{ policyGuardrails { name resource action within { roles relations states fieldClasses } } }
"""


async def test_everybody_who_has_signed_in_reads_the_baseline(office: PolicyOffice) -> None:
    answer = await office.employee.query(RULES)

    listed = {one["name"]: one for one in answer.data["baselinePolicies"]}
    assert set(listed) == {row.name for row in PolicySnapshot.load().rows}
    assert listed["officer-sees-results"] == {
        "name": "officer-sees-results",
        "role": "performance_officer",
        "resource": "APPRAISAL",
        "action": "VIEW",
        "relation": "STAFF",
        "states": ["ACKNOWLEDGED", "DELIVERED", "FINAL", "OBJECTED", "OBJECTION_DECIDED"],
        "fieldClasses": ["INTERNAL", "PERSONAL", "PUBLIC"],
        "scope": None,
        "effect": "ALLOW",
        "suspendable": True,
    }
    denied = listed["nobody-scores-himself"]
    assert (denied["effect"], denied["suspendable"]) == ("DENY", False)
    assert (denied["states"], denied["fieldClasses"]) == (None, None)
    suspendable = {name for name, one in listed.items() if one["suspendable"]}
    assert suspendable == guardrails().suspendable


async def test_everybody_who_has_signed_in_reads_the_guardrails(office: PolicyOffice) -> None:
    answer = await office.employee.query(RAILS)

    listed = {one["name"]: one for one in answer.data["policyGuardrails"]}
    assert set(listed) == {rail.name for rail in guardrails().by_matter.values()}
    assert listed["seeing-discipline"]["within"][0] == {
        "roles": ["employee"],
        "relations": ["SELF"],
        "states": None,
        "fieldClasses": None,
    }


async def test_nobody_without_a_token_reads_them(office: PolicyOffice) -> None:
    for query in (RULES, RAILS):
        answer = await office.client.query(query)
        assert answer.codes == ["UNAUTHENTICATED"]
