"""Where a date decides, it is told: of the own lines, posts, delegations and roles alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from kinerja.kit.clock import today

Asking = Any  # Of the fixture `asking`: conftest modules are not imported.
DELEGATION = (
    "INSERT INTO delegations (agency_id, id, delegator_id, delegate_id, valid, reason, created_by)"
    " VALUES (:agency, :id, :delegator, :delegate, daterange(:first, :after), 'Cuti', :delegator)"
)
LINE = (
    "INSERT INTO reporting_lines (agency_id, id, ratee_id, rater_id, kind, valid)"
    " VALUES (:agency, :id, :ratee, :rater, 'DELEGATED', daterange(:first, :after))"
)
ACTING = (
    "INSERT INTO assignments (agency_id, id, employee_id, position_id, org_unit_id, kind, valid)"
    " SELECT :agency, :id, :who, head_position_id, id, 'PLT', daterange(:first, :after)"
    " FROM org_units WHERE agency_id = :agency AND id = :unit"
)
ROLE = (
    "INSERT INTO role_assignments (agency_id, id, subject_id, role, valid)"
    " VALUES (:agency, :id, :who, 'performance_officer', daterange(:first, :after))"
)


def day(distance: int) -> date:
    """Return the day that lies so many days after today."""
    return today() + timedelta(days=distance)


def told(found: dict[str, Any]) -> tuple[Any, ...]:
    """Return what an answer says of rule and dates."""
    return tuple(found[name] for name in ("code", "rule", "relation", "since", "until"))


async def test_a_delegation_that_is_to_begin_names_its_days(asking: Asking) -> None:
    people = asking.world.organisation
    await asking.write(
        DELEGATION,
        delegator=people.rater.id,
        delegate=people.superior.id,
        first=day(5),
        after=day(12),
    )

    found = await asking.why(people.superior.id, "Appraisal", asking.appraisal, "SCORE")

    first, last = day(5).isoformat(), day(11).isoformat()
    assert told(found) == ("NOT_YET", "rater-scores", "RATER", first, last)
    assert found["sentence"] == (
        f"From {first} on, until {last} you may score this employee as the rater of this employee,"
        " but not yet."
    )


async def test_a_delegation_in_force_tells_since_when_and_until_when(asking: Asking) -> None:
    people = asking.world.organisation
    await asking.write(
        DELEGATION,
        delegator=people.rater.id,
        delegate=people.superior.id,
        first=day(-3),
        after=day(1),
    )

    found = await asking.why(
        people.superior.id, "Appraisal", asking.appraisal, "SCORE", field="whyCan"
    )

    first, last = day(-3).isoformat(), day(0).isoformat()
    assert told(found) == ("ALLOWED", "rater-scores", "RATER", first, last)
    assert found["sentence"].endswith(
        f"as the rater of this employee, since {first}, until {last}."
    )


async def test_a_line_that_has_ended_tells_its_last_day(asking: Asking) -> None:
    people = asking.world.organisation
    await asking.write(
        LINE, ratee=people.ratee.id, rater=people.head.id, first=day(-90), after=day(-30)
    )

    found = await asking.why(people.head.id, "Appraisal", asking.appraisal, "SCORE")

    last = day(-31).isoformat()
    assert told(found) == ("NO_LONGER", "rater-scores", "RATER", None, last)
    assert found["sentence"] == (
        f"Until {last} you could score this employee as the rater of this employee. That is over."
    )


async def test_an_acting_post_that_has_ended_tells_its_last_day(asking: Asking) -> None:
    people = asking.world.organisation
    await asking.write(
        ACTING, who=people.stranger.id, unit=people.root.id, first=day(-20), after=day(0)
    )

    found = await asking.why(people.stranger.id, "Cycle", asking.world.cycle_id, "DECIDE")

    assert told(found) == (
        "NO_LONGER", "head-decides-cycles", "UNIT_HEAD", None, day(-1).isoformat()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "after", "expected"),
    [
        (-30, -10, ("NO_LONGER", None, -11)),
        (4, 9, ("NOT_YET", 4, 8)),
        (-30, None, ("NOT_RELATED", None, None)),
    ],
)
async def test_a_role_that_was_or_will_be_held_tells_its_days(
    asking: Asking, first: int, after: int | None, expected: tuple[str, int | None, int | None]
) -> None:
    """The third one holds the role today: of another agency, since it is somebody else's."""
    people = asking.world.organisation
    holder = people.ratee.id if expected[0] == "NOT_RELATED" else people.stranger.id
    await asking.write(
        ROLE, who=holder, first=day(first), after=None if after is None else day(after)
    )

    found = await asking.why(people.stranger.id, "OrgUnit", people.root.id, "CONFIGURE")

    code, since, until = expected
    days = [None if one is None else day(one).isoformat() for one in (since, until)]
    assert [found["code"], found["since"], found["until"]] == [code, *days]


async def test_an_idle_rater_is_due_and_the_superior_is_told_from_when_he_may(
    asking: Asking,
) -> None:
    people = asking.world.organisation
    await asking.write(
        "UPDATE appraisals SET rating_due = :due WHERE agency_id = :agency AND id = :appraisal",
        due=day(-4),
        appraisal=asking.appraisal,
    )

    found = await asking.why(people.superior.id, "Appraisal", asking.appraisal, "SCORE")

    assert found["code"] == "NOT_YET"
    assert found["relation"] == "ESCALATED"
    assert found["since"] == day(3).isoformat()


async def test_dates_of_other_people_are_not_told(asking: Asking) -> None:
    """The head sees the appraisal; that somebody else's delegation begins is not his to know."""
    people = asking.world.organisation
    before = await asking.why(people.head.id, "Appraisal", asking.appraisal, "SCORE")
    await asking.write(
        DELEGATION,
        delegator=people.rater.id,
        delegate=people.superior.id,
        first=day(5),
        after=day(12),
    )

    assert await asking.why(people.head.id, "Appraisal", asking.appraisal, "SCORE") == before


async def test_a_former_rater_who_no_longer_sees_it_is_told_nothing(asking: Asking) -> None:
    people = asking.world.organisation
    never = await asking.why(people.stranger.id, "Appraisal", asking.appraisal, "VIEW")
    await asking.write(
        LINE, ratee=people.ratee.id, rater=people.stranger.id, first=day(-90), after=day(-30)
    )

    assert await asking.why(people.stranger.id, "Appraisal", asking.appraisal, "VIEW") == never
