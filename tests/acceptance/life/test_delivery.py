"""From submitted results to final ones: calibrated, delivered, acknowledged, final by time."""

from policies.permissions import Role
from tests.support.life_desk import JUSTIFICATION, LifeDesk


async def test_a_result_that_nobody_contradicts_becomes_final_after_its_days(
    desk: LifeDesk,
) -> None:
    await desk.deliver()
    assert await desk.states() == {"DELIVERED": 9}

    assert (await desk.days_pass(14)).results_final == 0
    assert (await desk.days_pass(15)).results_final == 9
    assert (await desk.days_pass(15)).results_final == 0
    assert await desk.states() == {"FINAL": 9}

    head = desk.world.organisation.head.id
    closed = await desk.do(head, "finaliseCycle", cycleId=desk.cycle)
    assert closed == {"appraisals": 9, "cycle": {"state": "FINALISED"}, "errors": []}


async def test_a_cycle_is_not_closed_while_somebody_may_still_object(desk: LifeDesk) -> None:
    head = desk.world.organisation.head.id
    await desk.deliver()

    refused = await desk.do(head, "finaliseCycle", cycleId=desk.cycle)

    assert [error["code"] for error in refused["errors"]] == ["RESULTS_OPEN"]
    assert "9 results" in refused["errors"][0]["message"]


async def test_the_ratee_sees_the_result_once_it_is_delivered_and_acknowledges_it(
    desk: LifeDesk,
) -> None:
    ratee = desk.world.organisation.ratee.id
    seen = "query ($id: ID!) { node(id: $id) { ... on Appraisal { state composite } } }"
    asking = desk.client.as_(ratee, agency="DISHUB")
    appraisal = await desk.appraisal()
    before = (await asking.query(seen, {"id": appraisal})).data["node"]
    early = await desk.do(ratee, "acknowledgeResult", appraisalId=appraisal)

    await desk.deliver()
    after = (await asking.query(seen, {"id": appraisal})).data["node"]
    said = await desk.do(ratee, "acknowledgeResult", appraisalId=appraisal, comment="Terima kasih.")
    again = await desk.do(ratee, "acknowledgeResult", appraisalId=appraisal)

    assert before == {"state": "SUBMITTED", "composite": None}
    assert [error["code"] for error in early["errors"]] == ["STATE_CONFLICT"]
    assert after == {"state": "DELIVERED", "composite": "100"}
    assert said["appraisal"] == {"state": "ACKNOWLEDGED", "acknowledgement": "Terima kasih."}
    assert [error["code"] for error in again["errors"]] == ["STATE_CONFLICT"]


async def test_nobody_acknowledges_for_another(desk: LifeDesk) -> None:
    appraisal = await desk.deliver()
    people = desk.world.organisation

    for other in (people.rater, people.superior, people.head, people.stranger):
        refused = await desk.do(other.id, "acknowledgeResult", appraisalId=appraisal)
        (error,) = refused["errors"]
        assert error["code"] in {"NOT_PERMITTED", "NOT_FOUND"}, other


async def test_only_the_head_delivers_and_only_the_officer_starts_calibration(
    desk: LifeDesk,
) -> None:
    head, officer = desk.world.organisation.head.id, desk.world.officer.subject.id

    by_head = await desk.do(head, "startCalibration", cycleId=desk.cycle)
    early = await desk.do(head, "deliverResults", cycleId=desk.cycle)
    await desk.do(officer, "startCalibration", cycleId=desk.cycle)
    by_officer = await desk.do(officer, "deliverResults", cycleId=desk.cycle)
    rated_by_head = await desk.do(head, "deliverResults", cycleId=desk.cycle)
    nothing = await desk.do(head, "deliverResults", cycleId=desk.cycle)

    codes = [one["errors"][0]["code"] for one in (by_head, early, by_officer, nothing)]
    assert codes == ["NOT_PERMITTED", "STATE_CONFLICT", "NOT_PERMITTED", "NOTHING_TO_DELIVER"]
    assert rated_by_head["appraisals"] == 3


async def test_raters_do_not_calibrate_and_what_came_back_is_rated_again(desk: LifeDesk) -> None:
    people = desk.world.organisation
    appraisal = await desk.appraisal()
    await desk.do(desk.world.officer.subject.id, "startCalibration", cycleId=desk.cycle)
    await desk.rate_agency()

    by_rater = await desk.do(people.rater.id, "calibrateAppraisals", appraisalIds=[appraisal])
    returned = await desk.do(
        people.superior.id,
        "returnAppraisal",
        appraisalId=appraisal,
        reason="Bukti dukung triwulan III belum ada.",
    )
    early = await desk.do(people.superior.id, "calibrateAppraisals", appraisalIds=[appraisal])
    key = await desk.world.appraisal_of(people.ratee)
    scored = await desk.world.score(desk.world.rater, desk.world.item(key, "quality", "90"))
    submitted = await desk.world.submit(desk.world.rater, key)
    settled = await desk.do(
        people.superior.id,
        "calibrateAppraisals",
        appraisalIds=[appraisal],
        justification=JUSTIFICATION,
    )

    assert by_rater["results"][0]["error"]["code"] == "NOT_PERMITTED"
    assert returned["appraisal"] == {"state": "RATER_REVIEW"}
    assert early["results"][0]["error"]["code"] == "STATE_CONFLICT"
    assert [one.error for one in (*scored, *submitted)] == [None, None]
    assert settled == {
        "accepted": 1,
        "results": [{"ok": True, "error": None}],
        "errors": [],
    }


async def test_the_province_reads_delivered_results(desk: LifeDesk) -> None:
    appraisal = await desk.deliver()
    province = desk.world.organisation.stranger.id
    await desk.client.give_province_role(province, Role.PROVINCE_HR)

    answer = await desk.client.as_(province).query(
        "query ($id: ID!) { node(id: $id) { ... on Appraisal { state objectionUntil } } }",
        {"id": appraisal},
    )

    assert answer.data["node"]["state"] == "DELIVERED"
