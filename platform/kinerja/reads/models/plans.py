"""How performance plans are read: by ratee and rater, those above them, and who counts them."""

from typing import Any

from sqlalchemy import and_, not_, select

from kinerja.domains.plans.models import BehaviourExpectation, PerformancePlan, WorkResult
from kinerja.domains.plans.vocabulary import PlanState
from kinerja.reads.model import (
    Custom,
    Edge,
    Element,
    Field,
    Holder,
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
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource
from policies.relations import Binds

INTERNAL, PERSONAL = FieldClass.INTERNAL, FieldClass.PERSONAL
_later = table_of(PerformancePlan).alias("later_plans")
_holding = table_of(PerformancePlan).alias("holding_plans")


def plan_facts(row: Row) -> RowFacts:
    """Return what a plan says to policy: rater, superior and unit are pinned in it."""
    return RowFacts(
        agency=row["agency_id"],
        state=row["state"],
        owner=row["ratee_id"],
        rater=row["rater_id"],
        superior=row["superior_id"],
        unit_path=row["unit_path"],
    )


def counts(row: Row, me: Binds) -> Element:
    """Return the condition that both sides have agreed, and to no later revision."""
    superseding = (
        select(_later.c.id)
        .where(
            _later.c.agency_id == me.agency,
            _later.c.supersedes_id == row["id"],
            _later.c.state == word(PlanState.AGREED),
        )
        .correlate(None)
    )
    return and_(row["state"] == word(PlanState.AGREED), not_(superseding.exists()))


def _in_present_edition(row: Row, me: Binds) -> Element:
    """Return the condition that the row is of the edition of its plan which counts."""
    return (
        select(_holding.c.id)
        .where(
            _holding.c.agency_id == me.agency,
            _holding.c.id == row["plan_id"],
            _holding.c.edition == row["edition"],
        )
        .correlate(None)
        .exists()
    )


def _contents(target: str) -> Edge:
    """Declare the list of what the present edition of a plan holds."""

    def on(parent: Row, child: Row, *_: Any) -> Element:  # noqa: ANN401 - as of every `Join`.
        return and_(child["plan_id"] == parent["id"], child["edition"] == parent["edition"])

    return Edge(target, on, Many.LIST, first_by=("ordinal", "id"), held=True)


PERFORMANCE_PLAN = Model(
    type_name="PerformancePlan",
    table=table_of(PerformancePlan),
    resource=Resource.PLAN,
    facts=lambda row, *_: plan_facts(row),
    fields={
        "state": code("state"),
        "revision": of(Kind.INTEGER, "revision"),
        "edition": of(Kind.INTEGER, "edition"),
        "isCurrent": Field(Kind.BOOLEAN, counts),
        "positionClass": code("position_class"),
        "createdAt": of(Kind.INSTANT, "created_at"),
        "proposedAt": of(Kind.INSTANT, "proposed_at", nullable=True),
        "agreedAt": of(Kind.INSTANT, "agreed_at", nullable=True),
        "returnReason": text("return_reason", PERSONAL, nullable=True),
    },
    edges={
        "cycle": to("Cycle", "cycle_id"),
        "ratee": to("Employee", "ratee_id"),
        "rater": to("Employee", "rater_id"),
        "superior": to("Employee", "superior_id"),
        "assignment": to("Assignment", "assignment_id"),
        "orgUnit": to("OrgUnit", "org_unit_id"),
        "proposedBy": to("Employee", "proposed_by"),
        "agreedBy": to("Employee", "agreed_by"),
        "supersedes": to("PerformancePlan", "supersedes_id"),
        "workResults": _contents("WorkResult"),
        "behaviour": _contents("BehaviourExpectation"),
        "agency": of_agency(),
    },
    orderings={
        "CREATED_AT": order_by(Kind.INSTANT, "created_at"),
        "STATE": order_by(Kind.CODE, "state"),
    },
    filters={
        "state": compare(Kind.CODE, "state"),
        "isCurrent": Custom(Kind.BOOLEAN, lambda row, me, wanted: counts(row, me) == wanted),
        "positionClass": compare(Kind.CODE, "position_class"),
        "cycle": compare_id("Cycle", "cycle_id"),
        "ratee": compare_id("Employee", "ratee_id"),
        "rater": compare_id("Employee", "rater_id"),
        "orgUnit": compare_id("OrgUnit", "org_unit_id"),
    },
    dimensions=("state", "positionClass", "orgUnit", "cycle"),
    default_order="CREATED_AT",
)

_OF_PLAN = Holder(
    table_of(PerformancePlan),
    lambda row, plan: and_(plan["agency_id"] == row["agency_id"], plan["id"] == row["plan_id"]),
)
WORK_RESULT = Model(
    type_name="WorkResult",
    table=table_of(WorkResult),
    resource=Resource.PLAN,
    facts=lambda _, plan, __: plan_facts(plan),
    fields={
        "kind": code("kind"),
        "title": text("title", INTERNAL),
        "indicator": text("indicator", INTERNAL),
        "target": of(Kind.DECIMAL, "target", INTERNAL, nullable=True),
        "unit": text("unit", INTERNAL, nullable=True),
        "perspective": code("perspective", nullable=True),
        "ordinal": of(Kind.INTEGER, "ordinal"),
        "edition": of(Kind.INTEGER, "edition"),
        "isCurrent": Field(Kind.BOOLEAN, _in_present_edition),
        "alignedTitle": text("aligned_title", INTERNAL, nullable=True),
    },
    edges={
        "plan": to("PerformancePlan", "plan_id"),
        "alignedTo": to("WorkResult", "aligned_to_id", INTERNAL),
    },
    holder=_OF_PLAN,
)
BEHAVIOUR_EXPECTATION = Model(
    type_name="BehaviourExpectation",
    table=table_of(BehaviourExpectation),
    resource=Resource.PLAN,
    facts=lambda _, plan, __: plan_facts(plan),
    fields={
        "value": code("value"),
        "expectation": text("expectation", PERSONAL),
    },
    holder=_OF_PLAN,
    is_node=False,
)
MODELS = (PERFORMANCE_PLAN, WORK_RESULT, BEHAVIOUR_EXPECTATION)
