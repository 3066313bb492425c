"""Traces of a person in every place that the service has: texts that occur nowhere else."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.appraisals.rating_items import RatingItem
from kinerja.domains.appraisals.returning import return_appraisal
from kinerja.domains.appraisals.vocabulary import Rating
from kinerja.domains.delegations.models import Delegation
from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.personal_data.models import DataRequest, LegalHold
from kinerja.kit.ids import new_id
from kinerja.workflows.finalise_cycle import finalise_cycle
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world, rating
from tests.support.database import DISHUB, Database
from tests.support.privacy_desk import as_owner

LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)
#: What stands where; every text is found again if it is left behind anywhere.
TRACES = {
    "name": "KENARI Nama Orang",
    "nrk": "KENARI-654321",
    "comment": "KENARI komentar penilai",
    "evidence": "https://bukti.test/KENARI-bukti",
    "rating_reason": "KENARI alasan predikat",
    "innovation": "KENARI inovasi",
    "return_reason": "KENARI alasan pengembalian",
    "delegation_reason": "KENARI cuti sakit",
    "case_basis": "KENARI perintah pemeriksaan",
    "statement": "KENARI permohonan orang",
    "decision": "KENARI keputusan permohonan",
    "hold_basis": "KENARI perkara lama",
}


@dataclass(frozen=True)
class Traced:
    """A person whose appraisal is final and of whom there are traces everywhere."""

    database: Database
    world: World
    person: UUID
    nip: str
    appraisal: UUID

    @property
    def texts(self) -> list[str]:
        """All that tells who the person was."""
        return [self.nip, *TRACES.values()]

    async def leaves(self, *, since: date | None) -> None:
        """Let the person not serve any more since a day; None: nobody knows since when."""
        await as_owner(
            self.database,
            "UPDATE employees SET state = 'INACTIVE', inactive_since = :since WHERE id = :id",
            since=since,
            id=self.person,
        )


async def leave_traces(database: Database) -> Traced:
    """Write a Dishub in which a cycle is final, and traces of its first ratee everywhere."""
    world = await open_world(await make_world(database.application, DISHUB))
    ratee = world.organisation.ratee
    appraisal = await world.appraisal_of(ratee)
    await as_owner(
        database,
        "UPDATE employees SET name = :name, nrk = :nrk WHERE id = :id",
        name=TRACES["name"],
        nrk=TRACES["nrk"],
        id=ratee.id,
    )
    await world.complete()
    await _rate_again(world, appraisal)
    await as_owner(
        database,
        "UPDATE appraisals SET innovation_evidence = :text WHERE id = :id",
        text=TRACES["innovation"],
        id=appraisal,
    )
    async with tenant_session(world.engine, DISHUB) as session:
        await finalise_cycle(world.head, session, cycle_id=world.cycle_id)
    async with tenant_session(database.owner, DISHUB) as session:
        session.add_all(_rows(world))
    return Traced(database, world, ratee.id, str(ratee.nip), appraisal)


async def _rate_again(world: World, appraisal: UUID) -> None:
    """Give the appraisal back, and let the rater comment on it and decide anew."""
    async with tenant_session(world.engine, DISHUB) as session:
        await return_appraisal(
            world.superior, session, appraisal_id=appraisal, reason=TRACES["return_reason"]
        )
    texts = {"comment": TRACES["comment"], "evidence": TRACES["evidence"]}
    items = [world.item(appraisal, "quality", "91.5", **texts)]
    decided: RatingItem = rating(
        appraisal, Rating.ABOVE_EXPECTATION, reason=TRACES["rating_reason"]
    )
    outcomes = [
        *await world.score(world.rater, *items),
        *await world.rate(world.rater, decided),
        *await world.submit(world.rater, appraisal),
    ]
    assert [one.error for one in outcomes if one.error] == []


def _rows(world: World) -> list[Any]:
    organisation = world.organisation
    person, other = organisation.ratee.id, organisation.head.id
    common = {"agency_id": DISHUB}
    past = Range(date(2026, 1, 5), date(2026, 2, 5))
    return [
        Delegation(
            **common,
            id=new_id(),
            delegator_id=person,
            delegate_id=organisation.stranger.id,
            valid=past,
            reason=TRACES["delegation_reason"],
            created_by=other,
        ),
        InspectionCase(
            **common,
            id=new_id(),
            employee_id=person,
            legal_basis=TRACES["case_basis"],
            valid=past,
            opened_by=other,
        ),
        LegalHold(
            **common,
            id=new_id(),
            employee_id=person,
            legal_basis=TRACES["hold_basis"],
            valid=past,
            placed_by=other,
            placed_at=LONG_AGO,
        ),
        DataRequest(
            **common,
            id=new_id(),
            employee_id=person,
            kind="ACCESS",
            state="DONE",
            statement=TRACES["statement"],
            filed_at=LONG_AGO,
            due_at=LONG_AGO + timedelta(hours=72),
            decided_by=other,
            decided_at=LONG_AGO,
            decision=TRACES["decision"],
        ),
    ]
