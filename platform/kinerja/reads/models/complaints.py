"""How complaints are read: each with its history, and the service level month by month."""

from kinerja.domains.complaints.models import Complaint, ComplaintMetric, ComplaintStep
from kinerja.domains.complaints.service_level import rate
from kinerja.reads.model import (
    Custom,
    Edge,
    Field,
    Many,
    Model,
    compare,
    compare_id,
    of,
    order_by,
    table_of,
    text,
    to,
)
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.models.dates import active_on, period_fields, start_order
from kinerja.reads.models.survey_terms import held_by, in_unit, unit_facts
from kinerja.reads.plan import Kind
from policies.asking import is_below
from policies.permissions import FieldClass, Resource

INTERNAL = FieldClass.INTERNAL

COMPLAINT = Model(
    type_name="Complaint",
    table=table_of(Complaint),
    resource=Resource.SURVEY_RESULT,
    facts=unit_facts,
    fields={
        "number": text("reference", INTERNAL),
        "channel": text("channel", INTERNAL),
        "category": text("category", INTERNAL),
        "state": of(Kind.CODE, "state", INTERNAL),
        "receivedAt": of(Kind.INSTANT, "received_at", INTERNAL),
        "respondedAt": of(Kind.INSTANT, "responded_at", INTERNAL, nullable=True),
        "closedAt": of(Kind.INSTANT, "closed_at", INTERNAL, nullable=True),
        "seenAt": of(Kind.INSTANT, "seen_at", INTERNAL),
    },
    edges={
        "orgUnit": to("OrgUnit", "org_unit_id", INTERNAL),
        "steps": Edge(
            "ComplaintStep",
            lambda parent, child, _, __: child["complaint_id"] == parent["id"],
            Many.LIST,
            field_class=INTERNAL,
            first_by=("seen_at", "id"),
            held=True,
        ),
    },
    orderings={"RECEIVED_AT": order_by(Kind.INSTANT, "received_at", INTERNAL)},
    filters={
        "number": compare(Kind.TEXT, "reference", INTERNAL),
        "channel": compare(Kind.TEXT, "channel", INTERNAL),
        "category": compare(Kind.TEXT, "category", INTERNAL),
        "state": compare(Kind.CODE, "state", INTERNAL),
        "receivedAt": compare(Kind.INSTANT, "received_at", INTERNAL),
        "orgUnit": compare_id("OrgUnit", "org_unit_id", INTERNAL),
        "inUnit": Custom(Kind.KEY, in_unit, INTERNAL, ids_of="OrgUnit"),
    },
)
COMPLAINT_STEP = Model(
    type_name="ComplaintStep",
    table=table_of(ComplaintStep),
    resource=Resource.SURVEY_RESULT,
    facts=unit_facts,
    fields={
        "state": of(Kind.CODE, "state", INTERNAL),
        "seenAt": of(Kind.INSTANT, "seen_at", INTERNAL),
    },
    edges={"orgUnit": to("OrgUnit", "org_unit_id", INTERNAL)},
    holder=held_by(table_of(Complaint), "complaint_id"),
    is_node=False,
)
COMPLAINT_METRIC = Model(
    type_name="ComplaintMetric",
    table=table_of(ComplaintMetric),
    resource=Resource.SURVEY_RESULT,
    facts=unit_facts,
    fields={
        **period_fields("month", bounded=True),
        "cutOff": of(Kind.INSTANT, "cut_off"),
        "received": of(Kind.INTEGER, "received"),
        "done": of(Kind.INTEGER, "done"),
        "answeredInTime": of(Kind.INTEGER, "answered_in_time"),
        "doneRate": Field(
            Kind.DECIMAL, lambda row, _: rate(row["done"], row["received"]), nullable=True
        ),
        "inTimeRate": Field(
            Kind.DECIMAL,
            lambda row, _: rate(row["answered_in_time"], row["received"]),
            nullable=True,
        ),
    },
    edges={"orgUnit": to("OrgUnit", "org_unit_id"), "agency": of_agency()},
    orderings={
        "PERIOD_START": start_order("month", bounded=True),
        "CUT_OFF": order_by(Kind.INSTANT, "cut_off"),
    },
    filters={
        "activeOn": active_on("month"),
        "cutOff": compare(Kind.INSTANT, "cut_off"),
        "orgUnit": compare_id("OrgUnit", "org_unit_id"),
        "inUnit": Custom(Kind.KEY, in_unit, ids_of="OrgUnit"),
    },
    default_order="PERIOD_START",
)


def metrics_below() -> Edge:
    """Declare the edge from a unit to the service levels of it and of those below it."""
    return Edge(
        "ComplaintMetric",
        lambda parent, child, _, __: is_below(child["unit_path"], parent["path"]),
        Many.PAGE,
    )


MODELS = (COMPLAINT, COMPLAINT_STEP, COMPLAINT_METRIC)
