"""How cycles are read."""

from kinerja.domains.cycles.models import Cycle
from kinerja.reads.model import (
    Model,
    code,
    compare,
    compare_id,
    of,
    order_by,
    page_by,
    table_of,
    text,
    to,
)
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.models.dates import active_on, period_fields, start_order
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import Resource

CYCLE = Model(
    type_name="Cycle",
    table=table_of(Cycle),
    resource=Resource.CYCLE,
    facts=lambda row, *_: RowFacts(agency=row["agency_id"], state=row["state"]),
    fields={
        "code": text("code"),
        "name": text("name"),
        "kind": code("kind"),
        **period_fields("period", bounded=True),
        "state": code("state"),
        "planningDue": of(Kind.DATE, "planning_due", nullable=True),
        "selfReviewDue": of(Kind.DATE, "self_review_due", nullable=True),
        "ratingDue": of(Kind.DATE, "rating_due", nullable=True),
        "objectionDays": of(Kind.INTEGER, "objection_days"),
        "distributionMode": code("distribution_mode"),
        "createdAt": of(Kind.INSTANT, "created_at"),
        "finalisedAt": of(Kind.INSTANT, "finalised_at", nullable=True),
    },
    edges={
        "framework": to("Framework", "framework_id"),
        "frameworkVersion": to("FrameworkVersion", "framework_version_id"),
        "performancePlans": page_by("PerformancePlan", "cycle_id"),
        "appraisals": page_by("Appraisal", "cycle_id"),
        "orgPerformances": page_by("OrgPerformance", "cycle_id"),
        "agency": of_agency(),
    },
    orderings={
        "CODE": order_by(Kind.TEXT, "code"),
        "PERIOD_START": start_order("period", bounded=True),
    },
    filters={
        "code": compare(Kind.TEXT, "code"),
        "name": compare(Kind.TEXT, "name"),
        "kind": compare(Kind.CODE, "kind"),
        "state": compare(Kind.CODE, "state"),
        "activeOn": active_on("period"),
        "framework": compare_id("Framework", "framework_id"),
    },
    listed=("appraisals",),
    dimensions=("kind", "state", "framework"),
    default_order="CODE",
)
MODELS = (CYCLE,)
