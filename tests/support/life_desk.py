"""Where the life of an appraisal is worked on through the API, by whoever's turn it is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from kinerja.domains.organisation.models import Employee, OrgUnit
from kinerja.kit import clock
from kinerja.kit.ids import GlobalId
from kinerja.workflows.advance import Advanced, advance
from tenants.session import tenant_session
from tests.support.appraisal_world import World
from tests.support.clients import Client
from tests.support.database import DISHUB

JUSTIFICATION = "Seluruh target perjanjian kinerja tercapai."
#: What each operation answers with, besides its errors.
ANSWERS = {
    "startCalibration": "appraisals cycle { state }",
    "deliverResults": "appraisals cycle { state }",
    "finaliseCycle": "appraisals cycle { state }",
    "calibrateAppraisals": "accepted results { ok error { code message } }",
    "setOrgPerformance": (
        "orgPerformance { rating revision isCurrent basis decidedBy { id }"
        " distribution { people veryGood good needsImprovement poor veryPoor undecided isExempt }"
        " demands { rule people isKept indonesian } }"
    ),
    "acknowledgeResult": "appraisal { state acknowledgement }",
    "submitSelfReview": "appraisal { state }",
    "returnSelfReview": "appraisal { state selfReviewReturns }",
    "returnAppraisal": "appraisal { state }",
    "fileObjection": "objection { id state grounds statementDue }",
    "makeStatement": "objection { state statement }",
    "withdrawObjection": "objection { state }",
    "decideObjection": (
        "objection { state revision { id revision state composite officialGrade"
        " decidedWorkRating supersedes { id } } }"
    ),
}


@dataclass
class LifeDesk:
    """A client of the service and the agency that it is asked about."""

    client: Client
    world: World

    @property
    def cycle(self) -> str:
        """Global id of the cycle."""
        return str(GlobalId("Cycle", DISHUB, self.world.cycle_id))

    async def appraisal(self, employee: Employee | None = None) -> str:
        """Return the global id of somebody's appraisal, of the ratee's unless told."""
        key = await self.world.appraisal_of(employee or self.world.organisation.ratee)
        return str(GlobalId("Appraisal", DISHUB, key))

    async def do(self, who: UUID, operation: str, **input_: Any) -> dict[str, Any]:
        """Run an operation as an employee and return its payload."""
        capital = operation[0].upper() + operation[1:]
        document = (
            f"mutation ($input: {capital}Input!) {{ {operation}(input: $input)"
            f" {{ {ANSWERS[operation]} errors {{ code message path }} }} }}"
        )
        asking = self.client.as_(who, agency="DISHUB").with_headers(accept_language="en")
        answer = await asking.query(document, {"input": input_})
        assert answer.errors == [], answer.body
        payload: dict[str, Any] = answer.data[operation]
        return payload

    def unit(self, unit: OrgUnit) -> str:
        """Return the global id of a unit."""
        return str(GlobalId("OrgUnit", DISHUB, unit.id))

    async def rate_agency(self, rating: str = "GOOD") -> None:
        """Enter how the agency as a whole performed."""
        rated = await self.do(
            self.world.officer.subject.id,
            "setOrgPerformance",
            cycleId=self.cycle,
            orgUnitId=self.unit(self.world.organisation.root),
            rating=rating,
            basis="Keputusan Sekretaris Daerah 12/2026.",
        )
        assert rated["errors"] == []

    async def deliver(self) -> str:
        """Calibrate and deliver everything; return the id of the ratee's appraisal."""
        await self.do(self.world.officer.subject.id, "startCalibration", cycleId=self.cycle)
        await self.rate_agency()
        head = self.world.organisation.head.id
        keys = await self.everybody()
        settled = await self.do(
            head, "calibrateAppraisals", appraisalIds=keys, justification=JUSTIFICATION
        )
        assert settled["errors"] == []
        own = [one["error"]["code"] for one in settled["results"] if not one["ok"]]
        assert own == ["NOT_PERMITTED"] * len(own), "of whom he rates, the head settles nobody"
        delivered = await self.do(head, "deliverResults", cycleId=self.cycle)
        assert (delivered["errors"], delivered["appraisals"]) == ([], len(keys))
        return await self.appraisal()

    async def object_(self, appraisal: str) -> str:
        """Object as the ratee; return the id of the objection."""
        ratee = self.world.organisation.ratee.id
        filed = await self.do(
            ratee, "fileObjection", appraisalId=appraisal, grounds="Capaian triwulan IV terlewat."
        )
        assert filed["errors"] == []
        return str(filed["objection"]["id"])

    async def days_pass(self, days: int) -> Advanced:
        """Do what is due `days` days from now."""
        async with tenant_session(self.world.engine, DISHUB) as session:
            return await advance(session, DISHUB, today=clock.today() + timedelta(days=days))

    async def states(self) -> dict[str, int]:
        """Count the appraisals of the cycle by state."""
        async with tenant_session(self.world.engine, DISHUB) as session:
            rows = await session.execute(
                text("SELECT state, count(*) FROM appraisals WHERE agency_id = :a GROUP BY state"),
                {"a": int(DISHUB)},
            )
            return {str(state): int(count) for state, count in rows}

    async def everybody(self) -> list[str]:
        """Return the global ids of all appraisals."""
        async with tenant_session(self.world.engine, DISHUB) as session:
            keys = await session.scalars(
                text("SELECT id FROM appraisals WHERE agency_id = :a"), {"a": int(DISHUB)}
            )
            return [str(GlobalId("Appraisal", DISHUB, key)) for key in keys]
