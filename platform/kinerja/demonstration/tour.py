"""The tour: four questions to the running service, asked over HTTP with real tokens."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from kinerja.demonstration.persons import Persons

SET_WEIGHTS = """
mutation SetWeights($input: SetWeightsInput!) {
  setWeights(input: $input) {
    version { number status components { code weight } }
    errors { code message path }
  }
}"""
SUBMIT_SCORES = """
mutation SubmitScores($input: SubmitScoresInput!) {
  submitScores(input: $input) {
    accepted
    results { ok error { code message path } }
    errors { code message path }
  }
}"""
OWN_RESULT = """
query OwnResult($agency: String!) {
  viewer { employee { name nip } }
  agency(code: $agency) {
    appraisals(first: 5) {
      totalCount
      nodes { cycle { code } ratee { name } state composite numericGrade officialGrade }
    }
    employees(first: 3) { nodes { name nip } }
  }
}"""
COMPARE = """
query Compare {
  crossAgencyReport(
    groupBy: [AGENCY, CATEGORY]
    agencies: ["DISHUB", "DUKCAPIL", "DPMPTSP", "JAKPUS"]
    categories: [COMPOSITE, PUBLIC_SERVICE]
  ) {
    agencyCode category employees mean minimum maximum suppressed
  }
}"""


@dataclass(frozen=True)
class Step:
    """One request of the tour: who asks, what for, and what the reader should notice."""

    title: str
    who: str
    document: str
    variables: Mapping[str, Any]


def steps(persons: Persons) -> Iterator[Step]:
    """Yield the requests of the tour in their order."""
    yield Step(
        "An officer changes the weights of next year's draft - to 99.99",
        "officer",
        SET_WEIGHTS,
        _weights(persons, responsibility="29.99"),
    )
    yield Step(
        "The same officer, to exactly 100: complaints now weigh 25",
        "officer",
        SET_WEIGHTS,
        _weights(persons, responsibility="30"),
    )
    yield Step(
        "A rater scores an own ratee",
        "rater",
        SUBMIT_SCORES,
        _score(persons, str(persons.appraisal)),
    )
    yield Step(
        "The same rater scores a stranger",
        "rater",
        SUBMIT_SCORES,
        _score(persons, str(persons.stranger_appraisal)),
    )
    yield Step(
        "An employee looks at the agency: only the own result, only the own NIP",
        "employee",
        OWN_RESULT,
        {"agency": persons.agency.code},
    )
    yield Step("The province compares agencies", "province", COMPARE, {})


def _weights(persons: Persons, *, responsibility: str) -> dict[str, Any]:
    weights = {
        "responsibility": responsibility,
        "discipline": "20",
        "citizen_satisfaction": "25",
        "complaint_responsiveness": "25",
        "skp_achievement": "100",
        "attendance": "100",
        "ikm": "100",
        "complaints_on_time": "100",
    }
    entries = [{"code": code, "weight": weight} for code, weight in weights.items()]
    return {"input": {"versionId": str(persons.draft), "entries": entries}}


def _score(persons: Persons, appraisal: str) -> dict[str, Any]:
    item = {
        "appraisalId": appraisal,
        "indicatorId": str(persons.indicator),
        "actual": "104.5",
        "evidence": "bukti/laporan-kinerja",
    }
    return {"input": {"scores": [item]}}


async def walk(
    url: str,
    tokens: Mapping[str, str],
    persons: Persons,
    *,
    show: Callable[[Step, dict[str, Any]], None],
) -> None:
    """Ask everything, one after the other; `show` gets each answer.

    Raises:
        httpx.HTTPError: the service does not answer.
    """
    async with httpx.AsyncClient(timeout=30, headers={"accept-language": "en"}) as client:
        for step in steps(persons):
            answer = await client.post(
                url,
                json={"query": step.document, "variables": step.variables},
                headers={"authorization": f"Bearer {tokens[step.who]}"},
            )
            show(step, answer.json())
