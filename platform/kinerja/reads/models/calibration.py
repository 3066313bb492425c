"""How ratings of units are read, with the grades of their people and what their pattern demands."""

from sqlalchemy import literal_column, not_, select

from kinerja.domains.calibration.models import OrgPerformance
from kinerja.domains.calibration.vocabulary import OrgRating
from kinerja.reads.model import (
    Custom,
    Edge,
    Element,
    Field,
    Many,
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
from kinerja.reads.models.survey_terms import all_computed, in_unit
from kinerja.reads.nested import NESTED_AGENCY, nested
from kinerja.reads.plan import Kind
from kinerja.workflows.distribution import demands, distribution
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource
from policies.relations import Binds

INTERNAL = FieldClass.INTERNAL
_later = table_of(OrgPerformance).alias("later")
_NOTHING = {
    "id": literal_column("NULL::uuid"),
    "cycle_id": literal_column("NULL::uuid"),
    "unit_path": literal_column("NULL::ltree"),
    "rating": word(OrgRating.GOOD),
}


def _facts(rating: Row) -> RowFacts:
    """Of a unit as a whole: about nobody, and decided as soon as it is there."""
    return RowFacts(
        agency=rating["agency_id"], state=word("DECIDED"), unit_path=rating["unit_path"]
    )


def _is_current(row: Row, me: Binds) -> Element:
    """Return the condition that no later revision of the rating is there."""
    superseding = (
        select(_later.c.id)
        .where(
            _later.c.agency_id == me.agency,
            _later.c.cycle_id == row["cycle_id"],
            _later.c.org_unit_id == row["org_unit_id"],
            _later.c.revision > row["revision"],
        )
        .correlate(None)
    )
    return not_(superseding.exists())


ORG_PERFORMANCE = Model(
    type_name="OrgPerformance",
    table=table_of(OrgPerformance),
    resource=Resource.CALIBRATION,
    facts=lambda row, *_: _facts(row),
    fields={
        "rating": code("rating"),
        "basis": text("basis", INTERNAL),
        "revision": of(Kind.INTEGER, "revision"),
        "isCurrent": Field(Kind.BOOLEAN, _is_current),
        "decidedAt": of(Kind.INSTANT, "decided_at"),
    },
    edges={
        "cycle": to("Cycle", "cycle_id"),
        "orgUnit": to("OrgUnit", "org_unit_id"),
        "decidedBy": to("Employee", "decided_by"),
        "distribution": Edge(
            "Distribution",
            all_computed,
            field_class=INTERNAL,
            held=True,
            computed=lambda row: nested(distribution(NESTED_AGENCY, row)),
        ),
        "demands": Edge(
            "DistributionDemand",
            all_computed,
            Many.LIST,
            field_class=INTERNAL,
            first_by=("ordinal", "rule"),
            held=True,
            computed=lambda row: nested(demands(NESTED_AGENCY, row)),
        ),
        "agency": of_agency(),
    },
    orderings={"DECIDED_AT": order_by(Kind.INSTANT, "decided_at")},
    filters={
        "rating": compare(Kind.CODE, "rating"),
        "isCurrent": Custom(Kind.BOOLEAN, lambda row, me, wanted: _is_current(row, me) == wanted),
        "cycle": compare_id("Cycle", "cycle_id"),
        "orgUnit": compare_id("OrgUnit", "org_unit_id"),
        "inUnit": Custom(Kind.KEY, in_unit, ids_of="OrgUnit"),
    },
    default_order="DECIDED_AT",
)
#: Both are computed from a rating; shown to those who see it.
DISTRIBUTION = Model(
    type_name="Distribution",
    table=distribution(literal_column("NULL::integer"), _NOTHING).subquery(),
    resource=Resource.CALIBRATION,
    facts=lambda _, rating, __: _facts(rating),
    fields={
        "people": of(Kind.INTEGER, "people", INTERNAL),
        "veryGood": of(Kind.INTEGER, "very_good", INTERNAL),
        "good": of(Kind.INTEGER, "good", INTERNAL),
        "needsImprovement": of(Kind.INTEGER, "needs_improvement", INTERNAL),
        "poor": of(Kind.INTEGER, "poor", INTERNAL),
        "veryPoor": of(Kind.INTEGER, "very_poor", INTERNAL),
        "undecided": of(Kind.INTEGER, "undecided", INTERNAL),
        "isExempt": of(Kind.BOOLEAN, "is_exempt", INTERNAL),
    },
    key="org_performance_id",
    agency=None,
    is_node=False,
)
DISTRIBUTION_DEMAND = Model(
    type_name="DistributionDemand",
    table=demands(literal_column("NULL::integer"), _NOTHING).subquery(),
    resource=Resource.CALIBRATION,
    facts=lambda _, rating, __: _facts(rating),
    fields={
        "rule": code("rule", INTERNAL),
        "leastPercent": of(Kind.INTEGER, "least_percent", INTERNAL),
        "mostPercent": of(Kind.INTEGER, "most_percent", INTERNAL),
        "leastPeople": of(Kind.INTEGER, "least_people", INTERNAL),
        "people": of(Kind.INTEGER, "people", INTERNAL),
        "isKept": of(Kind.BOOLEAN, "is_kept", INTERNAL),
        "english": of(Kind.TEXT, "english", INTERNAL),
        "indonesian": of(Kind.TEXT, "indonesian", INTERNAL),
    },
    key="rule",
    agency=None,
    is_node=False,
)
MODELS = (ORG_PERFORMANCE, DISTRIBUTION, DISTRIBUTION_DEMAND)
