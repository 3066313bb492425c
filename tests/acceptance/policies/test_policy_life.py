"""The life of an agency's policies through the API: proposed, decided, rolled back, compared."""

from tests.support.policy_office import SOUND, PolicyOffice, content, role, rule

VERSIONS = """
query ($filter: PolicyVersionFilter) { agency(code: "DISHUB") {
  policyVersions(first: 50, filter: $filter, orderBy: [{field: NUMBER, direction: DESC}]) {
    totalCount
    nodes { number status note decisionReason basedOn { number }
            proposedBy { id name } decidedBy { id name } proposedAt decidedAt contentHash }
  }
} }
"""
DIFF = """
query ($new: ID!, $old: ID!) { node(id: $new) { ... on PolicyVersion {
  diff(against: $old) { kind part name field before after }
} } }
"""


async def test_one_person_proposes_and_another_puts_into_force(office: PolicyOffice) -> None:
    proposed = await office.propose(SOUND)
    assert proposed["errors"] == []
    version = proposed["version"]
    assert (version["number"], version["status"]) == (1, "PROPOSED")
    assert await office.in_force() is None

    approved = await office.take("approvePolicies", version["id"], by=office.head, reason="Setuju.")
    assert approved["errors"] == []
    assert approved["version"] == {"id": version["id"], "number": 1, "status": "IN_FORCE"}
    assert await office.in_force() == {
        "id": version["id"],
        "number": 1,
        "status": "IN_FORCE",
        "note": "Uji coba.",
        "suspensions": ["staff-see-units"],
        "roles": [{"name": "helper", "description": "Membantu.", "inherits": []}],
        "rules": [
            {
                "name": "helpers-see-status",
                "role": "helper",
                "resource": "APPRAISAL",
                "action": "VIEW",
                "relation": "STAFF",
                "states": None,
                "fieldClasses": ["PUBLIC"],
            }
        ],
    }
    assert [(deed, after["contentHash"]) for deed, _, after in await _told(office)] == [
        ("policy.proposed", version["contentHash"]),
        ("policy.approved", version["contentHash"]),
    ]


async def test_what_came_into_force_decides_and_what_it_replaced_is_history(
    office: PolicyOffice,
) -> None:
    units = '{ agency(code: "DISHUB") { orgUnits { totalCount } } }'
    before = await office.employee.query(units)
    assert before.data["agency"]["orgUnits"]["totalCount"] == 5

    await office.approve(content(suspensions=["staff-see-units"]))
    hidden = await office.employee.query(units)
    assert hidden.data["agency"]["orgUnits"]["totalCount"] == 0

    own_unit = rule(
        "members-see-their-unit",
        "employee",
        "ORG_UNIT.VIEW",
        "UNIT_MEMBER",
        fieldClasses=["PUBLIC"],
    )
    await office.approve(content(rules=[own_unit], suspensions=["staff-see-units"]))
    shown = await office.employee.query(units)
    assert shown.data["agency"]["orgUnits"]["totalCount"] == 3  # Seksi, bidang and agency.

    listed = (await office.officer.query(VERSIONS)).data["agency"]["policyVersions"]
    assert [
        (one["number"], one["status"], one["basedOn"] and one["basedOn"]["number"])
        for one in listed["nodes"]
    ] == [(2, "IN_FORCE", 1), (1, "SUPERSEDED", None)]


async def test_a_version_tells_who_proposed_and_who_decided(office: PolicyOffice) -> None:
    version = (await office.propose(SOUND))["version"]
    await office.take("rejectPolicies", version["id"], by=office.head, reason="Terlalu luas.")

    answer = await office.officer.query(
        VERSIONS, {"filter": {"status": {"in": ["REJECTED", "WITHDRAWN"]}}}
    )

    found = answer.data["agency"]["policyVersions"]
    assert found["totalCount"] == 1
    [one] = found["nodes"]
    assert (one["status"], one["decisionReason"]) == ("REJECTED", "Terlalu luas.")
    assert one["proposedBy"]["name"] == office.agency.stranger.name
    assert one["decidedBy"]["name"] == office.agency.head.name
    assert one["decidedAt"] > one["proposedAt"]


async def test_a_proposer_takes_the_own_proposal_back(office: PolicyOffice) -> None:
    version = (await office.propose(SOUND))["version"]

    other = await office.take("withdrawPolicies", version["id"], by=office.deputy)
    own = await office.take("withdrawPolicies", version["id"], by=office.officer)
    late = await office.take("approvePolicies", version["id"], by=office.head)

    assert [error["code"] for error in other["errors"]] == ["NOT_PROPOSER"]
    assert (own["version"]["status"], own["errors"]) == ("WITHDRAWN", [])
    assert [error["code"] for error in late["errors"]] == ["STATE_CONFLICT"]
    assert await office.in_force() is None


async def test_an_older_version_comes_back_as_a_new_one(office: PolicyOffice) -> None:
    first = await office.approve(SOUND)
    second = await office.approve(content(suspensions=["officer-sees-units"]))

    document = """
        mutation ($input: RollBackPoliciesInput!) { rollBackPolicies(input: $input) {
          version { id number status contentHash basedOn { id } } errors { code path } } }
    """
    given = {"input": {"versionId": first, "note": "Kembali ke versi 1."}}
    answer = await office.officer.query(document, given)
    back = answer.data["rollBackPolicies"]
    assert back["errors"] == []
    assert (back["version"]["number"], back["version"]["status"]) == (3, "PROPOSED")
    assert back["version"]["basedOn"]["id"] == second
    approved = await office.take("approvePolicies", back["version"]["id"], by=office.head)

    assert approved["errors"] == []
    found = await office.in_force()
    assert (found["number"], found["suspensions"]) == (3, ["staff-see-units"])
    assert [one["name"] for one in found["rules"]] == ["helpers-see-status"]
    again = await office.officer.query(document, given)
    assert [one["code"] for one in again.data["rollBackPolicies"]["errors"]] == [
        "NOTHING_TO_CHANGE"
    ]


async def test_what_was_never_in_force_does_not_come_back(office: PolicyOffice) -> None:
    version = (await office.propose(SOUND))["version"]
    document = (
        "mutation ($input: RollBackPoliciesInput!)"
        " { rollBackPolicies(input: $input) { version { id } errors { code path } } }"
    )

    answer = await office.officer.query(
        document, {"input": {"versionId": version["id"], "note": "Kembali."}}
    )

    assert answer.data["rollBackPolicies"] == {
        "version": None,
        "errors": [{"code": "NEVER_IN_FORCE", "path": ["input", "versionId"]}],
    }


async def test_versions_tell_how_they_differ(office: PolicyOffice) -> None:
    old = await office.approve(
        content(
            roles=[role("helper"), role("clerk")],
            rules=[
                rule("see-status", "helper", "APPRAISAL.VIEW", "STAFF", fieldClasses=["PUBLIC"])
            ],
            suspensions=["staff-see-units"],
        )
    )
    changed = rule(
        "see-status",
        "helper",
        "APPRAISAL.VIEW",
        "STAFF",
        states=["FINAL", "DELIVERED"],
        fieldClasses=["INTERNAL", "PUBLIC"],
    )
    new = await office.approve(
        content(
            roles=[role("helper", "performance_officer", description="Mengurus.")],
            rules=[changed],
            suspensions=["officer-sees-units"],
        )
    )

    answer = await office.head.query(DIFF, {"new": new, "old": old})

    columns = ("kind", "part", "name", "field", "before", "after")
    assert [tuple(row[name] for name in columns) for row in answer.data["node"]["diff"]] == [
        ("REMOVED", "ROLE", "clerk", "description", "Membantu.", None),
        ("CHANGED", "ROLE", "helper", "description", "Membantu.", "Mengurus."),
        ("CHANGED", "ROLE", "helper", "inherits", None, "performance_officer"),
        ("CHANGED", "RULE", "see-status", "fieldClasses", "PUBLIC", "INTERNAL,PUBLIC"),
        ("CHANGED", "RULE", "see-status", "states", None, "DELIVERED,FINAL"),
        ("ADDED", "SUSPENSION", "officer-sees-units", "name", None, "officer-sees-units"),
        ("REMOVED", "SUSPENSION", "staff-see-units", "name", "staff-see-units", None),
    ]
    same = await office.head.query(DIFF, {"new": new, "old": new})
    assert same.data["node"]["diff"] == []


async def test_whoever_has_nothing_to_do_with_policies_sees_none(office: PolicyOffice) -> None:
    version = await office.approve(SOUND)

    listed = await office.employee.query(VERSIONS)
    one = await office.employee.query("query ($id: ID!) { node(id: $id) { id } }", {"id": version})

    assert listed.data["agency"]["policyVersions"]["totalCount"] == 0
    assert one.data["node"] is None
    assert (await office.employee.query('{agency(code:"DISHUB"){policiesInForce{id}}}')).data[
        "agency"
    ]["policiesInForce"] is None


async def _told(office: PolicyOffice) -> list[tuple[str, object, dict[str, object]]]:
    found = await office.deeds("policy.proposed", "policy.approved")
    return [(action, actor, after or {}) for action, actor, after in found]
