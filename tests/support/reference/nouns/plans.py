"""Performance plans, their work results and expectations of behaviour."""

from kinerja.domains.cycles.models import Cycle
from kinerja.domains.organisation.models import Assignment, Employee, OrgUnit
from kinerja.domains.plans.models import BehaviourExpectation, PerformancePlan, WorkResult
from policies.facts import PlainRow
from policies.permissions import Resource
from tests.support.reference.eyes import Eyes
from tests.support.reference.nouns.agencies import agency_of_row
from tests.support.reference.nouns.plan_revisions import counts
from tests.support.reference.plain import (
    INTERNAL,
    PERSONAL,
    Edge,
    Given,
    Many,
    Row,
    Test,
    Twin,
    Value,
    column,
    columns,
    id_column,
    to,
)


def _plan_facts(row: Row) -> PlainRow:
    return PlainRow(
        row.agency_id,
        state=row.state,
        owner=row.ratee_id,
        rater=row.rater_id,
        superior=row.superior_id,
        unit_path=row.unit_path,
    )


def _facts_of(row: Row, eyes: Eyes) -> PlainRow:
    """Return the facts of what is judged by its plan."""
    return _plan_facts(*eyes.rows.get(PerformancePlan, row.plan_id))


def _is_present(row: Row, eyes: Eyes) -> bool:
    (plan,) = eyes.rows.get(PerformancePlan, row.plan_id)
    return bool(plan.edition == row.edition)


def _contents(type_name: str, model: type[WorkResult | BehaviourExpectation]) -> Edge:
    def rows(row: Row, eyes: Eyes, _: Given) -> list[Row]:
        found = eyes.rows.where(model, "plan_id", row.id)
        own = [one for one in found if one.edition == row.edition]
        return sorted(own, key=lambda one: (one.ordinal, one.id))

    return Edge(type_name, rows, Many.LIST)


PERFORMANCE_PLAN = Twin(
    name="PerformancePlan",
    model=PerformancePlan,
    resource=Resource.PLAN,
    facts=lambda row, _: _plan_facts(row),
    fields={
        **columns("state", "revision", "edition", "position_class"),
        **columns("created_at", "proposed_at", "agreed_at"),
        "isCurrent": Value(counts),
        "returnReason": column("return_reason", PERSONAL),
    },
    edges={
        "cycle": to("Cycle", Cycle, "cycle_id"),
        "ratee": to("Employee", Employee, "ratee_id"),
        "rater": to("Employee", Employee, "rater_id"),
        "superior": to("Employee", Employee, "superior_id"),
        "assignment": to("Assignment", Assignment, "assignment_id"),
        "orgUnit": to("OrgUnit", OrgUnit, "org_unit_id"),
        "proposedBy": to("Employee", Employee, "proposed_by"),
        "agreedBy": to("Employee", Employee, "agreed_by"),
        "supersedes": to("PerformancePlan", PerformancePlan, "supersedes_id"),
        "workResults": _contents("WorkResult", WorkResult),
        "behaviour": _contents("BehaviourExpectation", BehaviourExpectation),
        "agency": agency_of_row(),
    },
    orders={"CREATED_AT": column("created_at"), "STATE": column("state")},
    filters={
        **columns("state", "position_class"),
        "isCurrent": Test(lambda row, eyes, wanted: counts(row, eyes) == wanted),
        "cycle": id_column("Cycle", "cycle_id"),
        "ratee": id_column("Employee", "ratee_id"),
        "rater": id_column("Employee", "rater_id"),
        "orgUnit": id_column("OrgUnit", "org_unit_id"),
    },
    default_order="CREATED_AT",
    is_personal=True,
)
WORK_RESULT = Twin(
    name="WorkResult",
    model=WorkResult,
    resource=Resource.PLAN,
    facts=_facts_of,
    fields={
        **columns("kind", "perspective", "ordinal", "edition"),
        **columns("title", "indicator", "target", "unit", field_class=INTERNAL),
        "alignedTitle": column("aligned_title", INTERNAL),
        "isCurrent": Value(_is_present),
    },
    edges={
        "plan": to("PerformancePlan", PerformancePlan, "plan_id"),
        "alignedTo": to("WorkResult", WorkResult, "aligned_to_id", INTERNAL),
    },
    is_personal=True,
)
BEHAVIOUR_EXPECTATION = Twin(
    name="BehaviourExpectation",
    model=BehaviourExpectation,
    resource=Resource.PLAN,
    facts=_facts_of,
    fields={"value": column("value"), "expectation": column("expectation", PERSONAL)},
    is_node=False,
    is_personal=True,
)
TWINS = (PERFORMANCE_PLAN, WORK_RESULT, BEHAVIOUR_EXPECTATION)
