"""Rows of the types that the small world has none of, so that everything can be asked."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.calibration.models import OrgPerformance
from kinerja.domains.delegations.models import Delegation
from kinerja.domains.development.models import DevelopmentAction, Feedback
from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.objections.models import Objection
from kinerja.domains.personal_data.models import DataRequest, LegalHold
from kinerja.kit.clock import today
from kinerja.kit.ids import new_id
from policies.permissions import Role
from tenants.api_clients import ensure_client
from tenants.audit_models import AccessEvent, Reach
from tenants.policy_models import AgencyPolicyRole, AgencyPolicyRule, PolicyVersion
from tenants.roles import grant_province_role, grant_role
from tenants.session import tenant_session
from tests.support.data_sharing import share_data
from tests.support.database import DISHUB
from tests.support.isolation.citizens import add_citizens
from tests.support.plan_factories import add_plans
from tests.support.reading import ALWAYS, World

FILED_AT = datetime(2026, 2, 1, tzinfo=UTC)
#: What an officer does not see, or not of others, the inspectorate does, or who is its data
#: protection officer as well.
SEEN_BY_INSPECTORS = frozenset(
    {
        "AccessEvent",
        "AuditEvent",
        "DataSharingGrant",
        "InspectionCase",
        "LegalHold",
        "PolicyVersion",
    }
)


async def add_everything(world: World) -> UUID:
    """Write two rows of every further type, and return an inspector, who sees them."""
    inspector = new_id()
    role = Role.INSPECTORATE
    await grant_province_role(world.database.owner, subject_id=inspector, role=role, valid=ALWAYS)
    await grant_role(
        world.database.owner, DISHUB, subject_id=inspector, role=Role.DPO, valid=ALWAYS
    )
    await world.registry.refresh()
    await world.registry.refresh(DISHUB)
    async with world.database.owner.begin() as connection:
        clients = [await ensure_client(connection, name) for name in ("Dasbor", "Penggajian")]
    for client in clients:
        await share_data(world.database.owner, DISHUB, client, scopes=["cycle:view"])
    async with tenant_session(world.database.owner, DISHUB) as session:
        for number in (1, 2):
            for model, values in _rows(world, inspector, number):
                await session.execute(insert(model).values(agency_id=DISHUB, **values))
        await _object_to_results(session)
        await add_plans(session, DISHUB)
        await _give_feedback(session, world)
        await add_citizens(session, DISHUB, world.dishub.organisation.branches[0].bidang)
    return inspector


async def _object_to_results(session: AsyncSession) -> None:
    """Write decided objections to two results."""
    found = select(Appraisal.id, Appraisal.ratee_id).where(Appraisal.agency_id == DISHUB)
    for appraisal, ratee in (await session.execute(found.order_by(Appraisal.id).limit(2))).all():
        values = {
            "agency_id": DISHUB,
            "id": new_id(),
            "appraisal_id": appraisal,
            "ratee_id": ratee,
            "state": "UPHELD",
            "grounds": "Capaian terlewat",
            "statement_due": today(),
            "statement": "Bukan bagian rencana",
            "stated_by": new_id(),
            "stated_at": FILED_AT,
            "decision": "Hasil tetap",
            "decided_by": new_id(),
            "decided_at": FILED_AT,
        }
        await session.execute(insert(Objection).values(**values))


async def _give_feedback(session: AsyncSession, world: World) -> None:
    """Write feedback and a note of a dialogue."""
    people = world.dishub.organisation
    for kind in ("FEEDBACK", "DIALOGUE_NOTE"):
        values = {
            "agency_id": DISHUB,
            "id": new_id(),
            "employee_id": people.ratee.id,
            "author_id": people.rater.id,
            "kind": kind,
            "visibility": "SUPERIOR",
            "content": "Pelayanan loket membaik",
        }
        await session.execute(insert(Feedback).values(**values))
    for state in ("DONE", "CANCELLED"):
        action = {
            "agency_id": DISHUB,
            "id": new_id(),
            "employee_id": people.ratee.id,
            "rater_id": people.rater.id,
            "title": "Pelatihan loket",
            "due_date": today(),
            "state": state,
            "planned_by": people.ratee.id,
            "follow_up": "Selesai dengan baik",
            "closed_by": people.rater.id,
            "closed_at": FILED_AT,
        }
        await session.execute(insert(DevelopmentAction).values(**action))


def _rows(world: World, inspector: UUID, number: int) -> list[tuple[type[Any], dict[str, Any]]]:
    people, version = world.dishub.organisation, new_id()
    first, second = people.branches
    days = Range(today() - number * timedelta(days=1), today() + timedelta(days=1))
    return [
        (OrgPerformance, _org_performance(world, number)),
        (
            Delegation,
            {
                "id": new_id(),
                "delegator_id": (first, second)[number - 1].rater.id,
                "delegate_id": people.stranger.id,
                "valid": days,
                "reason": "Dinas luar",
                "created_by": first.rater.id,
            },
        ),
        (
            InspectionCase,
            {
                "id": new_id(),
                "employee_id": people.ratee.id,
                "legal_basis": "Surat Perintah 12/2026",
                "valid": days,
                "opened_by": inspector,
            },
        ),
        (DataRequest, _request((first, second)[number - 1].rater.id)),
        (
            LegalHold,
            {
                "id": new_id(),
                "employee_id": people.ratee.id,
                "legal_basis": "Perkara 12/G/2026",
                "valid": days,
                "placed_by": inspector,
                "placed_at": FILED_AT,
            },
        ),
        (
            PolicyVersion,
            {
                "id": version,
                "number": number,
                "note": "Peran pembantu",
                "content_hash": "0" * 64,
                "proposed_by": world.officer,
            },
        ),
        (AgencyPolicyRole, _role(version)),
        (AgencyPolicyRule, _rule(version)),
        (AccessEvent, _access(people.ratee.id)),
    ]


def _org_performance(world: World, number: int) -> dict[str, Any]:
    """Return a revision of how a unit performed, in the cycle of this year."""
    unit = world.dishub.organisation.branches[0].bidang
    return {
        "id": new_id(),
        "cycle_id": world.dishub.cycles[2026],
        "org_unit_id": unit.id,
        "unit_path": unit.path,
        "revision": number,
        "rating": "GOOD",
        "basis": "Capaian perjanjian kinerja",
        "decided_by": world.dishub.organisation.head.id,
    }


def _request(person: UUID) -> dict[str, Any]:
    return {
        "id": new_id(),
        "employee_id": person,
        "kind": "CORRECTION",
        "state": "FILED",
        "statement": "Nama saya salah tulis.",
        "filed_at": FILED_AT,
        "due_at": FILED_AT + timedelta(hours=72),
    }


def _role(version: UUID) -> dict[str, Any]:
    return {"version_id": version, "name": "pembantu", "description": "-", "inherits": []}


def _rule(version: UUID) -> dict[str, Any]:
    return {
        "version_id": version,
        "name": "pembantu-sees-status",
        "role": "pembantu",
        "resource": "appraisal",
        "action": "view",
        "relation": "staff",
        "field_classes": ["public"],
    }


def _access(person: UUID) -> dict[str, Any]:
    return {
        "id": new_id(),
        "subject_id": new_id(),
        "subject_kind": "PERSON",
        "roles": [Role.PROVINCE_HR],
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
