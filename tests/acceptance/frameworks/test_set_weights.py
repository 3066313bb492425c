"""`setWeights` as a client sees it."""

from typing import Any

import pytest

from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.ids import new_id
from tenants.session import tenant_session
from tests.support.clients import Answer, Client
from tests.support.database import DUKCAPIL
from tests.support.framework_factories import MadeVersion, make_version
from tests.support.framework_office import Office, global_id

SET_WEIGHTS = """
mutation ($input: SetWeightsInput!) {
  setWeights(input: $input) {
    version { status components { code weight indicators { code weight } } }
    errors { code message path }
  }
}
"""


async def set_weights(client: Client, version_id: str, **weights: Any) -> Answer:
    entries = [{"code": code, "weight": weight} for code, weight in weights.items()]
    return await client.query(SET_WEIGHTS, {"input": {"versionId": version_id, "entries": entries}})


def whole_set(work: Any, service: Any) -> dict[str, Any]:
    return {
        "work": work,
        "service": service,
        "work_indicator": "100",
        "service_indicator": "100",
    }


def id_of(made: MadeVersion) -> str:
    return global_id("FrameworkVersion", made.version_id)


def errors_of(answer: Answer) -> list[tuple[str, list[str]]]:
    assert answer.data["setWeights"]["version"] is None
    return [(error["code"], error["path"]) for error in answer.data["setWeights"]["errors"]]


async def test_an_officer_replaces_all_weights(office: Office) -> None:
    made = await office.version()

    answer = await set_weights(office.officer, id_of(made), **whole_set("33.3333", "66.6667"))

    assert answer.errors == []
    assert answer.data["setWeights"] == {
        "version": {
            "status": "DRAFT",
            "components": [
                {
                    "code": "work",
                    "weight": "33.3333",
                    "indicators": [{"code": "work_indicator", "weight": "100"}],
                },
                {
                    "code": "service",
                    "weight": "66.6667",
                    "indicators": [{"code": "service_indicator", "weight": "100"}],
                },
            ],
        },
        "errors": [],
    }


async def test_an_officer_is_refused_at_99_99(office: Office) -> None:
    made = await office.version()

    answer = await set_weights(office.officer, id_of(made), **whole_set("59.99", "40"))

    assert answer.data["setWeights"] == {
        "version": None,
        "errors": [
            {
                "code": "WEIGHTS_NOT_100",
                "message": "The weights at the top level sum to 99.99, which differs from 100 by"
                " -0.01. Siblings must sum to exactly 100.",
                "path": ["input", "entries"],
            }
        ],
    }
    unchanged = await office.officer.query(
        "query ($id: ID!) { node(id: $id) { ... on FrameworkVersion { components { weight } } } }",
        {"id": id_of(made)},
    )
    assert unchanged.data["node"]["components"] == [{"weight": "60"}, {"weight": "40"}]


async def test_the_refusal_speaks_indonesian(office: Office) -> None:
    made = await office.version()
    client = office.officer.with_headers(accept_language="id")

    answer = await set_weights(client, id_of(made), **whole_set("59.99", "40"))

    (error,) = answer.data["setWeights"]["errors"]
    assert error["message"].startswith("Bobot di tingkat teratas berjumlah 99.99")


async def test_nodes_may_be_named_by_id(office: Office) -> None:
    made = await office.version()
    ids = [global_id("Component", key) for key in made.components.values()]
    ids += [global_id("Indicator", key) for key in made.indicators.values()]
    entries = [
        {"id": key, "weight": weight} for key, weight in zip(ids, (50, 50, 100, 100), strict=True)
    ]

    answer = await office.officer.query(
        SET_WEIGHTS, {"input": {"versionId": id_of(made), "entries": entries}}
    )

    assert answer.data["setWeights"]["errors"] == []


@pytest.mark.parametrize("status", [VersionStatus.IN_REVIEW, VersionStatus.PUBLISHED])
async def test_a_version_that_is_no_draft_is_immutable(
    office: Office, status: VersionStatus
) -> None:
    made = await office.version(status=status)

    answer = await set_weights(office.officer, id_of(made), **whole_set("50", "50"))

    assert errors_of(answer) == [("VERSION_IMMUTABLE", ["input"])]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], ["MISSING_NODE"] * 4),
        ([{"weight": 1}], ["NODE_NOT_NAMED"] + ["MISSING_NODE"] * 4),
        ([{"code": "x", "weight": 1}], ["UNKNOWN_NODE"] + ["MISSING_NODE"] * 4),
    ],
)
async def test_a_set_that_is_not_whole_is_refused(
    office: Office, entries: list[Any], expected: list[str]
) -> None:
    made = await office.version()

    answer = await office.officer.query(
        SET_WEIGHTS, {"input": {"versionId": id_of(made), "entries": entries}}
    )

    assert [code for code, _ in errors_of(answer)] == expected


@pytest.mark.parametrize("weight", [0, -5, "100.0001", "33.33333"])
async def test_a_number_that_is_no_weight_is_refused(office: Office, weight: Any) -> None:
    made = await office.version()

    answer = await set_weights(office.officer, id_of(made), **whole_set(weight, "40"))

    assert errors_of(answer) == [("WEIGHT_NOT_ALLOWED", ["input", "entries", "0", "weight"])]


async def test_a_malformed_id_is_told_where_it_stands(office: Office) -> None:
    made = await office.version()

    answer = await set_weights(office.officer, "nonsense", **whole_set("50", "50"))
    entry = await office.officer.query(
        SET_WEIGHTS,
        {"input": {"versionId": id_of(made), "entries": [{"id": "no", "weight": 1}]}},
    )

    assert errors_of(answer) == [("MALFORMED_ID", ["input", "versionId"])]
    assert errors_of(entry) == [("MALFORMED_ID", ["input", "entries", "0", "id"])]


async def test_the_id_of_something_else_is_refused(office: Office) -> None:
    made = await office.version()

    answer = await set_weights(
        office.officer, global_id("Framework", made.framework_id), **whole_set("50", "50")
    )

    assert errors_of(answer) == [("WRONG_ID_TYPE", ["input", "versionId"])]


async def test_another_agencys_version_is_as_good_as_missing(office: Office) -> None:
    async with tenant_session(office.anonymous.database.application, DUKCAPIL) as session:
        foreign = await make_version(session, agency_id=DUKCAPIL, status=VersionStatus.DRAFT)
    smuggled = global_id("FrameworkVersion", foreign.version_id)
    missing = global_id("FrameworkVersion", new_id())

    answers = [
        await set_weights(office.officer, version_id, **whole_set("50", "50"))
        for version_id in (smuggled, missing)
    ]

    assert errors_of(answers[0]) == [("NOT_FOUND", ["input", "versionId"])]
    assert answers[0].body == answers[1].body


async def test_in_another_agency_an_officer_is_nobody(office: Office) -> None:
    async with tenant_session(office.anonymous.database.application, DUKCAPIL) as session:
        foreign = await make_version(session, agency_id=DUKCAPIL, status=VersionStatus.DRAFT)

    answer = await set_weights(
        office.officer,
        global_id("FrameworkVersion", foreign.version_id, DUKCAPIL),
        **whole_set("50", "50"),
    )

    assert [code for code, _ in errors_of(answer)] == ["NOT_PERMITTED"]


async def test_ids_of_two_agencies_do_not_mix(office: Office) -> None:
    made = await office.version()
    foreign = global_id("Component", new_id(), DUKCAPIL)

    answer = await office.officer.query(
        SET_WEIGHTS,
        {"input": {"versionId": id_of(made), "entries": [{"id": foreign, "weight": 1}]}},
    )

    assert [code for code, _ in errors_of(answer)] == ["TENANT_MISMATCH"]


async def test_the_id_of_an_agency_that_does_not_exist_is_refused(office: Office) -> None:
    answer = await set_weights(
        office.officer,
        global_id("FrameworkVersion", new_id(), type(DUKCAPIL)(999)),
        **whole_set("50", "50"),
    )

    assert [code for code, _ in errors_of(answer)] == ["UNKNOWN_AGENCY"]


async def test_without_a_token_nothing_is_set(office: Office) -> None:
    made = await office.version()

    answer = await set_weights(office.anonymous, id_of(made), **whole_set("50", "50"))

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


@pytest.mark.parametrize("who", ["head", "employee"])
async def test_nobody_but_the_officer_sets_weights(office: Office, who: str) -> None:
    made = await office.version()

    answer = await set_weights(getattr(office, who), id_of(made), **whole_set("50", "50"))

    assert [code for code, _ in errors_of(answer)] == ["NOT_PERMITTED"]
