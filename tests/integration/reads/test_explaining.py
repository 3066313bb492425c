"""A question about an object is one statement, whatever the object is to the asker."""

from uuid import UUID

import pytest

from kinerja.kit.ids import new_id
from tests.support.database import DUKCAPIL
from tests.support.reading import World, gid

pytestmark = pytest.mark.asyncio(loop_scope="module")

WHY = """query ($id: ID!) { whyNot(id: $id, action: %s) {
  code rule relation state since until sentence } }"""


@pytest.mark.parametrize("action", ["VIEW", "SCORE", "DECIDE", "CONFIGURE"])
async def test_one_statement_answers_whether_or_not_there_is_such_an_object(
    world: World, action: str
) -> None:
    people = world.dishub.organisation
    mine, foreign = world.dishub.appraisals[2025][0], world.dukcapil.appraisals[2025][0]
    cases: list[tuple[UUID, str, bool]] = [
        (people.rater.id, gid("Appraisal", mine), True),
        (people.stranger.id, gid("Appraisal", mine), False),
        (people.stranger.id, gid("Appraisal", new_id()), False),
        (people.stranger.id, gid("Appraisal", foreign, DUKCAPIL), False),
        (people.stranger.id, gid("Appraisal", foreign, 4711), False),
        (people.stranger.id, gid("Employee", people.ratee.id), True),
        (world.officer, gid("FrameworkVersion", world.dishub.draft.version_id), True),
        (people.ratee.id, gid("FrameworkVersion", world.dishub.draft.version_id), False),
    ]

    for who, id_, is_seen in cases:
        answer = await world.ask(who, WHY % action, id=id_)

        assert not answer.errors, answer.errors
        assert len(answer.statements) == 1
        found = answer.data["whyNot"]
        assert (found["code"] != "NOT_FOUND_OR_HIDDEN") is is_seen, (id_, found)
        if is_seen and action == "VIEW":
            assert found["code"] == "ALLOWED"
