"""All types that the plain reader knows, by their names."""

from collections.abc import Mapping

from tests.support.reference.nouns import (
    agencies,
    appraisals,
    audit,
    cycles,
    development,
    frameworks,
    objections,
    organisation,
    plans,
    policies,
    rights,
)
from tests.support.reference.plain import Twin

TWINS: Mapping[str, Twin] = {
    twin.name: twin
    for noun in (
        agencies,
        organisation,
        frameworks,
        cycles,
        plans,
        appraisals,
        objections,
        development,
        policies,
        rights,
        audit,
    )
    for twin in noun.TWINS
}

#: Types that are computed from what citizens answer, and ratings of units with the distribution
#: that is computed beside them: tests of their own know these calculations.
UNTOLD = frozenset(
    {
        "Survey",
        "SurveyResult",
        "SurveyYear",
        "SurveyLink",
        "Complaint",
        "ComplaintMetric",
        "AnnualResult",
        "OrgPerformance",
    }
)
