"""The types of calibration: ratings of units, and how the grades of their people fall."""

from datetime import datetime
from typing import Any

import strawberry

from graphql_schema.calibration.enums import OrgRating, PatternRule
from graphql_schema.connections import Node
from graphql_schema.edges import one, some


@strawberry.type(
    description="How a unit performed in a cycle (SE Menteri PANRB 3/2023, step 1). It covers the"
    " people of the unit and of all below it that were not rated themselves, and sets the pattern"
    " of their grades."
)
class OrgPerformance(Node):
    """One decision; a later one about the same unit and cycle is the next revision."""

    rating: OrgRating = strawberry.field(description="How the unit performed.")
    basis: str | None = strawberry.field(description="What the rating rests on. Internal.")
    revision: int = strawberry.field(description="Number of the decision, from 1.")
    is_current: bool = strawberry.field(description="Whether no later revision replaces it.")
    decided_at: datetime = strawberry.field(description="When it was decided.")

    cycle: Any = one("Cycle", "The cycle in which the unit performed so.")
    org_unit: Any = one("OrgUnit", "The unit.")
    decided_by: Any = one("Employee", "Who decided, or entered the decision for the root unit.")
    distribution: Any = one("Distribution", "How the grades of its people fall now. Internal.")
    demands: Any = some(
        "DistributionDemand", "What the pattern demands, and whether it is kept now. Internal."
    )
    agency: Any = one("Agency", "The agency of the unit.")


@strawberry.type(
    description="How many of the people whom a rating of a unit covers have each grade, by the"
    " ratings decided so far."
)
class Distribution:
    """Counts; they have no id of their own."""

    people: int = strawberry.field(description="How many have a grade.")
    very_good: int = strawberry.field(description="How many are Very Good.")
    good: int = strawberry.field(description="How many are Good.")
    needs_improvement: int = strawberry.field(description="How many are Needs Improvement.")
    poor: int = strawberry.field(description="How many are Poor.")
    very_poor: int = strawberry.field(description="How many are Very Poor.")
    undecided: int = strawberry.field(description="Of how many the ratings are not decided yet.")
    is_exempt: bool = strawberry.field(
        description="Whether fewer than five have a grade: then no pattern is asked for."
    )


@strawberry.type(
    description="One demand of the distribution pattern that follows from a unit's rating (SE"
    " Menteri PANRB 3/2023)."
)
class DistributionDemand:
    """A demand and how it is met; it has no id of its own."""

    rule: PatternRule = strawberry.field(description="Which demand.")
    least_percent: int = strawberry.field(description="At least so many percent, inclusive.")
    most_percent: int = strawberry.field(description="At most so many percent, inclusive.")
    least_people: int = strawberry.field(description="At least so many people.")
    people: int = strawberry.field(description="Of how many people it holds.")
    is_kept: bool = strawberry.field(
        description="Whether it is met; true of a unit that is exempt, too."
    )
    english: str = strawberry.field(description="The demand in English.")
    indonesian: str = strawberry.field(description="The demand in Indonesian.")
