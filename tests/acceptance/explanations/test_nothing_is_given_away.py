"""What the asker does not see and what does not exist have one answer, by one statement."""

from typing import Any
from uuid import UUID

import pytest

from graphql_schema.explanations.queries import EXPLAINER
from kinerja.kit.ids import AgencyId, GlobalId, new_id
from kinerja.reads.explaining import EXPLAINED_TYPES
from tests.support.appraisal_world import make_world, open_world
from tests.support.database import DISHUB, DUKCAPIL

Asking = Any  # Of the fixture `asking`: conftest modules are not imported.
ACTIONS = ("VIEW", "SCORE", "DECIDE", "CONFIGURE")


@pytest.fixture
async def foreign(asking: Asking) -> UUID:
    """Return an appraisal of another agency."""
    world = await open_world(await make_world(asking.client.database.application, DUKCAPIL))
    return await world.appraisal_of(world.organisation.ratee)


@pytest.mark.parametrize("action", ACTIONS)
async def test_hidden_missing_and_foreign_objects_have_one_answer(
    asking: Asking, foreign: UUID, action: str
) -> None:
    stranger = asking.world.organisation.stranger.id
    hidden = await asking.why(stranger, "Appraisal", asking.appraisal, action)
    assert hidden["code"] == "NOT_FOUND_OR_HIDDEN"
    assert hidden["sentence"].startswith("There is no such object, or you may not see it. ")
    assert {hidden[name] for name in ("rule", "ruleSource", "role", "relation")} == {None}
    assert {hidden[name] for name in ("state", "since", "until")} == {None}

    others = [
        await asking.why(stranger, "Appraisal", new_id(), action),
        await asking.why(stranger, "Appraisal", foreign, action, agency_id=DUKCAPIL),
        await asking.why(stranger, "Appraisal", foreign, action, agency_id=DISHUB),
        await asking.why(stranger, "Appraisal", asking.appraisal, action, agency_id=DUKCAPIL),
        await asking.why(stranger, "Appraisal", new_id(), action, agency_id=4711),
        await asking.why(stranger, "Appraisal", new_id(), action, agency_id=0),
    ]

    assert others == [hidden] * 6


@pytest.mark.parametrize("type_name", EXPLAINED_TYPES)
async def test_every_type_that_policy_knows_can_be_asked_about(
    asking: Asking, type_name: str
) -> None:
    for action in ACTIONS:
        found = await asking.why(asking.world.organisation.ratee.id, type_name, new_id(), action)

        assert found["code"] == "NOT_FOUND_OR_HIDDEN"
        assert found["sentence"].endswith(".")


async def test_equal_questions_share_a_statement_and_not_an_answer(asking: Asking) -> None:
    people = asking.world.organisation
    await asking.why(people.rater.id, "Appraisal", asking.appraisal, "SCORE")
    misses = EXPLAINER.statements.misses

    found = await asking.why(people.head.id, "Appraisal", asking.appraisal, "SCORE")

    assert EXPLAINER.statements.misses == misses
    assert found["code"] == "NOT_RELATED"


async def test_an_outsider_is_not_told_of_what_an_agency_shows_its_own_people(
    asking: Asking,
) -> None:
    """The unit exists and every employee of the Dishub sees it."""
    unit = asking.world.organisation.root.id
    outsider = asking.client.as_(new_id(), agency="DUKCAPIL")

    answers = [
        await outsider.query(
            "query ($id: ID!) { whyNot(id: $id, action: VIEW) { code sentence allowed } }",
            {"id": str(GlobalId("OrgUnit", AgencyId(DISHUB), key))},
        )
        for key in (unit, new_id())
    ]

    assert answers[0].data == answers[1].data
    assert answers[0].data["whyNot"]["code"] == "NOT_FOUND_OR_HIDDEN"


@pytest.mark.parametrize(
    ("id_", "code"),
    [
        ("x", "MALFORMED_ID"),
        (str(GlobalId("AgencySummary", AgencyId(0), UUID(int=1))), "WRONG_ID_TYPE"),
    ],
)
async def test_what_is_no_id_of_such_an_object_is_refused(
    asking: Asking, id_: str, code: str
) -> None:
    asker = asking.client.as_(asking.world.organisation.ratee.id, agency="DISHUB")

    answer = await asker.query(
        "query ($id: ID!) { whyNot(id: $id, action: VIEW) { code } }", {"id": id_}
    )

    assert answer.codes == [code]


async def test_nobody_is_told_without_signing_in(asking: Asking) -> None:
    answer = await asking.client.query('{ whyNot(id: "x", action: VIEW) { code } }')

    assert answer.codes == ["UNAUTHENTICATED"]
