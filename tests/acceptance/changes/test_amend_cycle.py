"""Amending a running cycle: it ends where other rules begin, and a successor has the rest."""

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.ids import new_id
from tenants.session import tenant_session
from tests.support.change_desk import MAY, REASON, ChangeDesk, make_change_desk
from tests.support.clients import Client
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.framework_factories import make_published_version

YEAR = Range(date(2026, 1, 1), date(2027, 1, 1), bounds="[)")
SPRING = Range(date(2026, 1, 1), MAY, bounds="[)")
REST = Range(MAY, date(2027, 1, 1), bounds="[)")


def codes(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in payload["errors"]]


async def unchanged(desk: ChangeDesk) -> bool:
    return await desk.cycles() == {"T2026": ("OPEN", YEAR)}


async def test_the_cycle_ends_and_a_successor_goes_on_once_its_version_is_published(
    desk: ChangeDesk,
) -> None:
    head, officer = desk.world.organisation.head, desk.world.officer.subject.id
    version = await desk.version()
    name = desk.name("FrameworkVersion", version.version_id)
    early = await desk.do(head.id, "publishVersion", versionId=name)

    amended = await desk.amend(version)
    published = await desk.do(head.id, "publishVersion", versionId=name)
    opened = await desk.do(
        officer,
        "openCycle",
        cycleId=amended["successor"]["id"],
        exceptions=[desk.name("Employee", head.id)],
    )

    assert [error["code"] for error in early["errors"]] == ["PERIOD_OVERLAP"]
    old = desk.name("FrameworkVersion", desk.world.version.version_id)
    assert amended["errors"] == []
    assert amended["cycle"] == {
        "id": desk.name("Cycle", desk.world.cycle_id),
        "state": "OPEN",
        "periodStart": "2026-01-01",
        "periodEnd": "2026-04-30",
        "frameworkVersion": {"id": old},
    }
    successor = amended["successor"]
    assert (successor["periodStart"], successor["periodEnd"]) == ("2026-05-01", "2026-12-31")
    assert (successor["state"], successor["code"]) == ("PLANNED", "T2026-2026-05-01")
    assert amended["appraisals"] == 0
    assert (published["errors"], published["version"]) == ([], {"status": "PUBLISHED"})
    assert opened["errors"] == []
    assert opened["cycle"] == {"state": "OPEN", "frameworkVersion": {"id": name}}
    assert await desk.cycles() == {"T2026": ("OPEN", SPRING), successor["code"]: ("OPEN", REST)}
    before = await desk.appraisals_of(amended["cycle"]["id"])
    after = await desk.appraisals_of(successor["id"])
    assert {ratee for ratee, _ in before} == {ratee for ratee, _ in after}
    assert {key for _, key in before} == {desk.world.version.version_id}
    assert {key for _, key in after} == {version.version_id}
    assert opened["appraisals"] == len(after)


async def test_under_a_version_that_is_published_the_successor_is_open_at_once(
    desk: ChangeDesk,
) -> None:
    version = await desk.version(status=VersionStatus.PUBLISHED, is_successor=False)
    head = desk.name("Employee", desk.world.organisation.head.id)

    left_out = await desk.amend(version)
    whole = await unchanged(desk)
    amended = await desk.amend(
        version, exceptions=[head], code="2026-B", name="Mei sampai Desember"
    )

    assert codes(left_out) == [("RATEES_WITHOUT_RATER", ["input"])]
    assert left_out["successor"] is None
    assert whole
    assert amended["errors"] == []
    successor = amended["successor"]
    assert (successor["state"], successor["code"]) == ("OPEN", "2026-B")
    assert successor["name"] == "Mei sampai Desember"
    assert successor["frameworkVersion"]["id"] == desk.name("FrameworkVersion", version.version_id)
    made = await desk.appraisals_of(successor["id"])
    assert amended["appraisals"] == len(made) > 0
    assert {key for _, key in made} == {version.version_id}


async def test_both_cycles_say_in_the_audit_trail_who_changed_them_and_why(
    desk: ChangeDesk,
) -> None:
    amended = await desk.amend(await desk.version())

    async with tenant_session(desk.world.engine, DISHUB) as session:
        rows = await session.execute(
            text(
                "SELECT action, actor_id, reason, after FROM audit_events"
                " WHERE agency_id = :a AND action IN ('cycle.amended', 'cycle.continued')"
            ),
            {"a": int(DISHUB)},
        )
        found = {row.action: row for row in rows}
    assert {row.actor_id for row in found.values()} == {desk.world.officer.subject.id}
    assert {row.reason for row in found.values()} == {REASON}
    assert found["cycle.amended"].after["period_end"] == "2026-04-30"
    assert found["cycle.continued"].after["continues"] == str(desk.world.cycle_id)
    assert amended["errors"] == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"on": "2026-01-01"}, "OUTSIDE_PERIOD", "on"),
        ({"on": "2027-01-01"}, "OUTSIDE_PERIOD", "on"),
        ({"on": "2025-06-01"}, "OUTSIDE_PERIOD", "on"),
        ({"on": "2026-04-30"}, "NO_PUBLISHED_VERSION", "versionId"),
        ({"reason": "  singkat  "}, "REASON_REQUIRED", "reason"),
        ({"code": "T2026"}, "CODE_TAKEN", "code"),
        ({"code": "-"}, "CODE_MALFORMED", "code"),
        ({"name": "dua\nbaris"}, "TEXT_NOT_ALLOWED", "name"),
        ({"selfReviewDue": "2099-01-01"}, "NOT_PUBLISHED", "selfReviewDue"),
        ({"cycleId": "x"}, "MALFORMED_ID", "cycleId"),
    ],
)
async def test_what_does_not_fit_is_refused_and_changes_nothing(
    desk: ChangeDesk, changes: dict[str, Any], code: str, field: str
) -> None:
    refused = await desk.amend(await desk.version(), **changes)

    assert codes(refused) == [(code, ["input", field])]
    assert refused["cycle"] is refused["successor"] is None
    assert await unchanged(desk)


async def test_a_cycle_goes_on_only_under_another_version_of_the_agency_that_is_ready(
    desk: ChangeDesk,
) -> None:
    async with tenant_session(desk.world.engine, DUKCAPIL) as session:
        foreign = await make_published_version(session, agency_id=DUKCAPIL)
    draft = await desk.version(status=VersionStatus.DRAFT)
    short = await desk.version(last=date(2026, 12, 31))
    cases = {
        "SAME_VERSION": desk.world.version,
        "NOT_FOUND": foreign,
        "STATE_CONFLICT": draft,
        "NO_PUBLISHED_VERSION": short,
    }
    for code, version in cases.items():
        refused = await desk.amend(version)
        assert codes(refused) == [(code, ["input", "versionId"])], code
    missing = desk.name("FrameworkVersion", new_id())
    refused = await desk.amend(draft, versionId=missing)
    assert codes(refused) == [("NOT_FOUND", ["input", "versionId"])]
    assert await unchanged(desk)


async def test_self_reviews_of_the_rest_are_not_due_before_it_begins(desk: ChangeDesk) -> None:
    version = await desk.version(status=VersionStatus.PUBLISHED, is_successor=False)

    for day in ("2026-04-30", "2099-01-01"):
        refused = await desk.amend(version, selfReviewDue=day)
        assert codes(refused) == [("DEADLINE", ["input", "selfReviewDue"])]
    assert await unchanged(desk)


async def test_only_the_officer_amends_and_nobody_of_another_agency(desk: ChangeDesk) -> None:
    version = await desk.version()
    people = desk.world.organisation
    given = {
        "cycleId": desk.name("Cycle", desk.world.cycle_id),
        "on": MAY.isoformat(),
        "versionId": desk.name("FrameworkVersion", version.version_id),
        "reason": REASON,
    }
    for other in (people.head, people.superior, people.rater, people.ratee):
        refused = await desk.do(other.id, "amendCycle", **given)
        assert [error["code"] for error in refused["errors"]] == ["NOT_PERMITTED"], other
    unknown = await desk.amend(version, cycleId=desk.name("Cycle", new_id()))
    assert codes(unknown) == [("NOT_FOUND", ["input"])]
    assert await unchanged(desk)


async def test_only_a_running_cycle_is_amended(client: Client) -> None:
    desk = await make_change_desk(client, opened=False)

    refused = await desk.amend(await desk.version())

    assert [error["code"] for error in refused["errors"]] == ["STATE_CONFLICT"]


async def test_a_cycle_that_is_being_scored_keeps_its_state(client: Client) -> None:
    desk = await make_change_desk(client, scoring=True)

    amended = await desk.amend(await desk.version())

    assert amended["errors"] == []
    assert amended["cycle"]["state"] == "SCORING"


async def test_of_two_amendments_at_once_one_wins(desk: ChangeDesk) -> None:
    version = await desk.version()

    both = await asyncio.gather(
        desk.amend(version), desk.amend(version, on="2026-06-01", code="other")
    )

    won = [one for one in both if one["errors"] == []]
    (lost,) = (one for one in both if one["errors"])
    assert len(won) == 1
    assert lost["errors"][0]["code"] in {"STATE_CONFLICT", "OUTSIDE_PERIOD"}
    assert len(await desk.cycles()) == 2
