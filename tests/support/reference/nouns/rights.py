"""What concerns people's rights: delegations, cases, requests, legal holds, data sharing."""

from datetime import UTC, datetime

from kinerja.domains.delegations.models import Delegation
from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.organisation.models import Employee
from kinerja.domains.personal_data.models import DataRequest, LegalHold
from policies.facts import PlainRow
from policies.permissions import Resource
from tenants.models import AuditEvent
from tenants.sharing_models import APIClient, DataSharingGrant
from tests.support.reference.days import covers
from tests.support.reference.eyes import Eyes
from tests.support.reference.nouns.agencies import agency_of_row
from tests.support.reference.nouns.periods import active_on, period_fields, start
from tests.support.reference.plain import (
    INTERNAL,
    PERSONAL,
    Row,
    Test,
    Twin,
    Value,
    column,
    columns,
    id_column,
    to,
)

DELEGATION = Twin(
    name="Delegation",
    model=Delegation,
    resource=Resource.DELEGATION,
    facts=lambda row, _: PlainRow(row.agency_id, owner=row.delegate_id, author=row.delegator_id),
    fields={
        "reason": column("reason", INTERNAL),
        **columns("created_at", "ended_at"),
        **period_fields("valid"),
    },
    edges={
        "delegator": to("Employee", Employee, "delegator_id"),
        "delegate": to("Employee", Employee, "delegate_id"),
        "agency": agency_of_row(),
    },
    orders={"PERIOD_START": start("valid"), "CREATED_AT": column("created_at")},
    filters={
        "activeOn": active_on("valid"),
        "delegator": id_column("Employee", "delegator_id"),
        "delegate": id_column("Employee", "delegate_id"),
    },
    default_order="CREATED_AT",
    is_personal=True,
)


def _case_state(row: Row, _: Eyes) -> str:
    return "OPEN" if row.closed_at is None else "CLOSED"


CASE = Twin(
    name="InspectionCase",
    model=InspectionCase,
    resource=Resource.CASE,
    facts=lambda row, eyes: PlainRow(
        row.agency_id, state=_case_state(row, eyes), owner=row.employee_id
    ),
    fields={
        "state": Value(_case_state),
        "legalBasis": column("legal_basis", INTERNAL),
        **columns("opened_at", "closed_at"),
        **period_fields("valid"),
    },
    edges={"employee": to("Employee", Employee, "employee_id"), "agency": agency_of_row()},
    orders={"OPENED_AT": column("opened_at")},
    filters={
        "isOpen": Test(lambda row, _, wanted: (row.closed_at is None) == wanted),
        "activeOn": active_on("valid"),
        "employee": id_column("Employee", "employee_id"),
    },
    default_order="OPENED_AT",
    is_personal=True,
)


def _is_overdue(row: Row, _: Eyes) -> bool:
    return bool(row.state == "FILED" and row.due_at < datetime.now(UTC))


DATA_REQUEST = Twin(
    name="DataRequest",
    model=DataRequest,
    resource=Resource.DATA_REQUEST,
    facts=lambda row, _: PlainRow(row.agency_id, state=row.state, owner=row.employee_id),
    fields={
        **columns("kind", "state", "filed_at", "due_at", "decided_at"),
        **columns("statement", "decision", field_class=PERSONAL),
        "isOverdue": Value(_is_overdue),
    },
    edges={
        "employee": to("Employee", Employee, "employee_id"),
        "decidedBy": to("Employee", Employee, "decided_by"),
        "change": to("AuditEvent", AuditEvent, "change_event_id"),
        "agency": agency_of_row(),
    },
    orders={"FILED_AT": column("filed_at"), "DUE_AT": column("due_at")},
    filters={
        **columns("kind", "state"),
        "isOverdue": Test(lambda row, eyes, wanted: _is_overdue(row, eyes) == wanted),
        "employee": id_column("Employee", "employee_id"),
    },
    default_order="FILED_AT",
    is_personal=True,
)


def _hold_state(row: Row, _: Eyes) -> str:
    return "PLACED" if row.lifted_at is None else "LIFTED"


LEGAL_HOLD = Twin(
    name="LegalHold",
    model=LegalHold,
    resource=Resource.LEGAL_HOLD,
    facts=lambda row, eyes: PlainRow(
        row.agency_id, state=_hold_state(row, eyes), owner=row.employee_id
    ),
    fields={
        "state": Value(_hold_state),
        "legalBasis": column("legal_basis", PERSONAL),
        **columns("placed_at", "lifted_at"),
        **period_fields("valid"),
    },
    edges={
        "employee": to("Employee", Employee, "employee_id"),
        "placedBy": to("Employee", Employee, "placed_by"),
        "liftedBy": to("Employee", Employee, "lifted_by"),
        "agency": agency_of_row(),
    },
    orders={"PLACED_AT": column("placed_at")},
    filters={
        "isPlaced": Test(lambda row, _, wanted: (row.lifted_at is None) == wanted),
        "activeOn": active_on("valid"),
        "employee": id_column("Employee", "employee_id"),
    },
    default_order="PLACED_AT",
    is_personal=True,
)


def _client_name(row: Row, eyes: Eyes) -> str | None:
    return next((one.name for one in eyes.rows.get(APIClient, row.client_id)), None)


def _grant_state(row: Row, eyes: Eyes) -> str:
    if row.revoked_at is not None:
        return "REVOKED"
    if row.valid.upper <= eyes.today:
        return "EXPIRED"
    return "ACTIVE" if covers(row.valid, eyes.today) else "UPCOMING"


DATA_SHARING_GRANT = Twin(
    name="DataSharingGrant",
    model=DataSharingGrant,
    resource=Resource.DATA_SHARING_GRANT,
    facts=lambda row, _: PlainRow(row.agency_id, author=row.client_id),
    fields={
        "clientName": Value(_client_name),
        **columns("scopes", "legal_basis", "purpose", "granted_at", "revoked_at"),
        **period_fields("valid"),
        "state": Value(_grant_state),
    },
    edges={
        "grantedBy": to("Employee", Employee, "granted_by", INTERNAL),
        "revokedBy": to("Employee", Employee, "revoked_by", INTERNAL),
        "agency": agency_of_row(),
    },
    orders={"GRANTED_AT": column("granted_at"), "PERIOD_START": start("valid")},
    filters={
        "clientName": Value(_client_name),
        "activeOn": active_on("valid"),
        "isRevoked": Test(lambda row, _, wanted: (row.revoked_at is not None) == wanted),
    },
    default_order="GRANTED_AT",
)
TWINS = (DELEGATION, CASE, DATA_REQUEST, LEGAL_HOLD, DATA_SHARING_GRANT)
