"""Acting officials (PLT, PLH): they rate for the holder of the post, on their days, in its unit."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.organisation.models import Assignment, Employee
from kinerja.kit import clock
from kinerja.kit.ids import GlobalId, new_id
from tests.support.database import DISHUB
from tests.support.dated_rights import Stage, codes, global_id, move_to, payload

DAY = timedelta(days=1)
LONG_AGO = date(2024, 1, 1)
ASSIGN = """
mutation ($input: AssignInput!) {
  assign(input: $input) { results { assignment { id } errors { code } } errors { code } }
}
"""
APPROVE = """
mutation ($input: ApproveInnovationInput!) {
  approveInnovation(input: $input) { errors { code message } }
}
"""


async def acts(stage: Stage, deputy: Employee, kind: str) -> UUID:
    """Let the officer make somebody act for the rater of the first seksi, for today."""
    today = clock.today().isoformat()
    item: dict[str, Any] = {
        "employeeId": global_id("Employee", deputy.id),
        "positionId": global_id("Position", await post_of(stage, stage.world.organisation.rater)),
        "kind": kind,
        "periodStart": today,
        "periodEnd": today,
    }
    officer = stage.client.as_(stage.world.officer.subject.id, agency="DISHUB")
    made = await payload(officer, ASSIGN, input={"items": [item]})
    (result,) = made["results"]
    assert result["errors"] == [], result
    return GlobalId.parse(result["assignment"]["id"]).key


async def post_of(stage: Stage, employee: Employee) -> UUID:
    """Return the position that somebody holds definitively, or held."""
    async with stage.client.database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        found = await connection.execute(
            select(Assignment.position_id).where(
                Assignment.employee_id == employee.id, Assignment.kind == "DEFINITIF"
            )
        )
        post: UUID = found.scalar_one()
        return post


async def change(stage: Stage, statement: Any) -> None:
    """Change rows as the owner."""
    async with stage.client.database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        await connection.execute(statement)


async def test_an_acting_official_rates_for_the_absent_holder_on_these_days(stage: Stage) -> None:
    people, today = stage.world.organisation, clock.today()
    appraisal = await stage.world.appraisal_of(people.ratee)
    deputy = people.stranger
    assert not await stage.rates(deputy, appraisal)

    for kind in ("PLT", "PLH"):
        key = await acts(stage, deputy, kind)
        for valid, holds in (
            (Range(today, today + DAY), True),
            (Range(today - 5 * DAY, today + DAY), True),
            (Range(today + DAY, today + 2 * DAY), False),
            (Range(today - 5 * DAY, today), False),
        ):
            await move_to(stage.client.database, Assignment, key, valid)
            assert await stage.rates(deputy, appraisal) is holds, (kind, valid)
    assert await stage.rates(people.rater, appraisal)


async def test_in_a_vacancy_an_acting_official_rates_for_the_last_holder(stage: Stage) -> None:
    people, today = stage.world.organisation, clock.today()
    appraisal = await stage.world.appraisal_of(people.ratee)
    deputy, rater = people.stranger, people.rater
    await acts(stage, deputy, "PLT")
    term = update(Assignment).where(
        Assignment.employee_id == rater.id, Assignment.kind == "DEFINITIF"
    )

    for end in (today, today - 30 * DAY):
        await change(stage, term.values(valid=Range(LONG_AGO, end)))
        assert await stage.rates(deputy, appraisal), end
    # A new holder: the former one is no business of the acting official's any more.
    position = await post_of(stage, rater)
    newcomer = Assignment(
        agency_id=DISHUB,
        id=new_id(),
        employee_id=people.branches[1].ratees[1].id,
        position_id=position,
        org_unit_id=people.branches[0].seksi.id,
        kind="DEFINITIF",
        valid=Range(today, None),
    )
    await change(
        stage,
        update(Assignment)
        .where(Assignment.employee_id == newcomer.employee_id)
        .values(valid=Range(LONG_AGO, today)),
    )
    await stage.write(newcomer)

    assert await stage.sees(deputy, appraisal)  # As the acting head of the seksi.
    assert not await stage.scores(deputy, appraisal)


async def test_an_acting_official_rates_only_in_the_unit_of_the_post(stage: Stage) -> None:
    """The holder also rates somebody of another unit, who is none of the deputy's business."""
    people = stage.world.organisation
    elsewhere = await stage.world.appraisal_of(people.branches[1].ratees[2])
    await change(
        stage,
        update(Appraisal).where(Appraisal.id == elsewhere).values(rater_id=people.rater.id),
    )

    await acts(stage, people.stranger, "PLT")

    assert await stage.rates(people.rater, elsewhere)
    assert not await stage.rates(people.stranger, elsewhere)
    assert await stage.rates(people.stranger, await stage.world.appraisal_of(people.ratee))


async def test_an_acting_official_never_rates_himself_and_approves_nothing(stage: Stage) -> None:
    people = stage.world.organisation
    deputy = people.branches[0].ratees[1]
    own = await stage.world.appraisal_of(deputy)
    of_a_colleague = await stage.world.appraisal_of(people.ratee)

    await acts(stage, deputy, "PLH")

    assert not await stage.scores(deputy, own)
    assert await stage.rates(deputy, of_a_colleague)
    approving = {"appraisalId": global_id("Appraisal", of_a_colleague), "evidence": "SK 1/2026"}
    refused = await payload(stage.as_(deputy), APPROVE, input=approving)
    assert codes(refused) == ["INNOVATION_BY_RATER"]
