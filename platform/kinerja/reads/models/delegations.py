"""How delegations are read: by the two people, those above them, and the performance officer."""

from kinerja.domains.delegations.models import Delegation
from kinerja.reads.model import Model, compare_id, of, order_by, table_of, text, to
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.models.dates import active_on, period_fields, start_order
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource

DELEGATION = Model(
    type_name="Delegation",
    table=table_of(Delegation),
    resource=Resource.DELEGATION,
    facts=lambda row, *_: RowFacts(
        agency=row["agency_id"], owner=row["delegate_id"], author=row["delegator_id"]
    ),
    fields={
        "reason": text("reason", FieldClass.INTERNAL),
        **period_fields("valid"),
        "createdAt": of(Kind.INSTANT, "created_at"),
        "endedAt": of(Kind.INSTANT, "ended_at", nullable=True),
    },
    edges={
        "delegator": to("Employee", "delegator_id"),
        "delegate": to("Employee", "delegate_id"),
        "agency": of_agency(),
    },
    orderings={
        "PERIOD_START": start_order("valid"),
        "CREATED_AT": order_by(Kind.INSTANT, "created_at"),
    },
    filters={
        "activeOn": active_on("valid"),
        "delegator": compare_id("Employee", "delegator_id"),
        "delegate": compare_id("Employee", "delegate_id"),
    },
    default_order="CREATED_AT",
)
MODELS = (DELEGATION,)
