"""What a performance plan says to policy: its state, and the people pinned in it."""

from kinerja.domains.plans.models import PerformancePlan
from policies.facts import RowFacts

_own = PerformancePlan.__table__.c

#: The facts of a plan; its work results and expectations have the same.
PLAN_FACTS = RowFacts(
    agency=_own.agency_id,
    state=_own.state,
    owner=_own.ratee_id,
    rater=_own.rater_id,
    superior=_own.superior_id,
    unit_path=_own.unit_path,
)
