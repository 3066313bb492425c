"""Cycles."""

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.frameworks.models import Framework, FrameworkVersion
from kinerja.domains.plans.models import PerformancePlan
from policies.facts import PlainRow
from policies.permissions import Resource
from tests.support.reference.nouns.agencies import agency_of_row
from tests.support.reference.nouns.periods import active_on, period_fields, start
from tests.support.reference.plain import Twin, column, columns, from_, id_column, related, to

CYCLE = Twin(
    name="Cycle",
    model=Cycle,
    resource=Resource.CYCLE,
    facts=lambda row, _: PlainRow(row.agency_id, state=row.state),
    fields={
        **columns("code", "name", "kind", "state", "rating_due", "created_at", "finalised_at"),
        **columns("planning_due", "self_review_due", "objection_days", "distribution_mode"),
        **period_fields("period"),
    },
    edges={
        "framework": to("Framework", Framework, "framework_id"),
        "frameworkVersion": to("FrameworkVersion", FrameworkVersion, "framework_version_id"),
        "performancePlans": from_("PerformancePlan", PerformancePlan, "cycle_id"),
        "appraisals": from_("Appraisal", Appraisal, "cycle_id"),
        "agency": agency_of_row(),
    },
    orders={"CODE": column("code"), "PERIOD_START": start("period")},
    filters={
        **columns("code", "name", "kind", "state"),
        "activeOn": active_on("period"),
        "framework": id_column("Framework", "framework_id"),
        **related("appraisals"),
    },
    default_order="CODE",
)
TWINS = (CYCLE,)
