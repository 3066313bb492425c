"""Where performance plans are written and agreed to through the API, by whoever's turn it is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from kinerja.domains.organisation.models import Assignment, Employee
from kinerja.kit.ids import GlobalId
from tenants.session import tenant_session
from tests.support.appraisal_world import World
from tests.support.clients import Client
from tests.support.database import DISHUB

PLAN = """plan { id state revision edition isCurrent returnReason supersedes { id }
  proposedBy { id } agreedBy { id } behaviour { value expectation }
  workResults { id kind title indicator target unit perspective ordinal alignedTitle
    alignedTo { id } } }"""


def result(title: str = "Layanan loket tepat waktu", **more: Any) -> dict[str, Any]:
    """Make a primary work result, measured in numbers."""
    measured = {"indicator": "Berkas selesai tepat waktu", "target": "95", "unit": "persen"}
    return {"kind": "PRIMARY", "title": title, **measured, **more}


def codes(payload: dict[str, Any]) -> list[str]:
    """Return the codes of a payload's errors."""
    return [error["code"] for error in payload["errors"]]


@dataclass
class PlanDesk:
    """A client of the service and the agency that it is asked about."""

    client: Client
    world: World

    @property
    def cycle(self) -> str:
        """Global id of the cycle."""
        return str(GlobalId("Cycle", DISHUB, self.world.cycle_id))

    async def assignment(self, employee: Employee) -> str:
        """Return the global id of somebody's assignment."""
        async with tenant_session(self.world.engine, DISHUB) as session:
            found = await session.scalar(
                select(Assignment.id).where(
                    Assignment.agency_id == DISHUB, Assignment.employee_id == employee.id
                )
            )
            assert found is not None
            return str(GlobalId("Assignment", DISHUB, found))

    async def do(self, who: UUID, operation: str, **input_: Any) -> dict[str, Any]:
        """Run an operation as an employee and return its payload."""
        capital = operation[0].upper() + operation[1:]
        document = (
            f"mutation ($input: {capital}Input!) {{ {operation}(input: $input)"
            f" {{ {PLAN} errors {{ code message path }} }} }}"
        )
        asking = self.client.as_(who, agency="DISHUB").with_headers(accept_language="en")
        answer = await asking.query(document, {"input": input_})
        assert answer.errors == [], answer.body
        payload: dict[str, Any] = answer.data[operation]
        return payload

    async def step(self, who: Employee, operation: str, plan: dict[str, Any], **more: Any) -> Any:
        """Take a step with the plan as it was read; return the plan after it."""
        done = await self.do(who.id, operation, planId=plan["id"], edition=plan["edition"], **more)
        assert done["errors"] == [], (operation, done)
        return done["plan"]

    async def draft(self, who: Employee, ratee: Employee | None = None) -> dict[str, Any]:
        """Begin a plan of `ratee`, else the own one."""
        assignment = await self.assignment(ratee or who)
        begun = await self.do(who.id, "draftPlan", cycleId=self.cycle, assignmentId=assignment)
        assert begun["errors"] == [], begun
        plan: dict[str, Any] = begun["plan"]
        return plan

    async def written(self, who: Employee, *results: dict[str, Any]) -> Any:
        """Begin the own plan and write it."""
        plan = await self.draft(who)
        return await self.step(who, "setPlan", plan, workResults=list(results) or [result()])

    async def proposed(self, who: Employee, *results: dict[str, Any]) -> Any:
        """Begin the own plan, write and propose it."""
        return await self.step(who, "proposePlan", await self.written(who, *results))

    async def agreed(self, who: Employee, rater: Employee) -> Any:
        """Let both sides agree to a plan of `who`."""
        return await self.step(rater, "agreeToPlan", await self.proposed(who))
