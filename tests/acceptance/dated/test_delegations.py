"""Delegations: the delegate rates in the rater's place, on those days and in nothing else."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.delegations.models import Delegation
from kinerja.domains.organisation.models import Assignment, Employee
from kinerja.kit import clock
from kinerja.kit.ids import GlobalId, new_id
from tenants.models import AuditEvent
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.dated_rights import Stage, codes, global_id, move_to, payload
from tests.support.organisation_factories import make_employee, make_reporting_line, make_staff

DELEGATE = """
mutation ($input: DelegateRatingInput!) {
  delegateRating(input: $input) {
    delegation {
      id reason periodStart periodEnd endedAt delegator { id } delegate { id }
    }
    errors { code message path }
  }
}
"""
END = """
mutation ($input: EndDelegationInput!) {
  endDelegation(input: $input) {
    delegation { id periodStart periodEnd endedAt }
    errors { code message path }
  }
}
"""
DELEGATIONS = """
query ($filter: DelegationFilter) {
  agency(code: "DISHUB") { delegations(first: 10, filter: $filter) { totalCount } }
}
"""
REST = """
mutation ($ratings: DecideRatingsInput!, $appraisals: SubmitAppraisalsInput!) {
  decideRatings(input: $ratings) { accepted results { error { code } } }
  submitAppraisals(input: $appraisals) { accepted results { error { code } } }
}
"""
DAY = timedelta(days=1)


def plan(delegate: Employee, **changes: Any) -> dict[str, Any]:
    """Make the input of a delegation for today alone."""
    today = clock.today().isoformat()
    return {
        "delegateId": global_id("Employee", delegate.id),
        "periodStart": today,
        "periodEnd": today,
        "reason": "Surat Perintah 12/2026: dinas luar",
        **changes,
    }


async def delegated(stage: Stage, delegate: Employee) -> UUID:
    """Let the rater delegate to somebody for today, and return the key of the delegation."""
    rater = stage.as_(stage.world.organisation.rater)
    made = await payload(rater, DELEGATE, input=plan(delegate))
    assert made["errors"] == []
    return GlobalId.parse(made["delegation"]["id"]).key


async def test_a_delegate_rates_on_the_days_of_the_delegation(stage: Stage) -> None:
    people, today = stage.world.organisation, clock.today()
    appraisal = await stage.world.appraisal_of(people.ratee)
    assert not await stage.rates(people.stranger, appraisal)

    key = await delegated(stage, people.stranger)

    for valid, holds in (
        (Range(today, today + DAY), True),
        (Range(today + DAY, today + 2 * DAY), False),
        (Range(today - 5 * DAY, today + DAY), True),
        (Range(today - 5 * DAY, today), False),
    ):
        await move_to(stage.client.database, Delegation, key, valid)
        assert await stage.rates(people.stranger, appraisal) is holds, valid
    assert await stage.rates(people.rater, appraisal)


async def test_a_delegate_does_all_that_the_rater_does(stage: Stage) -> None:
    people = stage.world.organisation
    appraisal = await stage.world.appraisal_of(people.ratee)
    await delegated(stage, people.stranger)
    key = global_id("Appraisal", appraisal)
    for code in ("quality", "speed"):
        item = stage.world.item(appraisal, code, "100")
        assert (await stage.world.score(stage.world.actor(people.stranger), item))[0].error is None

    done = await stage.as_(people.stranger).query(
        REST,
        {
            "ratings": {
                "ratings": [
                    {
                        "appraisalId": key,
                        "decidedWorkRating": "MEETS_EXPECTATION",
                        "behaviourRating": "MEETS_EXPECTATION",
                        "reason": "Sesuai dengan dialog kinerja.",
                    }
                ]
            },
            "appraisals": {"appraisalIds": [key]},
        },
    )

    assert done.errors == [], done.body
    assert [one["accepted"] for one in done.data.values()] == [1, 1], done.data


async def test_a_delegate_never_rates_the_own_appraisal(stage: Stage) -> None:
    people = stage.world.organisation
    own = await stage.world.appraisal_of(people.ratee)
    of_a_colleague = await stage.world.appraisal_of(people.branches[0].ratees[1])

    await delegated(stage, people.ratee)

    assert await stage.rates(people.ratee, of_a_colleague)
    assert not await stage.scores(people.ratee, own)


async def test_what_was_delegated_cannot_be_passed_on(stage: Stage) -> None:
    people = stage.world.organisation
    appraisal = await stage.world.appraisal_of(people.ratee)
    first, second = people.branches[1].rater, people.stranger
    await delegated(stage, first)

    onward = await payload(stage.as_(first), DELEGATE, input=plan(second))

    # The first one rates people of the own, and that is what the second gets: nothing else.
    assert onward["errors"] == []
    assert await stage.rates(first, appraisal)
    assert not await stage.rates(second, appraisal)
    last, nobody = people.branches[0].ratees[2], people.branches[0].ratees[1]
    await delegated(stage, last)
    refused = await payload(stage.as_(last), DELEGATE, input=plan(nobody))
    assert codes(refused) == ["DELEGATION_TOO_LONG"]
    assert "nothing to delegate" in refused["errors"][0]["message"]


async def test_a_delegation_lies_within_the_delegators_own_right(stage: Stage) -> None:
    """The line of the delegator to an employee outside the cycle ends in ten days."""
    people, today = stage.world.organisation, clock.today()
    last = today + 10 * DAY
    async with tenant_session(stage.world.engine, DISHUB) as session:
        newcomer = await make_staff(session, DISHUB, unit=people.root)
        rater = await make_staff(session, DISHUB, unit=people.root)
        await make_reporting_line(
            session, DISHUB, ratee=newcomer, rater=rater, valid=Range(today, last + DAY)
        )
    asking = stage.as_(rater)

    long = await payload(
        asking,
        DELEGATE,
        input=plan(people.stranger, periodEnd=(last + DAY).isoformat()),
    )
    before = await payload(
        asking,
        DELEGATE,
        input=plan(people.stranger, periodStart=(today - DAY).isoformat()),
    )
    right = await payload(asking, DELEGATE, input=plan(people.stranger, periodEnd=last.isoformat()))

    assert codes(long) == ["DELEGATION_TOO_LONG"]
    assert last.isoformat() in long["errors"][0]["message"]
    assert long["errors"][0]["path"] == ["input", "periodEnd"]
    assert codes(before) == ["DELEGATION_TOO_LONG"]
    assert codes(right) == []
    assert right["delegation"]["periodEnd"] == last.isoformat()


async def test_a_delegation_ends_with_the_delegators_post(stage: Stage) -> None:
    """Pinned in an open appraisal, the delegator rates until he holds no position any more."""
    people, today = stage.world.organisation, clock.today()
    async with stage.client.database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        await connection.execute(
            update(Assignment)
            .where(Assignment.employee_id == people.rater.id)
            .values(valid=Range(date(2024, 1, 1), today + 4 * DAY))
        )
    rater = stage.as_(people.rater)

    long = await payload(
        rater, DELEGATE, input=plan(people.stranger, periodEnd=(today + 4 * DAY).isoformat())
    )
    right = await payload(
        rater, DELEGATE, input=plan(people.stranger, periodEnd=(today + 3 * DAY).isoformat())
    )

    assert codes(long) == ["DELEGATION_TOO_LONG"]
    assert (today + 3 * DAY).isoformat() in long["errors"][0]["message"]
    assert codes(right) == []


async def test_bad_delegations_are_refused_and_nothing_is_written(stage: Stage) -> None:
    people, today = stage.world.organisation, clock.today()
    async with tenant_session(stage.world.engine, DISHUB) as session:
        inactive = await make_employee(session, DISHUB, state="INACTIVE")
    async with tenant_session(stage.world.engine, DUKCAPIL) as session:
        foreign = await make_employee(session, DUKCAPIL)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"delegateId": global_id("Employee", people.rater.id)}, "DELEGATION_TO_SELF"),
        ({"delegateId": global_id("Employee", inactive.id)}, "NOT_FOUND"),
        ({"delegateId": global_id("Employee", foreign.id)}, "NOT_FOUND"),
        ({"delegateId": global_id("Employee", new_id())}, "NOT_FOUND"),
        ({"delegateId": global_id("Employee", foreign.id, DUKCAPIL)}, "NOT_PERMITTED"),
        ({"delegateId": global_id("Appraisal", people.stranger.id)}, "WRONG_ID_TYPE"),
        ({"periodEnd": (today - DAY).isoformat()}, "DELEGATION_PERIOD"),
        ({"periodStart": (today + DAY).isoformat()}, "DELEGATION_PERIOD"),
        ({"periodEnd": (today + 366 * DAY).isoformat()}, "DELEGATION_PERIOD"),
        ({"periodEnd": "9998-12-31"}, "DELEGATION_PERIOD"),
        ({"reason": " a "}, "REASON_REQUIRED"),
        ({"reason": "x" * 501}, "REASON_REQUIRED"),
    ]

    for changes, code in wrong:
        given = plan(people.stranger, **changes)
        assert codes(await payload(stage.as_(people.rater), DELEGATE, input=given)) == [code], given
    open_ended = plan(people.stranger, periodEnd=None)
    answer = await stage.as_(people.rater).query(DELEGATE, {"input": open_ended})

    assert answer.codes == ["BAD_USER_INPUT"]
    assert await count(stage, people.rater) == 0


async def test_the_same_two_people_have_one_delegation_on_a_day(stage: Stage) -> None:
    people = stage.world.organisation
    await delegated(stage, people.stranger)

    again = await payload(stage.as_(people.rater), DELEGATE, input=plan(people.stranger))
    somebody_else = await payload(
        stage.as_(people.rater), DELEGATE, input=plan(people.branches[1].rater)
    )

    assert codes(again) == ["PERIOD_OVERLAP"]
    assert codes(somebody_else) == []


async def test_only_the_rater_and_the_officer_delegate_and_the_officer_not_to_oneself(
    stage: Stage,
) -> None:
    people, officer = stage.world.organisation, stage.world.officer.subject.id
    asking = stage.client.as_(officer, agency="DISHUB").with_headers(accept_language="en")
    of_the_rater = {"delegatorId": global_id("Employee", people.rater.id)}
    given = plan(people.stranger, **of_the_rater)

    for person in (people.stranger, people.superior, people.head):
        refused = await payload(stage.as_(person), DELEGATE, input=given)
        expected = "DELEGATION_TO_SELF" if person is people.stranger else "NOT_PERMITTED"
        assert codes(refused) == [expected]
    himself = {**given, "delegateId": global_id("Employee", officer)}
    assert codes(await payload(asking, DELEGATE, input=himself)) == ["DELEGATION_TO_SELF"]
    missing = {**given, "delegatorId": global_id("Employee", new_id())}
    assert codes(await payload(asking, DELEGATE, input=missing)) == ["NOT_FOUND"]

    made = await payload(asking, DELEGATE, input=given)

    assert made["errors"] == []
    assert made["delegation"]["delegator"] == {"id": of_the_rater["delegatorId"]}


async def test_a_delegation_is_ended_at_once_or_on_a_day(stage: Stage) -> None:
    people, today = stage.world.organisation, clock.today()
    appraisal = await stage.world.appraisal_of(people.ratee)
    rater = stage.as_(people.rater)
    end = (today + 9 * DAY).isoformat()
    made = await payload(rater, DELEGATE, input=plan(people.stranger, periodEnd=end))
    key = made["delegation"]["id"]

    shorter = await payload(
        rater, END, input={"delegationId": key, "lastDay": (today + DAY).isoformat()}
    )
    longer = await payload(
        rater, END, input={"delegationId": key, "lastDay": (today + 5 * DAY).isoformat()}
    )
    assert shorter["delegation"]["periodEnd"] == (today + DAY).isoformat()
    assert codes(longer) == ["ALREADY_ENDED"]
    assert await stage.rates(people.stranger, appraisal)

    over = await payload(rater, END, input={"delegationId": key})

    assert over["errors"] == []
    assert over["delegation"]["periodStart"] is over["delegation"]["periodEnd"] is None
    assert over["delegation"]["endedAt"] is not None
    assert not await stage.rates(people.stranger, appraisal)
    assert codes(await payload(rater, END, input={"delegationId": key})) == ["ALREADY_ENDED"]


async def test_only_the_delegator_and_the_officer_end_a_delegation(stage: Stage) -> None:
    people = stage.world.organisation
    key = global_id("Delegation", await delegated(stage, people.stranger))
    elsewhere = global_id("Delegation", GlobalId.parse(key).key, DUKCAPIL)
    officer = stage.client.as_(stage.world.officer.subject.id, agency="DISHUB")

    ending = {"delegationId": key}
    assert codes(await payload(stage.as_(people.stranger), END, input=ending)) == ["NOT_PERMITTED"]
    outsider = stage.as_(people.branches[1].ratees[1])
    assert codes(await payload(outsider, END, input=ending)) == ["NOT_FOUND"]
    for missing in (elsewhere, global_id("Delegation", new_id())):
        refused = await payload(stage.as_(people.rater), END, input={"delegationId": missing})
        assert codes(refused) in (["NOT_FOUND"], ["NOT_PERMITTED"])
    assert codes(await payload(officer, END, input=ending)) == []


async def count(stage: Stage, person: Employee, **condition: Any) -> int:
    """Return how many delegations somebody sees."""
    answer = await stage.as_(person).query(DELEGATIONS, {"filter": condition or None})
    assert answer.errors == [], answer.body
    found: int = answer.data["agency"]["delegations"]["totalCount"]
    return found


async def test_the_two_people_and_those_above_see_a_delegation(stage: Stage) -> None:
    people, today = stage.world.organisation, clock.today()
    await delegated(stage, people.stranger)

    for person, seen in (
        (people.rater, 1),
        (people.stranger, 1),
        (people.head, 1),
        (people.ratee, 0),
        (people.branches[1].ratees[1], 0),
    ):
        assert await count(stage, person) == seen, person.name
    stranger = {"eq": global_id("Employee", people.stranger.id)}
    assert await count(stage, people.rater, delegate=stranger) == 1
    assert await count(stage, people.rater, delegator=stranger) == 0
    assert await count(stage, people.rater, activeOn=today.isoformat()) == 1
    assert await count(stage, people.rater, activeOn=(today + DAY).isoformat()) == 0


async def test_a_delegation_and_its_refusal_are_audited(stage: Stage) -> None:
    people = stage.world.organisation
    key = await delegated(stage, people.stranger)
    await payload(stage.as_(people.rater), DELEGATE, input=plan(people.stranger))
    await payload(
        stage.as_(people.rater), END, input={"delegationId": global_id("Delegation", key)}
    )

    async with stage.client.database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        events = await connection.execute(
            select(AuditEvent.action, AuditEvent.actor_id, AuditEvent.after)
            .where(AuditEvent.object_type == "Delegation")
            .order_by(AuditEvent.id)
        )
        rows = events.all()

    assert [row.action for row in rows] == [
        "delegation.created",
        "delegation.refused",
        "delegation.ended",
    ]
    assert {row.actor_id for row in rows} == {people.rater.id}
    assert rows[1].after == {"code": "PERIOD_OVERLAP"}
