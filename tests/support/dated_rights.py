"""What somebody may do with an appraisal, asked in every way there is: they must all agree."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.organisation.models import Employee
from kinerja.kit.database import Base
from kinerja.kit.ids import AgencyId, GlobalId
from tenants.session import tenant_session
from tests.support.appraisal_world import World
from tests.support.clients import Client
from tests.support.database import DISHUB, Database

SEEN = """
query ($appraisal: ID!) {
  agency(code: "DISHUB") { appraisals(first: 100) { nodes { id } } }
  node(id: $appraisal) { id }
  whyCan(id: $appraisal, action: VIEW) { allowed }
}
"""
SCORED = """
query ($appraisal: ID!) { whyCan(id: $appraisal, action: SCORE) { allowed } }
"""
WORK = """
query { viewer { appraisalsToRate(first: 100) { nodes { id } } } }
"""
SCORE = """
mutation ($input: SubmitScoresInput!) {
  submitScores(input: $input) { accepted results { error { code } } errors { code } }
}
"""

_values = count(60)


def global_id(type_name: str, key: UUID, agency: AgencyId = DISHUB) -> str:
    """Return the id that clients use."""
    return str(GlobalId(type_name, agency, key))


async def payload(client: Client, document: str, **variables: Any) -> dict[str, Any]:
    """Return the payload of the only field of an answer without errors."""
    answer = await client.query(document, variables)
    assert answer.errors == [], answer.body
    (found,) = answer.data.values()
    kept: dict[str, Any] = found
    return kept


def codes(found: dict[str, Any]) -> list[str]:
    """Return the codes of a payload's errors."""
    return [error["code"] for error in found["errors"]]


@dataclass(frozen=True)
class Stage:
    """A cycle that is being scored, and everybody who has, had or will have to do with it."""

    client: Client
    world: World

    def as_(self, person: Employee) -> Client:
        """Return the client of an employee, who reads English."""
        return self.client.as_(person.id, agency="DISHUB").with_headers(accept_language="en")

    async def sees(self, person: Employee, appraisal: UUID) -> bool:
        """Tell whether somebody sees an appraisal: in a list, by its id, and by the explanation."""
        key = global_id("Appraisal", appraisal)
        answer = await self.as_(person).query(SEEN, {"appraisal": key})
        assert answer.errors == [], answer.body
        listed = [node["id"] for node in answer.data["agency"]["appraisals"]["nodes"]]
        found = {
            key in listed,
            answer.data["node"] is not None,
            answer.data["whyCan"]["allowed"],
        }
        assert len(found) == 1, (key in listed, answer.data["node"], answer.data["whyCan"])
        return found == {True}

    async def scores(self, person: Employee, appraisal: UUID) -> bool:
        """Tell whether somebody scores an appraisal: tries it, and asks the explanation."""
        key = global_id("Appraisal", appraisal)
        told = await payload(self.as_(person), SCORED, appraisal=key)
        item = {
            "appraisalId": key,
            "indicatorId": global_id("Indicator", self.world.version.indicators["quality"]),
            "actual": str(next(_values) % 120),
        }
        tried = await payload(self.as_(person), SCORE, input={"scores": [item]})
        assert tried["errors"] == [], tried
        assert (tried["accepted"] == 1) == told["allowed"], (tried, told)
        return bool(told["allowed"])

    async def rates(self, person: Employee, appraisal: UUID) -> bool:
        """Tell whether somebody rates: sees, scores, and finds it listed; one alone is wrong."""
        found = (
            await self.sees(person, appraisal),
            await self.scores(person, appraisal),
            await self.finds_work(person, appraisal),
        )
        assert len(set(found)) == 1, found
        return found[0]

    async def finds_work(self, person: Employee, appraisal: UUID) -> bool:
        """Tell whether an appraisal stands among those that somebody is to rate."""
        viewer = await payload(self.as_(person), WORK)
        listed = [node["id"] for node in viewer["appraisalsToRate"]["nodes"]]
        return global_id("Appraisal", appraisal) in listed

    async def write(self, row: Base) -> None:
        """Write a row as the application does, committed."""
        async with tenant_session(self.world.engine, self.world.agency_id) as session:
            session.add(row)


async def move_to(database: Database, model: type[Any], key: UUID, valid: Range[date]) -> None:
    """Let a dated row be valid on other days, as time would."""
    async with database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        await connection.execute(update(model).where(model.id == key).values(valid=valid))


async def make_due(database: Database, appraisal: UUID, due: date | None) -> None:
    """Let the rater of an appraisal be due on a day."""
    async with database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        statement = update(Appraisal).where(Appraisal.id == appraisal)
        await connection.execute(statement.values(rating_due=due))
