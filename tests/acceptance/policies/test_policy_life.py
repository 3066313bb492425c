"""The life of an agency's policies through the API: proposed, decided, rolled back, compared."""

from tests.support.policy_office import SOUND, PolicyOffice


async def test_one_person_proposes_and_another_puts_into_force(office: PolicyOffice) -> None:
    proposed = await office.propose(SOUND)
    assert proposed["errors"] == []
    version = proposed["version"]
    assert (version["number"], version["status"]) == (1, "PROPOSED")
    assert await office.in_force() is None

    approved = await office.take("approvePolicies", version["id"], by=office.head, reason="Setuju.")
    assert approved == {"version": {**approved["version"], "status": "IN_FORCE"}, "errors": []}
    found = await office.in_force()
    assert found == {
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
