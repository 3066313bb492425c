"""How inspection cases are read: by the inspectorate and the data protection officer."""

from typing import Any

from kinerja.domains.inspections.facts import state_of
from kinerja.domains.inspections.models import InspectionCase
from kinerja.reads.model import (
    Custom,
    Element,
    Field,
    Model,
    Row,
    compare_id,
    of,
    order_by,
    table_of,
    text,
    to,
)
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.models.dates import active_on, period_fields
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource
from policies.relations import Binds

INTERNAL = FieldClass.INTERNAL


def _is_open(row: Row, _: Binds, wanted: Any) -> Element:  # noqa: ANN401 - a parameter.
    found: Element = row["closed_at"].is_(None) == wanted
    return found


CASE = Model(
    type_name="InspectionCase",
    table=table_of(InspectionCase),
    resource=Resource.CASE,
    facts=lambda row, *_: RowFacts(
        agency=row["agency_id"], state=state_of(row["closed_at"]), owner=row["employee_id"]
    ),
    fields={
        "state": Field(Kind.CODE, lambda row, _: state_of(row["closed_at"])),
        "legalBasis": text("legal_basis", INTERNAL),
        **period_fields("valid"),
        "openedAt": of(Kind.INSTANT, "opened_at"),
        "closedAt": of(Kind.INSTANT, "closed_at", nullable=True),
    },
    edges={
        "employee": to("Employee", "employee_id"),
        "agency": of_agency(),
    },
    orderings={"OPENED_AT": order_by(Kind.INSTANT, "opened_at")},
    filters={
        "isOpen": Custom(Kind.BOOLEAN, _is_open),
        "activeOn": active_on("valid"),
        "employee": compare_id("Employee", "employee_id"),
    },
    default_order="OPENED_AT",
)
MODELS = (CASE,)
