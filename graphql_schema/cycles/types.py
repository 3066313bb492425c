"""The type of cycles."""

from datetime import date, datetime
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.cycles.enums import CycleKind, CycleState, DistributionMode
from graphql_schema.edges import one, page


@strawberry.type(description="A period in which the employees of an agency are appraised.")
class Cycle(Node):
    """From OPEN on it pins one published framework version."""

    code: str = strawberry.field(description="Code of the cycle, unique in its agency.")
    name: str = strawberry.field(description="Name of the cycle.")
    kind: CycleKind = strawberry.field(description="How long the cycle lasts.")
    period_start: date = strawberry.field(description="First day of the period.")
    period_end: date = strawberry.field(description="Last day of the period, inclusive.")
    state: CycleState = strawberry.field(description="Where the cycle stands in its life.")
    planning_due: date | None = strawberry.field(
        description="Last day on which plans are to be agreed to; null: no day was set."
    )
    self_review_due: date | None = strawberry.field(
        description="Last day for self-reviews; null: until scoring starts."
    )
    rating_due: date | None = strawberry.field(
        description="Last day on which raters are in time; null until scoring starts."
    )
    objection_days: int = strawberry.field(
        description="For how many days after delivery a ratee may object (PP 30/2019 Pasal 59); 0:"
        " results are final when the cycle is finalised, without calibration and delivery."
    )
    distribution_mode: DistributionMode = strawberry.field(
        description="Whether calibration must keep the distribution patterns of its units."
    )
    created_at: datetime = strawberry.field(description="When the cycle was created.")
    finalised_at: datetime | None = strawberry.field(description="When its results became final.")

    framework: Any = one("Framework", "The framework by which it appraises.")
    framework_version: Any = one(
        "FrameworkVersion", "The version that it pins; null before it is opened."
    )
    performance_plans: Any = page(
        "PerformancePlan", "Performance plans (SKP) for the cycle that the viewer may see."
    )
    appraisals: Any = page("Appraisal", "Appraisals of the cycle that the viewer may see.")
    org_performances: Any = page(
        "OrgPerformance", "How units performed in the cycle, as far as the viewer may see it."
    )
    agency: Any = one("Agency", "The agency of the cycle.")
