"""How often somebody may have an agency work on the own data: not without end."""

import asyncio

from tests.support.privacy_desk import (
    ACCESS,
    EXPORT,
    STATEMENT,
    WITHDRAW,
    PrivacyDesk,
    ask,
    codes,
)


async def test_a_person_takes_five_copies_a_day(desk: PrivacyDesk) -> None:
    person = desk.as_(desk.world.organisation.ratee)
    other = desk.as_(desk.world.organisation.stranger)

    for _ in range(5):
        assert await codes(person, EXPORT, agencyCode="DISHUB") == []
    assert await codes(person, EXPORT, agencyCode="DISHUB") == ["TOO_MANY_COPIES"]
    assert await codes(other, EXPORT, agencyCode="DISHUB") == []


async def test_copies_are_made_one_at_a_time(desk: PrivacyDesk) -> None:
    person = desk.as_(desk.world.organisation.ratee)

    answers = await asyncio.gather(*(codes(person, EXPORT, agencyCode="DISHUB") for _ in range(8)))

    assert [] in answers
    assert 1 <= answers.count([]) <= 5
    assert all(one in ([], ["TOO_MANY_COPIES"]) for one in answers)


async def test_a_person_files_ten_requests_a_day(desk: PrivacyDesk) -> None:
    person = desk.as_(desk.world.organisation.ratee)
    given = {"agencyCode": "DISHUB", "statement": STATEMENT}

    for _ in range(10):
        filed = await ask(person, ACCESS, **given)
        assert filed["errors"] == []
        assert await codes(person, WITHDRAW, requestId=filed["dataRequest"]["id"]) == []
    assert await codes(person, ACCESS, **given) == ["TOO_MANY_DATA_REQUESTS"]
