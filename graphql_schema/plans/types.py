"""The types of performance plans: the plan, its work results, its expectations of behaviour."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.edges import one, some
from graphql_schema.organisation.enums import PositionClass
from graphql_schema.plans.enums import CoreValue, Perspective, PlanState, WorkResultKind


@strawberry.type(
    description="One revision of the performance plan (SKP) of an employee for a cycle: work"
    " results and expected behaviour, agreed to by ratee and rater (PermenPANRB 6/2022). Internal"
    " and personal fields are null where policy hides them."
)
class PerformancePlan(Node):
    """What is planned, and who has agreed."""

    state: PlanState = strawberry.field(description="Where this revision stands.")
    revision: int = strawberry.field(description="1, or higher after an agreed one was changed.")
    edition: int = strawberry.field(
        description="Edition of the contents: each change makes the next one. Give it with every"
        " step, so that nobody agrees to what he has not read."
    )
    is_current: bool = strawberry.field(
        description="Whether both sides have agreed to it, and to no later revision."
    )
    position_class: PositionClass = strawberry.field(description="Pinned class of the position.")
    created_at: datetime = strawberry.field(description="When the revision was begun.")
    proposed_at: datetime | None = strawberry.field(description="When one side proposed it.")
    agreed_at: datetime | None = strawberry.field(description="When the other side agreed.")
    return_reason: str | None = strawberry.field(
        description="Why it was last returned; null once it is proposed again. Personal."
    )

    cycle: Any = one("Cycle", "The cycle that it is for.")
    ratee: Any = one("Employee", "Whose plan it is.")
    rater: Any = one("Employee", "The pinned rater, who agrees to it.")
    superior: Any = one("Employee", "The pinned superior of the rater.")
    assignment: Any = one("Assignment", "The assignment that it is for.")
    org_unit: Any = one("OrgUnit", "The pinned unit.")
    proposed_by: Any = one("Employee", "Who proposed it, and so agreed first.")
    agreed_by: Any = one("Employee", "Who agreed for the other side.")
    supersedes: Any = one("PerformancePlan", "The agreed revision whose place this one takes.")
    work_results: Any = some("WorkResult", "Work results of the present edition, in their order.")
    behaviour: Any = some(
        "BehaviourExpectation", "What is expected of behaviour beyond the general guides."
    )
    agency: Any = one("Agency", "The agency of the plan.")


@strawberry.type(
    description="A planned work result (rencana hasil kerja) with its individual indicator. It"
    " never changes: a changed plan has new ones."
)
class WorkResult(Node):
    """What is to be achieved, and how it is measured."""

    kind: WorkResultKind = strawberry.field(description="Of the core, or beside it.")
    title: str | None = strawberry.field(description="What is to be achieved. Internal.")
    indicator: str | None = strawberry.field(
        description="By what it is measured; without a target, the expectation in words. Internal."
    )
    target: Decimal | None = strawberry.field(
        description="The value to be reached; null where it is not measured in numbers. Internal."
    )
    unit: str | None = strawberry.field(description="Unit of the target. Internal.")
    perspective: Perspective | None = strawberry.field(
        description="From which side it is seen; senior executives (JPT) only."
    )
    ordinal: int = strawberry.field(description="Its place in the plan, from 1.")
    edition: int = strawberry.field(description="The edition of the plan that it belongs to.")
    is_current: bool = strawberry.field(
        description="Whether it stands in the present edition of its plan."
    )
    aligned_title: str | None = strawberry.field(
        description="What the rater's work result that it serves was called when it was aligned."
        " Internal."
    )

    plan: Any = one("PerformancePlan", "The plan.")
    aligned_to: Any = one(
        "WorkResult", "The rater's work result that it serves, if the viewer may see it."
    )


@strawberry.type(
    description="What the leader specially expects (ekspektasi khusus pimpinan) in one value of"
    " behaviour."
)
class BehaviourExpectation:
    """One of the seven values; it has no id of its own."""

    value: CoreValue = strawberry.field(description="Which value.")
    expectation: str | None = strawberry.field(description="What is expected. Personal.")
