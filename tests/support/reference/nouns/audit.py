"""The audit trail and the access log."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.organisation.models import Employee, OrgUnit
from kinerja.domains.personal_data.models import LegalHold
from kinerja.kit.clock import JAKARTA
from policies.facts import PlainRow
from policies.permissions import Resource
from tenants.audit_models import AccessEvent, AuditLink, AuditReason
from tenants.models import AuditEvent
from tenants.sharing_models import APIClient
from tests.support.reference.days import covers
from tests.support.reference.eyes import Eyes
from tests.support.reference.nouns.agencies import agency_of_row
from tests.support.reference.plain import (
    INTERNAL,
    PERSONAL,
    Row,
    Twin,
    Value,
    column,
    columns,
    id_column,
    to,
)

#: No agency has this id: such a row is nobody's.
NOBODYS = -1


def _kind(row: Row, _: Eyes) -> str:
    subject = row.action.split(".")[0]
    if subject in ("agency", "client", "token"):
        return "INFRASTRUCTURE"
    return {"inspection_case": "INSPECTION", "legal_hold": "LEGAL_HOLD"}.get(subject, "CONTENT")


def _day(row: Row, _: Eyes) -> date:
    """Return the day of an event in Jakarta."""
    return row.occurred_at.astimezone(JAKARTA).date()  # type: ignore[no-any-return]  # An instant.


def _root_path(eyes: Eyes) -> str | None:
    return min((one.path for one in eyes.rows.all(OrgUnit) if "." not in one.path), default=None)


def _tells_of_own_case(row: Row, eyes: Eyes) -> bool:
    """Tell whether the event happened to a case, or a legal hold, about the asker."""
    model = {"InspectionCase": InspectionCase, "LegalHold": LegalHold}.get(row.object_type)
    if model is None or eyes.actor is None:
        return False
    return any(one.employee_id == eyes.me for one in eyes.rows.get(model, row.object_id))


def _reason(row: Row, eyes: Eyes) -> str | None:
    """Return the reason from where it stands: apart, where the event is about a person."""
    if row.person_id is None:
        return row.reason  # type: ignore[no-any-return]  # A column of text.
    return next((one.reason for one in eyes.rows.where(AuditReason, "event_id", row.id)), None)


def _chain_hash(row: Row, eyes: Eyes) -> str | None:
    return next((one.hash.hex() for one in eyes.rows.where(AuditLink, "event_id", row.id)), None)


def _json(name: str) -> Value:
    """Say that a column holds JSON, which is shown as PostgreSQL writes it."""

    def of(row: Row, _: Eyes) -> str | None:
        value = getattr(row, name)
        if value is None:
            return None
        return json.dumps(_as_stored(value), ensure_ascii=False, separators=(", ", ": "))

    return Value(of, PERSONAL)


def _as_stored(value: Any) -> Any:
    """Return a value with the keys of its objects in the order of `jsonb`: short ones first."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return {key: _as_stored(value[key]) for key in keys}
    return [_as_stored(one) for one in value] if isinstance(value, list) else value


AUDIT_EVENT = Twin(
    name="AuditEvent",
    model=AuditEvent,
    resource=Resource.AUDIT_EVENT,
    facts=lambda row, eyes: PlainRow(
        NOBODYS if _tells_of_own_case(row, eyes) else row.agency_id,
        state=_kind(row, eyes),
        owner=row.person_id,
        author=row.actor_id,
        unit_path=_root_path(eyes),
    ),
    fields={
        **columns("occurred_at", "action", "object_type"),
        "kind": Value(_kind),
        "objectKey": column("object_id", INTERNAL),
        "requestId": column("request_id", INTERNAL),
        "reason": Value(_reason, PERSONAL),
        "before": _json("before"),
        "after": _json("after"),
        "chainHash": Value(_chain_hash),
    },
    edges={
        "actor": to("Employee", Employee, "actor_id"),
        "person": to("Employee", Employee, "person_id"),
        "agency": agency_of_row(),
    },
    orders={"OCCURRED_AT": column("occurred_at")},
    filters={
        **columns("occurred_at", "action", "object_type"),
        "kind": Value(_kind),
        "occurredOn": Value(_day),
        "actor": id_column("Employee", "actor_id"),
        "person": id_column("Employee", "person_id"),
    },
    is_personal=True,
)


def _open_cases(row: Row, eyes: Eyes) -> Iterator[Any]:
    """Yield the cases that are open today and were opened before a read of the same person."""
    for one in eyes.rows.where(InspectionCase, "employee_id", row.owner_id):
        if one.opened_at <= row.occurred_at and covers(one.valid, eyes.today):
            yield one


def _is_inspected(row: Row, eyes: Eyes) -> bool:
    return "inspectorate" in row.roles and any(_open_cases(row, eyes))


def _tells_of_own_inspection(row: Row, eyes: Eyes) -> bool:
    if eyes.actor is None or row.owner_id != eyes.me:
        return False
    return bool({"case", "legal_hold"} & set(row.resources)) or _is_inspected(row, eyes)


def _read_kind(row: Row) -> str:
    if "legal_hold" in row.resources:
        return "LEGAL_HOLD"
    return "INSPECTION" if "case" in row.resources else "CONTENT"


def _concerned(row: Row, eyes: Eyes) -> Any:
    """Return whom a read concerned: whom it was about, or everyone of the agency."""
    if _is_inspected(row, eyes):
        return None
    if row.reach == "OBJECT":
        return row.owner_id
    is_staff = eyes.actor is not None and eyes.rows.get(Employee, eyes.me)
    return eyes.me if row.covers_everyone and is_staff else None


def _client_name(row: Row, eyes: Eyes) -> str | None:
    return next((one.name for one in eyes.rows.get(APIClient, row.subject_id)), None)


def _upper(name: str) -> Value:
    return Value(lambda row, _: [word.upper() for word in getattr(row, name)])


_CERTAINTY = Value(lambda row, _: "EXACT" if row.reach == "OBJECT" else "LIST")

ACCESS_EVENT = Twin(
    name="AccessEvent",
    model=AccessEvent,
    resource=Resource.AUDIT_EVENT,
    facts=lambda row, eyes: PlainRow(
        NOBODYS if _tells_of_own_inspection(row, eyes) else row.agency_id,
        state=_read_kind(row),
        owner=_concerned(row, eyes),
        author=row.subject_id,
        unit_path=None,
    ),
    fields={
        **columns("occurred_at", "subject_kind", "roles", "purpose", "rules"),
        "clientName": Value(_client_name),
        "certainty": _CERTAINTY,
        "resources": _upper("resources"),
        "fieldClasses": _upper("field_classes"),
        "requestId": column("request_id", INTERNAL),
    },
    edges={
        "subject": to("Employee", Employee, "subject_id"),
        "person": to("Employee", Employee, "owner_id"),
        "agency": agency_of_row(),
    },
    orders={"OCCURRED_AT": column("occurred_at")},
    filters={
        **columns("occurred_at", "subject_kind"),
        "certainty": _CERTAINTY,
        "occurredOn": Value(_day),
        "person": id_column("Employee", "owner_id"),
    },
    is_personal=True,
)
TWINS = (AUDIT_EVENT, ACCESS_EVENT)
