"""What a person of Dishub sees, asked through the API: the ids of records, and of shown fields."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from tests.support.clients import Client

#: By resource and class of fields (None: the record itself), as the simulation names them.
Sight: TypeAlias = dict[tuple[str, str | None], frozenset[str]]

DOCUMENT = """
query ($scores: [ID!]!) {
  agency(code: "DISHUB") {
    orgUnits(first: 500) { nodes { id } }
    employees(first: 500) { nodes { id name nip } }
    cycles(first: 500) { nodes { id } }
    appraisals(first: 500) { nodes { id innovationApproved } }
    frameworks(first: 500) { nodes { versions(first: 20) { nodes { id } } } }
  }
  nodes(ids: $scores) { id }
}
"""


async def sight(client: Client, scores: Sequence[str]) -> Sight:
    """Ask for everything that a simulation counts; `scores` are all scores that there are."""
    answer = await client.query(DOCUMENT, {"scores": [*scores]})
    assert answer.errors == [], answer.errors
    agency = answer.data["agency"]
    employees = agency["employees"]["nodes"]
    appraisals = agency["appraisals"]["nodes"]
    versions = [one for framework in agency["frameworks"]["nodes"] for one in _versions(framework)]
    return {
        ("ORG_UNIT", None): _ids(agency["orgUnits"]["nodes"]),
        ("EMPLOYEE", None): _ids(employees),
        ("EMPLOYEE", "INTERNAL"): _ids(employees, shown="name"),
        ("EMPLOYEE", "PERSONAL"): _ids(employees, shown="nip"),
        ("CYCLE", None): _ids(agency["cycles"]["nodes"]),
        ("APPRAISAL", None): _ids(appraisals),
        ("APPRAISAL", "INTERNAL"): _ids(appraisals, shown="innovationApproved"),
        ("FRAMEWORK", None): _ids(versions),
        ("SCORE", None): _ids([one for one in answer.data["nodes"] if one]),
    }


def _versions(framework: dict[str, Any]) -> list[dict[str, Any]]:
    return list(framework["versions"]["nodes"])


def _ids(nodes: Sequence[dict[str, Any]], *, shown: str = "id") -> frozenset[str]:
    return frozenset(node["id"] for node in nodes if node[shown] is not None)
