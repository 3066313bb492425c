"""The type of report groups."""

from datetime import date
from decimal import Decimal

import strawberry

from graphql_schema.appraisals.enums import Grade
from graphql_schema.cycles.enums import CycleKind
from graphql_schema.reports.enums import ReportCategory


@strawberry.type(
    description="One group of a report across agencies, counted over final results only. A group of"
    " too few people is suppressed: it is listed, its values are null."
)
class ReportGroup:
    """Where the group stands in each dimension, and its values."""

    agency_code: str | None = strawberry.field(
        description="Code of the agency; null unless grouped by AGENCY."
    )
    agency_name: str | None = strawberry.field(
        description="Name of the agency; null unless grouped by AGENCY."
    )
    category: ReportCategory | None = strawberry.field(
        description="What is measured; null unless grouped by CATEGORY."
    )
    grade: Grade | None = strawberry.field(
        description="Official grade; null unless grouped by GRADE."
    )
    cycle_kind: CycleKind | None = strawberry.field(
        description="Kind of the cycles; null unless grouped by PERIOD."
    )
    period_start: date | None = strawberry.field(
        description="First day of the cycles; null unless grouped by PERIOD."
    )
    period_end: date | None = strawberry.field(
        description="Last day of the cycles, inclusive; null unless grouped by PERIOD."
    )
    employees: int | None = strawberry.field(
        description="How many results there are: an employee counts once for each cycle."
    )
    mean: Decimal | None = strawberry.field(description="Mean score, 0 to 120.")
    minimum: Decimal | None = strawberry.field(description="Lowest score.")
    maximum: Decimal | None = strawberry.field(description="Highest score.")
    suppressed: bool = strawberry.field(
        description="Whether the values are withheld: the group has too few people, or such a group"
        " could be worked out from it."
    )
    is_total: bool = strawberry.field(
        description="Whether the group adds up others of this answer."
    )
