"""An agency with rows in every table that agencies own, and a person for every persona."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.calibration.models import OrgPerformance
from kinerja.domains.calibration.vocabulary import OrgRating
from kinerja.domains.cycles.vocabulary import CycleKind, CycleState
from kinerja.domains.delegations.models import Delegation
from kinerja.domains.development.models import DevelopmentAction, Feedback
from kinerja.domains.development.vocabulary import ActionState, FeedbackKind, FeedbackVisibility
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.objections.models import Objection
from kinerja.domains.objections.vocabulary import ObjectionState
from kinerja.domains.organisation.models import Employee, OrgUnit, Position
from kinerja.domains.organisation.vocabulary import AssignmentKind, EmployeeState
from kinerja.domains.personal_data.models import DataRequest, LegalHold
from kinerja.domains.reports.models import ReportCell
from kinerja.kit.clock import now, today
from kinerja.kit.ids import AgencyId, new_id
from policies.agency import AgencyPolicies, OwnRole, OwnRule
from policies.permissions import Role, Scope
from tenants.api_clients import ensure_client
from tenants.audit import record
from tenants.audit_models import AccessEvent, AuditReason, Reach
from tenants.roles import grant_role
from tenants.session import tenant_session
from tests.support.appraisal_factories import make_cycle
from tests.support.audit_trail import trail_of
from tests.support.data_sharing import share_data
from tests.support.database import Database
from tests.support.framework_factories import make_version, two_components
from tests.support.isolation.citizens import add_citizens
from tests.support.organisation_factories import make_assignment, make_employee, make_staff
from tests.support.own_policies import put_in_force
from tests.support.plan_factories import add_plans
from tests.support.reading import ALWAYS, Place, make_place

#: What a client of an agency may see at most.
CLIENT_SCOPES = frozenset(scope.value for scope in Scope) - {Scope.REPORT_VIEW}


@dataclass(frozen=True)
class FullAgency:
    """An agency, its people by persona, and the name of the client that it shares with."""

    id: AgencyId
    code: str
    people: Mapping[str, UUID]
    client_name: str


async def make_full_agency(
    database: Database, agency_id: AgencyId, *, code: str, word: str
) -> FullAgency:
    """Write all rows; `word` begins the names that tables hold in common. Committed."""
    place = await make_place(database, agency_id, code=f"{word}ou", ratees=2)
    people = await _hire(database, place)
    await _give_roles(database, agency_id, people, own_role=f"{word}ro")
    await _own_policies(database, agency_id, word)
    async with tenant_session(database.owner, agency_id) as session:
        await _frameworks_and_cycles(session, place)
        await _appraisal_states(session, place)
        await _objections(session, place)
        await add_plans(session, agency_id)
        await _org_performance(session, place)
        await _development(session, place)
        await _rights(session, place, people)
        await _accounts(session, place)
        await add_citizens(session, agency_id, place.organisation.branches[0].bidang)
    client_name = f"{word}zc"  # Behind all words that columns are marked with.
    async with database.owner.begin() as connection:
        client_id = await ensure_client(connection, client_name)
    await share_data(database.owner, agency_id, client_id, scopes=CLIENT_SCOPES)
    trail = await trail_of(database, agency_id)
    await trail.seal()
    await trail.write()
    return FullAgency(agency_id, code, people, client_name)


async def _hire(database: Database, place: Place) -> dict[str, UUID]:
    organisation = place.organisation
    first, second = organisation.branches
    async with tenant_session(database.owner, AgencyId(organisation.agency_id)) as session:
        extra = {
            name: await make_staff(
                session,
                organisation.agency_id,
                unit=second.bidang,
                rater=second.superior,
                superior=organisation.head,
            )
            for name in ("officer", "dpo", "operator", "helper", "plain", "delegate", "acting")
        }
        post = await session.get_one(
            Position, (organisation.agency_id, first.bidang.head_position_id)
        )
        await make_assignment(
            session,
            organisation.agency_id,
            employee=extra["acting"],
            position=post,
            kind=AssignmentKind.PLT,
            valid=Range(today() - timedelta(days=3), today() + timedelta(days=30)),
        )
        extra["former"] = await make_employee(
            session, organisation.agency_id, state=EmployeeState.INACTIVE
        )
    staff: dict[str, Employee] = {
        "head": organisation.head,
        "superior": first.superior,
        "rater": first.rater,
        "ratee": first.ratees[0],
        **extra,
    }
    return {name: person.id for name, person in staff.items()}


async def _give_roles(
    database: Database, agency_id: AgencyId, people: Mapping[str, UUID], *, own_role: str
) -> None:
    for name, role in (
        ("officer", Role.PERFORMANCE_OFFICER.value),
        ("dpo", Role.DPO.value),
        ("operator", Role.OPERATOR.value),
        ("helper", own_role),
        ("former", Role.PERFORMANCE_OFFICER.value),
    ):
        await grant_role(
            database.owner, agency_id, subject_id=people[name], role=role, valid=ALWAYS
        )


async def _own_policies(database: Database, agency_id: AgencyId, word: str) -> None:
    for number, status in enumerate(("SUPERSEDED", "IN_FORCE", "PROPOSED"), start=1):
        role = f"{word}ro"
        policies = AgencyPolicies(
            agency_id,
            roles=(OwnRole(role, f"{word}rd {status}"),),
            rows=(
                OwnRule(
                    f"{word}ru-{number}",
                    role,
                    "appraisal",
                    "view",
                    "staff",
                    field_classes=frozenset({"public"}),
                ),
            ),
            suspended=("staff-see-units",) if status == "SUPERSEDED" else (),
        )
        first = "IN_FORCE" if status == "SUPERSEDED" else status
        await put_in_force(database.owner_url, policies, number=number, status=first, notify=False)


async def _frameworks_and_cycles(session: AsyncSession, place: Place) -> None:
    agency_id = AgencyId(place.organisation.agency_id)
    for status in (VersionStatus.IN_REVIEW, VersionStatus.RETIRED, VersionStatus.PUBLISHED):
        await make_version(session, agency_id=agency_id, components=two_components(), status=status)
    states = (CycleState.PLANNED, CycleState.OPEN, CycleState.CALIBRATION, CycleState.CANCELLED)
    for number, state in enumerate(states):
        start = date(2026, 1 + 3 * number, 1)
        await make_cycle(
            session,
            agency_id,
            place.version,
            kind=CycleKind.QUARTERLY,
            state=state,
            period=Range(start, start + timedelta(days=80)),
        )
    await session.execute(
        insert(ReportCell).values(
            agency_id=agency_id,
            cycle_id=place.cycles[2026],
            category="COMPOSITE",
            grade="GOOD",
            cycle_kind="ANNUAL",
            period=Range(date(2026, 1, 1), date(2027, 1, 1)),
            employees=7,
            score_sum=Decimal(630),
            score_min=Decimal(80),
            score_max=Decimal(99),
        )
    )


async def _appraisal_states(session: AsyncSession, place: Place) -> None:
    """Put the appraisals of this year into different states, with all that a result has."""
    change = text(
        "UPDATE appraisals SET state = :state, composite = 81.5, work_score = 82.5,"
        " behaviour_score = 83.5, innovation_evidence = 'Bukti', rating_reason = 'Alasan',"
        " rating_due = :due, suggested_work_rating = 'MEETS_EXPECTATION',"
        " decided_work_rating = 'MEETS_EXPECTATION', behaviour_rating = 'MEETS_EXPECTATION',"
        " numeric_grade = 'GOOD', official_grade = 'GOOD' WHERE agency_id = :agency AND id = :id"
    )
    states = ("RATER_REVIEW", "SUBMITTED", "DELIVERED", "SELF_REVIEW")
    for key, state in zip(place.appraisals[2026], states, strict=True):
        given = {"agency": place.organisation.agency_id, "id": key, "state": state}
        await session.execute(change, {**given, "due": today() - timedelta(days=30)})
    scored = text("UPDATE scores SET evidence = 'Berkas' WHERE agency_id = :agency")
    await session.execute(scored, {"agency": place.organisation.agency_id})


async def _objections(session: AsyncSession, place: Place) -> None:
    """Write a decided objection to the delivered result of this year."""
    delivered = text(
        "UPDATE appraisals SET delivered_at = now(), objection_until = :until,"
        " acknowledged_at = now(), acknowledgement = 'Sudah dibaca'"
        " WHERE agency_id = :agency AND state = 'DELIVERED' RETURNING id, ratee_id"
    )
    given = {"agency": place.organisation.agency_id, "until": today() + timedelta(days=14)}
    appraisal, ratee = (await session.execute(delivered, given)).one()
    await session.execute(
        insert(Objection).values(
            agency_id=place.organisation.agency_id,
            id=new_id(),
            appraisal_id=appraisal,
            ratee_id=ratee,
            state=ObjectionState.UPHELD,
            grounds="Capaian terlewat",
            statement_due=today(),
            statement="Bukan bagian rencana",
            stated_by=place.organisation.head.id,
            stated_at=now(),
            decision="Hasil tetap",
            decided_by=new_id(),
            decided_at=now(),
        )
    )


async def _org_performance(session: AsyncSession, place: Place) -> None:
    """Write how a unit performed in the cycle of this year."""
    unit = place.organisation.branches[0].bidang
    await session.execute(
        insert(OrgPerformance).values(
            agency_id=unit.agency_id,
            id=new_id(),
            cycle_id=place.cycles[2026],
            org_unit_id=unit.id,
            unit_path=unit.path,
            revision=1,
            rating=OrgRating.GOOD,
            basis="Capaian perjanjian kinerja",
            decided_by=place.organisation.head.id,
        )
    )


async def _development(session: AsyncSession, place: Place) -> None:
    """Write feedback to an employee, and actions in every state."""
    people = place.organisation
    await session.execute(
        insert(Feedback).values(
            agency_id=people.agency_id,
            id=new_id(),
            employee_id=people.ratee.id,
            author_id=people.rater.id,
            kind=FeedbackKind.FEEDBACK,
            visibility=FeedbackVisibility.SUPERIOR,
            content="Pelayanan loket membaik",
        )
    )
    for state in ActionState:
        is_closed = state in {ActionState.DONE, ActionState.CANCELLED}
        await session.execute(
            insert(DevelopmentAction).values(
                agency_id=people.agency_id,
                id=new_id(),
                employee_id=people.ratee.id,
                rater_id=people.rater.id,
                title="Pelatihan loket",
                due_date=today(),
                state=state,
                planned_by=people.rater.id,
                follow_up="Selesai dengan baik" if is_closed else None,
                closed_by=people.rater.id if is_closed else None,
                closed_at=now() if is_closed else None,
            )
        )


async def _rights(session: AsyncSession, place: Place, people: Mapping[str, UUID]) -> None:
    agency_id, days = place.organisation.agency_id, timedelta(days=1)
    valid = Range(today() - days, today() + 60 * days)
    await session.execute(
        insert(Delegation).values(
            agency_id=agency_id,
            id=new_id(),
            delegator_id=people["rater"],
            delegate_id=people["delegate"],
            valid=valid,
            reason="Dinas luar",
            created_by=people["rater"],
        )
    )
    await _personal_data(session, place)
    await session.execute(
        insert(InspectionCase).values(
            agency_id=agency_id,
            id=new_id(),
            employee_id=place.organisation.stranger.id,
            legal_basis="Surat Perintah 12/2026",
            valid=valid,
            opened_by=new_id(),
        )
    )


async def _personal_data(session: AsyncSession, place: Place) -> None:
    agency_id, person = place.organisation.agency_id, place.organisation.stranger.id
    filed = now()
    request = {
        "agency_id": agency_id,
        "employee_id": person,
        "statement": "Nama saya salah eja",
        "filed_at": filed,
        "due_at": filed + timedelta(hours=72),
    }
    head = place.organisation.head.id
    decided = {"decided_by": head, "decided_at": filed, "decision": "Ditolak"}
    for kind, state, more in (("ACCESS", "FILED", {}), ("ERASURE", "REFUSED", decided)):
        values = {**request, "id": new_id(), "kind": kind, "state": state, **more}
        await session.execute(insert(DataRequest).values(**values))
    await session.execute(
        insert(LegalHold).values(
            agency_id=agency_id,
            id=new_id(),
            employee_id=person,
            legal_basis="Perkara 12/2026",
            valid=Range(today(), None),
            placed_by=place.organisation.head.id,
            placed_at=filed,
        )
    )


async def _accounts(session: AsyncSession, place: Place) -> None:
    """Write what the audit trail and the access log hold: of each kind, about different people."""
    organisation = place.organisation
    for person in organisation.people:
        await record(
            session,
            agency_id=AgencyId(organisation.agency_id),
            actor_id=organisation.head.id,
            action="employee.updated",
            object_type="Employee",
            object_id=person.id,
            person_id=person.id,
            reason="Perbaikan",
            before={"name": "Lama"},
            after={"name": "Baru"},
            request_id=new_id(),
        )
        await session.execute(insert(AccessEvent).values(_access(organisation.root, person.id)))
        await session.execute(
            insert(AuditReason).values(
                agency_id=organisation.agency_id,
                event_id=new_id(),
                person_id=person.id,
                salt=b"0" * 16,
                reason="Perbaikan",
            )
        )


def _access(root: OrgUnit, person: UUID) -> dict[str, Any]:
    return {
        "agency_id": root.agency_id,
        "id": new_id(),
        "subject_id": new_id(),
        "subject_kind": "PERSON",
        "roles": ["province_hr"],
        "purpose": "Evaluasi",
        "request_id": new_id(),
        "operation_hash": b"0" * 32,
        "resources": ["appraisal"],
        "field_classes": ["public", "internal"],
        "rules": ["province-hr-sees-results"],
        "reach": Reach.OBJECT,
        "owner_id": person,
        "covers_everyone": False,
    }
