"""Calibrating by how units performed: patterns as advice or as a rule (SE Menteri PANRB 3/2023)."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from kinerja.kit.ids import GlobalId
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.appraisal_world import make_world, open_world
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.life_desk import JUSTIFICATION, LifeDesk

#: Work and behaviour that make each grade.
GRADED = {
    "VERY_GOOD": ("ABOVE_EXPECTATION", "ABOVE_EXPECTATION"),
    "GOOD": ("MEETS_EXPECTATION", "MEETS_EXPECTATION"),
    "NEEDS_IMPROVEMENT": ("BELOW_EXPECTATION", "MEETS_EXPECTATION"),
    "POOR": ("MEETS_EXPECTATION", "BELOW_EXPECTATION"),
    "VERY_POOR": ("BELOW_EXPECTATION", "BELOW_EXPECTATION"),
}


async def grade(desk: LifeDesk, **people: int) -> None:
    """Give so many people each grade, in any order; the others stay as they are."""
    grades = [one for one, count in people.items() for _ in range(count)]
    change = text(
        "UPDATE appraisals SET decided_work_rating = :work, behaviour_rating = :behaviour"
        " WHERE agency_id = :agency AND id = :id"
    )
    keys = [GlobalId.parse(one).key for one in await desk.everybody()]
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        for key, graded in zip(keys, grades, strict=False):
            work, behaviour = GRADED[graded]
            values = {"work": work, "behaviour": behaviour, "agency": int(DISHUB), "id": key}
            await session.execute(change, values)


async def enforce(desk: LifeDesk) -> None:
    """Make the cycle one that was planned with enforced patterns."""
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        await session.execute(
            text("UPDATE cycles SET distribution_mode = 'ENFORCED' WHERE agency_id = :agency"),
            {"agency": int(DISHUB)},
        )


async def rate(desk: LifeDesk, who: UUID, unit: str, **changes: Any) -> dict[str, Any]:
    """Rate a unit GOOD, unless told otherwise."""
    given = {
        "cycleId": desk.cycle,
        "orgUnitId": unit,
        "rating": "GOOD",
        "basis": "Perjanjian kinerja triwulan I sampai IV.",
        **changes,
    }
    return await desk.do(who, "setOrgPerformance", **given)


async def calibrate(desk: LifeDesk, who: UUID, *keys: str, **more: str) -> list[str | None]:
    """Settle appraisals; return the code of each refusal, None for what was settled."""
    answer = await desk.do(who, "calibrateAppraisals", appraisalIds=list(keys), **more)
    assert answer["errors"] == []
    return [None if one["ok"] else one["error"]["code"] for one in answer["results"]]


@pytest.fixture
async def calibrating(desk: LifeDesk) -> LifeDesk:
    """Return a desk at which all results are Good and are being calibrated."""
    await desk.do(desk.world.officer.subject.id, "startCalibration", cycleId=desk.cycle)
    return desk


@pytest.fixture
async def twenty(client: Client) -> LifeDesk:
    """Return a desk at which twenty people besides the officer are being rated."""
    world = await make_world(client.database.application, DISHUB, objection_days=14, ratees=8)
    await open_world(world)
    await client.give_role(world.officer.subject.id, Role.PERFORMANCE_OFFICER, DISHUB)
    async with tenant_session(client.database.owner, DISHUB) as session:
        # Without the officer, whose appraisal would be the twenty-first.
        await session.execute(
            text("DELETE FROM appraisals WHERE agency_id = :agency AND ratee_id = :officer"),
            {"agency": int(DISHUB), "officer": world.officer.subject.id},
        )
    return LifeDesk(client, world)


async def test_the_patterns_of_a_good_unit_of_twenty_people(twenty: LifeDesk) -> None:
    officer, root = twenty.world.officer.subject.id, twenty.unit(twenty.world.organisation.root)
    cases: list[tuple[dict[str, int], list[str]]] = [
        ({"VERY_GOOD": 3, "GOOD": 14, "NEEDS_IMPROVEMENT": 3}, []),
        ({"VERY_GOOD": 3, "GOOD": 15, "POOR": 2}, ["GOOD_70_AT_MOST"]),
        ({"VERY_GOOD": 6, "GOOD": 14}, ["NEEDS_IMPROVEMENT_OR_POOR_EXISTS"]),
    ]

    for grades, broken in cases:
        await grade(twenty, **grades)
        rated = (await rate(twenty, officer, root))["orgPerformance"]
        found = [one["rule"] for one in rated["demands"] if not one["isKept"]]
        assert found == broken, grades
        assert rated["distribution"]["people"] == 20
        assert rated["distribution"]["good"] == grades["GOOD"]
        assert not rated["distribution"]["isExempt"]

    assert rated["revision"] == len(cases)
    assert rated["demands"][1]["indonesian"].startswith("Harus ada yang berpredikat")


@pytest.mark.parametrize(
    ("rating", "kept", "broken"),
    [
        ("OUTSTANDING", {"VERY_GOOD": 14, "GOOD": 6}, {"VERY_GOOD": 15, "GOOD": 5}),
        (
            "NEEDS_IMPROVEMENT",
            {"NEEDS_IMPROVEMENT": 12, "VERY_GOOD": 2, "GOOD": 6},
            {"NEEDS_IMPROVEMENT": 11, "VERY_GOOD": 3, "GOOD": 6},
        ),
        (
            "POOR",
            {"POOR": 12, "NEEDS_IMPROVEMENT": 2, "VERY_GOOD": 2, "GOOD": 4},
            {"POOR": 11, "NEEDS_IMPROVEMENT": 1, "VERY_GOOD": 3, "GOOD": 5},
        ),
        (
            "VERY_POOR",
            {"VERY_POOR": 12, "POOR": 1, "NEEDS_IMPROVEMENT": 1, "GOOD": 6},
            {"VERY_POOR": 11, "POOR": 1, "VERY_GOOD": 1, "GOOD": 7},
        ),
    ],
)
async def test_every_other_pattern_holds_up_to_its_bounds_and_not_beyond(
    twenty: LifeDesk, rating: str, kept: dict[str, int], broken: dict[str, int]
) -> None:
    officer, root = twenty.world.officer.subject.id, twenty.unit(twenty.world.organisation.root)

    await grade(twenty, **kept)
    within = (await rate(twenty, officer, root, rating=rating))["orgPerformance"]["demands"]
    await grade(twenty, **broken)
    beyond = (await rate(twenty, officer, root, rating=rating))["orgPerformance"]["demands"]

    assert {one["isKept"] for one in within} == {True}, within
    assert {one["isKept"] for one in beyond} == {False}, beyond


async def test_nothing_is_settled_before_somebody_has_rated_the_unit(
    calibrating: LifeDesk,
) -> None:
    superior = calibrating.world.organisation.superior.id
    appraisal = await calibrating.appraisal()

    early = await calibrate(calibrating, superior, appraisal, justification=JUSTIFICATION)
    await calibrating.rate_agency()
    later = await calibrate(calibrating, superior, appraisal, justification=JUSTIFICATION)

    assert (early, later) == (["ORG_PERFORMANCE_MISSING"], [None])


async def test_advice_is_departed_from_with_a_justification_that_is_kept(
    calibrating: LifeDesk,
) -> None:
    superior = calibrating.world.organisation.superior.id
    appraisal = await calibrating.appraisal()
    await calibrating.rate_agency()

    silent = await calibrate(calibrating, superior, appraisal)
    settled = await calibrate(calibrating, superior, appraisal, justification=JUSTIFICATION)

    assert (silent, settled) == (["JUSTIFICATION_REQUIRED"], [None])
    async with tenant_session(calibrating.client.database.owner, DISHUB) as session:
        kept = await session.execute(
            text(
                "SELECT reason, after FROM audit_events WHERE agency_id = :agency"
                " AND action = 'org_performance.departed_from'"
            ),
            {"agency": int(DISHUB)},
        )
        ((reason, after),) = kept.all()
    assert reason == JUSTIFICATION
    assert after == {
        "rules": ["GOOD_70_AT_MOST", "NEEDS_IMPROVEMENT_OR_POOR_EXISTS"],
        "appraisals": 1,
    }


async def test_an_enforced_pattern_is_not_departed_from(calibrating: LifeDesk) -> None:
    superior = calibrating.world.organisation.superior.id
    appraisal = await calibrating.appraisal()
    await enforce(calibrating)
    await calibrating.rate_agency()

    answer = await calibrating.do(
        superior, "calibrateAppraisals", appraisalIds=[appraisal], justification=JUSTIFICATION
    )
    await grade(calibrating, VERY_GOOD=2, GOOD=6, POOR=1)
    settled = await calibrate(calibrating, superior, appraisal)

    (refused,) = answer["results"]
    assert refused["error"]["code"] == "DISTRIBUTION_VIOLATED"
    assert "At most 70 percent may be Good." in refused["error"]["message"]
    assert settled == [None]


async def test_who_may_not_settle_is_not_told_how_the_grades_fall(calibrating: LifeDesk) -> None:
    people = calibrating.world.organisation
    appraisal = await calibrating.appraisal()
    await calibrating.rate_agency()

    for other in (people.rater, people.stranger):
        assert await calibrate(calibrating, other.id, appraisal) == ["NOT_PERMITTED"]
    assert await calibrate(calibrating, people.ratee.id, appraisal) == ["SELF_RATING"]


async def test_a_rated_unit_below_covers_its_own_people_and_few_are_exempt(
    calibrating: LifeDesk,
) -> None:
    people = calibrating.world.organisation
    first = people.branches[0]
    await calibrating.rate_agency()

    of_section = await rate(calibrating, people.superior.id, calibrating.unit(first.seksi))
    settled = await calibrate(
        calibrating, people.superior.id, await calibrating.appraisal(), justification=JUSTIFICATION
    )
    whole = await rate(
        calibrating, calibrating.world.officer.subject.id, calibrating.unit(people.root)
    )

    distribution = of_section["orgPerformance"]["distribution"]
    assert (distribution["people"], distribution["isExempt"]) == (3, True)
    assert {one["isKept"] for one in of_section["orgPerformance"]["demands"]} == {True}
    assert settled == [None]
    assert whole["orgPerformance"]["distribution"]["people"] == 9 - 3


async def test_the_leader_above_rates_a_unit_and_never_its_own_head(
    calibrating: LifeDesk,
) -> None:
    people, officer = calibrating.world.organisation, calibrating.world.officer.subject.id
    root, bidang = calibrating.unit(people.root), calibrating.unit(people.branches[0].bidang)

    refused = [
        await rate(calibrating, people.superior.id, bidang),
        await rate(calibrating, people.rater.id, bidang),
        await rate(calibrating, people.branches[1].superior.id, bidang),
        await rate(calibrating, people.head.id, root),
        await rate(calibrating, officer, bidang),
        await rate(calibrating, people.ratee.id, bidang),
    ]
    first = await rate(calibrating, people.head.id, bidang)
    second = await rate(calibrating, people.head.id, bidang, rating="OUTSTANDING")
    of_root = await rate(calibrating, officer, root)

    assert [one["errors"][0]["code"] for one in refused] == ["NOT_PERMITTED"] * len(refused)
    assert first["orgPerformance"]["revision"] == 1
    assert second["orgPerformance"]["revision"] == 2
    assert second["orgPerformance"]["rating"] == "OUTSTANDING"
    assert second["orgPerformance"]["isCurrent"]
    assert of_root["errors"] == []


async def test_who_sees_how_a_unit_performed(calibrating: LifeDesk) -> None:
    people = calibrating.world.organisation
    bidang = people.branches[0].bidang
    await rate(calibrating, people.head.id, calibrating.unit(bidang))
    question = (
        "query ($id: ID!) { node(id: $id) { ... on OrgUnit { orgPerformances { nodes"
        " { rating distribution { people } } } } } }"
    )

    async def seen(who: UUID) -> int:
        asking = calibrating.client.as_(who, agency="DISHUB")
        answer = await asking.query(question, {"id": calibrating.unit(bidang)})
        assert answer.errors == [], answer.body
        return len(answer.data["node"]["orgPerformances"]["nodes"])

    officer = calibrating.world.officer.subject.id
    assert [await seen(one) for one in (people.head.id, people.superior.id, officer)] == [1, 1, 1]
    assert [await seen(one.id) for one in (people.ratee, people.stranger)] == [0, 0]


async def test_a_rating_of_a_unit_says_why_and_stands_in_a_running_cycle(
    calibrating: LifeDesk,
) -> None:
    people = calibrating.world.organisation
    bidang = calibrating.unit(people.branches[0].bidang)
    unknown = {
        "orgUnitId": str(GlobalId("OrgUnit", DISHUB, calibrating.world.cycle_id)),
        "cycleId": str(GlobalId("Cycle", DISHUB, people.root.id)),
    }

    refused = [
        await rate(calibrating, people.head.id, bidang, basis="pendek"),
        await rate(calibrating, people.head.id, bidang, basis="x" * 2001),
        await rate(calibrating, people.head.id, unknown["orgUnitId"]),
        await rate(calibrating, people.head.id, bidang, cycleId=unknown["cycleId"]),
    ]
    async with tenant_session(calibrating.client.database.owner, DISHUB) as session:
        await session.execute(
            text("UPDATE cycles SET state = 'CANCELLED' WHERE agency_id = :agency"),
            {"agency": int(DISHUB)},
        )
    late = await rate(calibrating, people.head.id, bidang)

    told = [(one["errors"][0]["code"], one["errors"][0]["path"][1:]) for one in [*refused, late]]
    assert told == [
        ("REASON_REQUIRED", ["basis"]),
        ("REASON_REQUIRED", ["basis"]),
        ("NOT_FOUND", ["orgUnitId"]),
        ("NOT_FOUND", ["cycleId"]),
        ("STATE_CONFLICT", ["cycleId"]),
    ]


async def test_two_calibrators_at_once_settle_a_result_once(calibrating: LifeDesk) -> None:
    people = calibrating.world.organisation
    appraisal = await calibrating.appraisal()
    await calibrating.rate_agency()

    codes = await asyncio.gather(
        *(
            calibrate(calibrating, who, appraisal, justification=JUSTIFICATION)
            for who in (people.superior.id, people.head.id)
        )
    )

    assert sorted(map(str, (code for one in codes for code in one))) in (
        ["None", "STATE_CONFLICT"],
        ["CONCURRENT_UPDATE", "None"],
    )


async def test_two_leaders_at_once_write_one_revision_each_or_one_alone(
    calibrating: LifeDesk,
) -> None:
    head = calibrating.world.organisation.head.id
    bidang = calibrating.unit(calibrating.world.organisation.branches[0].bidang)

    answers = await asyncio.gather(
        *(rate(calibrating, head, bidang, rating=one) for one in ("GOOD", "POOR"))
    )

    revisions = [one["orgPerformance"]["revision"] for one in answers if not one["errors"]]
    codes = [one["errors"][0]["code"] for one in answers if one["errors"]]
    assert (sorted(revisions), codes) in (([1, 2], []), ([1], ["CONCURRENT_UPDATE"]))
