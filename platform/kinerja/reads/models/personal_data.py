"""How requests of data subjects and legal holds are read."""

from typing import Any

from sqlalchemy import func

from kinerja.domains.personal_data.facts import hold_state
from kinerja.domains.personal_data.models import DataRequest, LegalHold
from kinerja.domains.personal_data.vocabulary import RequestState
from kinerja.reads.model import (
    Custom,
    Element,
    Field,
    Model,
    Row,
    code,
    compare,
    compare_id,
    of,
    order_by,
    table_of,
    text,
    to,
    word,
)
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.models.dates import active_on, period_fields
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource
from policies.relations import Binds

PERSONAL = FieldClass.PERSONAL


def _is_overdue(row: Row, _: Binds) -> Element:
    """Tell whether nobody has decided in the time of the law."""
    is_open: Element = row["state"] == word(RequestState.FILED)
    return is_open & (row["due_at"] < func.now())


def _when_overdue(row: Row, me: Binds, wanted: Any) -> Element:  # noqa: ANN401 - a parameter.
    found: Element = _is_overdue(row, me) == wanted
    return found


def _is_placed(row: Row, _: Binds, wanted: Any) -> Element:  # noqa: ANN401 - a parameter.
    found: Element = row["lifted_at"].is_(None) == wanted
    return found


DATA_REQUEST = Model(
    type_name="DataRequest",
    table=table_of(DataRequest),
    resource=Resource.DATA_REQUEST,
    facts=lambda row, *_: RowFacts(
        agency=row["agency_id"], state=row["state"], owner=row["employee_id"]
    ),
    fields={
        "kind": code("kind"),
        "state": code("state"),
        "statement": text("statement", PERSONAL),
        "filedAt": of(Kind.INSTANT, "filed_at"),
        "dueAt": of(Kind.INSTANT, "due_at"),
        "isOverdue": Field(Kind.BOOLEAN, _is_overdue),
        "decidedAt": of(Kind.INSTANT, "decided_at", nullable=True),
        "decision": text("decision", PERSONAL, nullable=True),
    },
    edges={
        "employee": to("Employee", "employee_id"),
        "decidedBy": to("Employee", "decided_by"),
        "change": to("AuditEvent", "change_event_id"),
        "agency": of_agency(),
    },
    orderings={
        "FILED_AT": order_by(Kind.INSTANT, "filed_at"),
        "DUE_AT": order_by(Kind.INSTANT, "due_at"),
    },
    filters={
        "kind": compare(Kind.CODE, "kind"),
        "state": compare(Kind.CODE, "state"),
        "isOverdue": Custom(Kind.BOOLEAN, _when_overdue),
        "employee": compare_id("Employee", "employee_id"),
    },
    default_order="FILED_AT",
)

LEGAL_HOLD = Model(
    type_name="LegalHold",
    table=table_of(LegalHold),
    resource=Resource.LEGAL_HOLD,
    facts=lambda row, *_: RowFacts(
        agency=row["agency_id"], state=hold_state(row["lifted_at"]), owner=row["employee_id"]
    ),
    fields={
        "state": Field(Kind.CODE, lambda row, _: hold_state(row["lifted_at"])),
        "legalBasis": text("legal_basis", PERSONAL),
        **period_fields("valid"),
        "placedAt": of(Kind.INSTANT, "placed_at"),
        "liftedAt": of(Kind.INSTANT, "lifted_at", nullable=True),
    },
    edges={
        "employee": to("Employee", "employee_id"),
        "placedBy": to("Employee", "placed_by"),
        "liftedBy": to("Employee", "lifted_by"),
        "agency": of_agency(),
    },
    orderings={"PLACED_AT": order_by(Kind.INSTANT, "placed_at")},
    filters={
        "isPlaced": Custom(Kind.BOOLEAN, _is_placed),
        "activeOn": active_on("valid"),
        "employee": compare_id("Employee", "employee_id"),
    },
    default_order="PLACED_AT",
)
MODELS = (DATA_REQUEST, LEGAL_HOLD)
