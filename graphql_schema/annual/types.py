"""The types of the results of years."""

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from graphql_schema.appraisals.enums import Grade
from graphql_schema.cycles.enums import CycleKind
from graphql_schema.edges import one, some


@strawberry.type(
    description="The result of one employee in one year: the mean of the final composites, weighted"
    " by months, over cycles, assignments and framework versions. Computed when it is read from"
    " final results alone, without superseded revisions. Cycles of different kinds are not mixed."
)
class AnnualResult:
    """A year and kind of cycles; it has no id of its own."""

    year: int = strawberry.field(description="The calendar year.")
    cycle_kind: CycleKind = strawberry.field(description="The kind of the cycles that it is of.")
    months: Decimal | None = strawberry.field(
        description="How many months of the year have a result: fewer than 12 where an agency or"
        " employee came later. Fifteen days of a month of thirty are half a month. Internal."
    )
    composite: Decimal | None = strawberry.field(
        description="Mean of the composites, each weighted by its months; null while none of the"
        " results has one. Internal."
    )
    credit_ratio: Decimal | None = strawberry.field(
        description="Share of the yearly credit points (angka kredit) that the official grades of"
        " these months give: 1.5 for VERY_GOOD down to 0.25 for VERY_POOR, times months / 12."
        " Multiply it by the yearly coefficient of the position, such as 12.5 for Ahli Pertama"
        " (Peraturan BKN 3/2023). Internal."
    )
    parts: Any = some("AnnualPart", "The results that it is made of, by their first day.")


@strawberry.type(description="One final result within a year, with the months that it weighs.")
class AnnualPart:
    """A part of the result of a year; it has no id of its own."""

    first_day: date = strawberry.field(
        description="First day in the year that the cycle and the assignment have in common."
    )
    last_day: date = strawberry.field(description="Last day that they have in common, inclusive.")
    months: Decimal | None = strawberry.field(description="The months that it weighs. Internal.")
    composite: Decimal | None = strawberry.field(
        description="Composite of the appraisal; null, and without weight, if nothing applied."
        " Internal."
    )
    official_grade: Grade | None = strawberry.field(
        description="Official grade of the appraisal (PermenPANRB 6/2022). Internal."
    )

    appraisal: Any = one("Appraisal", "The appraisal.")
    cycle: Any = one("Cycle", "Its cycle.")
    assignment: Any = one("Assignment", "The assignment that it is of.")
    framework_version: Any = one("FrameworkVersion", "The framework version that it pins.")
