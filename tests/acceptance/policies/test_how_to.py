"""The steps of the how-to, run word by word by the people whom they are for."""

import re
from pathlib import Path
from typing import Any

from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.framework_office import global_id
from tests.support.policy_office import PolicyOffice, content

PAGE = Path(__file__).parents[3] / "docs" / "howto" / "own-your-policies.md"


def steps() -> list[str]:
    """Return the queries and mutations of the page in their order."""
    return re.findall(r"```graphql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


async def done(client: Client, document: str, **names: str) -> Any:
    for name, id_ in names.items():
        assert f'"{name}"' in document
        document = document.replace(f'"{name}"', f'"{id_}"')
    answer = await client.query(document)
    assert answer.errors == [], answer.errors
    for payload in answer.data.values():
        if isinstance(payload, dict):
            assert payload.get("errors", []) == [], payload
    return answer.data


async def test_the_steps_of_the_page_work_one_after_the_other(office: PolicyOffice) -> None:
    rules, rails, simulate, propose, approve, grant, look, roll_back = steps()

    known = (await done(office.employee, rules))["baselinePolicies"]
    assert "staff-see-units" in [one["name"] for one in known if one["suspendable"]]
    assert (await done(office.employee, rails))["policyGuardrails"]
    tried = (await done(office.officer, simulate))["simulatePolicy"]
    assert tried["totals"]

    first = await office.approve(content(suspensions=["officer-sees-units"]))
    base = f'proposePolicies(input: {{basedOnId: "{first}", '
    rebased = propose.replace("proposePolicies(input: {", base)
    proposed = (await done(office.officer, rebased))["proposePolicies"]["version"]
    approved = await done(office.head, approve, VERSION=proposed["id"])
    assert approved["approvePolicies"]["version"]["status"] == "IN_FORCE"
    await office.client.app.state.registry.refresh(DISHUB)

    person = global_id("Employee", office.agency.ratee.id)
    given = (await done(office.head, grant, EMPLOYEE=person))["grantRole"]["roleAssignment"]
    assert given["role"] == "secretariat"
    seen = (await done(office.head, look, VERSION=first))["agency"]
    assert seen["policiesInForce"]["diff"]
    assert [one["number"] for one in seen["policyVersions"]["nodes"]] == [2, 1]
    assert "secretariat" in [one["role"] for one in seen["roleAssignments"]["nodes"]]
    back = (await done(office.officer, roll_back, OLDER=first))["rollBackPolicies"]
    assert back["version"]["number"] == 3
