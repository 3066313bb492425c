"""The life of a framework through the API: created, filled, reviewed, published, followed."""

from typing import Any

import pytest

from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.ids import new_id
from tests.support.clients import Answer, Client
from tests.support.framework_office import Office, global_id

CREATE = """
mutation ($input: CreateFrameworkInput!) {
  createFramework(input: $input) {
    framework { id code name }
    version { id number status periodStart periodEnd scheme components { code } }
    errors { code path }
  }
}
"""

NEXT = """
mutation ($input: CreateVersionInput!) {
  createVersion(input: $input) {
    version { id number status periodStart periodEnd legalBasis components { code weight } }
    errors { code path }
  }
}
"""

COMPONENTS = """
mutation ($input: SetComponentsInput!) {
  setComponents(input: $input) {
    version { components { code category weight children { code } indicators {
      code direction target cap scaleMax naPolicy appliesTo } } }
    errors { code path }
  }
}
"""


def step(name: str) -> str:
    type_name = f"{name[0].upper()}{name[1:]}Input"
    return (
        f"mutation ($input: {type_name}!) {{ {name}(input: $input)"
        " { version { status contentHash } errors { code path } } }"
    )


async def take(client: Client, name: str, version_id: str, **more: Any) -> Any:
    answer = await client.query(step(name), {"input": {"versionId": version_id, **more}})
    return answer.data[name]


def component(**changes: Any) -> dict[str, Any]:
    return {
        "code": "service",
        "nameId": "Pelayanan",
        "nameEn": "Service",
        "category": "PUBLIC_SERVICE",
        "weight": "100",
        "indicators": [indicator()],
        **changes,
    }


def indicator(**changes: Any) -> dict[str, Any]:
    return {
        "code": "waiting",
        "nameId": "Waktu tunggu",
        "nameEn": "Waiting time",
        "definition": "Rata-rata menit menunggu.",
        "unit": "menit",
        "weight": "100",
        "direction": "LOWER",
        "target": "15",
        "scaleMax": "480",
        **changes,
    }


async def created(office: Office, **changes: Any) -> Answer:
    given = {"agencyCode": "DISHUB", "code": "kinerja", "name": "Kinerja", **changes}
    return await office.officer.query(CREATE, {"input": given})


async def test_a_framework_lives_from_draft_to_retirement(office: Office) -> None:
    answer = await created(office, periodStart="2026-01-01", periodEnd="2026-12-31")
    version = answer.data["createFramework"]["version"]
    assert answer.data["createFramework"]["errors"] == []
    assert {name: version[name] for name in version if name != "id"} == {
        "number": 1,
        "status": "DRAFT",
        "periodStart": "2026-01-01",
        "periodEnd": "2026-12-31",
        "scheme": "COMPONENTS",
        "components": [],
    }

    empty = await take(office.officer, "submitForReview", version["id"])
    assert [error["code"] for error in empty["errors"]] == ["FRAMEWORK_EMPTY"]
    filled = await office.officer.query(
        COMPONENTS, {"input": {"versionId": version["id"], "components": [component()]}}
    )
    assert filled.data["setComponents"]["version"] == {
        "components": [
            {
                "code": "service",
                "category": "PUBLIC_SERVICE",
                "weight": "100",
                "children": [],
                "indicators": [
                    {
                        "code": "waiting",
                        "direction": "LOWER",
                        "target": "15",
                        "cap": "120",
                        "scaleMax": "480",
                        "naPolicy": "REDISTRIBUTE",
                        "appliesTo": [],
                    }
                ],
            }
        ]
    }

    for client, name, status in (
        (office.officer, "submitForReview", "IN_REVIEW"),
        (office.head, "returnToDraft", "DRAFT"),
        (office.officer, "submitForReview", "IN_REVIEW"),
        (office.head, "publishVersion", "PUBLISHED"),
    ):
        taken = await take(client, name, version["id"])
        assert (taken["errors"], taken["version"]["status"]) == ([], status)
    assert len(taken["version"]["contentHash"]) == 64

    retired = await take(office.head, "retireVersion", version["id"])
    assert retired["version"]["status"] == "RETIRED"


async def test_a_framework_starts_from_a_preset(office: Office) -> None:
    answer = await created(office, preset="dishub-v2")

    payload = answer.data["createFramework"]
    assert payload["framework"]["code"] == "kinerja"
    assert [node["code"] for node in payload["version"]["components"]] == [
        "responsibility",
        "discipline",
        "citizen_satisfaction",
        "complaint_responsiveness",
    ]
    assert payload["version"]["periodStart"] == "2026-01-01"


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({}, "FIELD_REQUIRED", ["input", "periodStart"]),
        ({"periodEnd": "2026-12-31"}, "FIELD_REQUIRED", ["input", "periodStart"]),
        (
            {"periodStart": "2026-01-02", "periodEnd": "2026-01-01"},
            "INVALID_PERIOD",
            ["input", "periodEnd"],
        ),
        ({"preset": "none"}, "NOT_FOUND", ["input", "preset"]),
        ({"preset": "kelurahan", "code": "Not OK"}, "CODE_MALFORMED", ["input", "code"]),
        ({"preset": "kelurahan", "name": " "}, "FIELD_REQUIRED", ["input", "name"]),
        ({"preset": "kelurahan", "legalBasis": ""}, "FIELD_REQUIRED", ["input", "legalBasis"]),
        ({"agencyCode": "NOWHERE"}, "UNKNOWN_AGENCY", ["input", "agencyCode"]),
        ({"agencyCode": "DUKCAPIL", "preset": "kelurahan"}, "NOT_PERMITTED", ["input"]),
        ({"preset": "kelurahan", "scheme": "S70_30"}, "WEIGHTS_NOT_SCHEME", ["input"]),
    ],
)
async def test_a_framework_that_cannot_be_is_refused(
    office: Office, changes: dict[str, Any], code: str, path: list[str]
) -> None:
    answer = await created(office, **changes)

    payload = answer.data["createFramework"]
    assert (payload["framework"], payload["version"]) == (None, None)
    assert [(error["code"], error["path"][: len(path)]) for error in payload["errors"]] == [
        (code, path)
    ]


async def test_a_code_is_taken_once(office: Office) -> None:
    await created(office, preset="kelurahan")

    answer = await created(office, preset="kelurahan")

    assert answer.data["createFramework"]["errors"] == [
        {"code": "CODE_TAKEN", "path": ["input", "code"]}
    ]


async def test_the_next_version_starts_where_the_last_one_was(office: Office) -> None:
    made = await office.version(status=VersionStatus.PUBLISHED)
    given = {
        "frameworkId": global_id("Framework", made.framework_id),
        "periodStart": "2027-01-01",
        "legalBasis": "Pergub baru",
    }

    answer = await office.officer.query(NEXT, {"input": given})

    version = answer.data["createVersion"]["version"]
    version.pop("id")
    assert version == {
        "number": 2,
        "status": "DRAFT",
        "periodStart": "2027-01-01",
        "periodEnd": None,
        "legalBasis": "Pergub baru",
        "components": [{"code": "work", "weight": "60"}, {"code": "service", "weight": "40"}],
    }


async def test_a_source_that_is_missing_is_not_found(office: Office) -> None:
    made = await office.version()
    given = {
        "frameworkId": global_id("Framework", made.framework_id),
        "cloneFrom": global_id("FrameworkVersion", new_id()),
        "periodStart": "2027-01-01",
    }

    answer = await office.officer.query(NEXT, {"input": given})

    assert answer.data["createVersion"]["errors"] == [
        {"code": "NOT_FOUND", "path": ["input", "cloneFrom"]}
    ]


async def test_overlapping_versions_are_mended_by_new_terms(office: Office) -> None:
    first = await office.version(status=VersionStatus.PUBLISHED)
    second = await office.version(framework_id=first.framework_id)
    version_id = global_id("FrameworkVersion", second.version_id)
    await take(office.officer, "submitForReview", version_id)

    overlap = await take(office.head, "publishVersion", version_id)
    await take(office.officer, "returnToDraft", version_id, reason="Periode bertumpuk")
    await take(office.officer, "updateVersion", version_id, periodStart="2027-01-01")
    await take(office.officer, "submitForReview", version_id)
    published = await take(office.head, "publishVersion", version_id)

    assert [error["code"] for error in overlap["errors"]] == ["PERIOD_OVERLAP"]
    assert published["version"]["status"] == "PUBLISHED"


async def test_all_that_is_wrong_with_a_tree_is_told_with_its_place(office: Office) -> None:
    made = await office.version()
    tree = [
        component(nameId="", indicators=[indicator(target=None), indicator()]),
        component(code="other", weight="1", indicators=[]),
    ]

    answer = await office.officer.query(
        COMPONENTS,
        {
            "input": {
                "versionId": global_id("FrameworkVersion", made.version_id),
                "components": tree,
            }
        },
    )

    first = ["input", "components", "0"]
    assert answer.data["setComponents"]["version"] is None
    assert answer.data["setComponents"]["errors"] == [
        {"code": "FIELD_REQUIRED", "path": [*first, "nameId"]},
        {"code": "TARGET_MISSING", "path": [*first, "indicators", "0", "target"]},
        {"code": "CODE_REPEATED", "path": [*first, "indicators", "1", "code"]},
        {"code": "COMPONENT_EMPTY", "path": ["input", "components", "1"]},
    ]


async def test_a_published_version_keeps_its_tree(office: Office) -> None:
    made = await office.version(status=VersionStatus.PUBLISHED)
    version_id = global_id("FrameworkVersion", made.version_id)

    answer = await office.officer.query(
        COMPONENTS, {"input": {"versionId": version_id, "components": [component()]}}
    )
    terms = await take(office.officer, "updateVersion", version_id, periodStart="2030-01-01")

    assert answer.data["setComponents"]["errors"][0]["code"] == "VERSION_IMMUTABLE"
    assert terms["errors"][0]["code"] == "VERSION_IMMUTABLE"


@pytest.mark.parametrize(
    "name",
    ["submitForReview", "returnToDraft", "publishVersion", "retireVersion", "updateVersion"],
)
async def test_every_step_answers_bad_ids_alike(office: Office, name: str) -> None:
    made = await office.version()
    client = office.officer if name in {"submitForReview", "updateVersion"} else office.head
    wrong = {
        "MALFORMED_ID": "nonsense",
        "WRONG_ID_TYPE": global_id("Framework", made.framework_id),
        "NOT_FOUND": global_id("FrameworkVersion", new_id()),
    }

    for code, version_id in wrong.items():
        payload = await take(client, name, version_id)
        assert payload == {
            "version": None,
            "errors": [{"code": code, "path": ["input", "versionId"]}],
        }


async def test_an_employee_takes_no_step(office: Office) -> None:
    for name, status, code in (
        ("submitForReview", VersionStatus.DRAFT, "NOT_PERMITTED"),
        ("publishVersion", VersionStatus.IN_REVIEW, "NOT_FOUND"),
        ("retireVersion", VersionStatus.PUBLISHED, "NOT_PERMITTED"),
    ):
        made = await office.version(status=status)
        payload = await take(office.employee, name, global_id("FrameworkVersion", made.version_id))
        assert [error["code"] for error in payload["errors"]] == [code], name
