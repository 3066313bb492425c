"""The types of a simulation: what a framework version would make of a past cycle."""

from decimal import Decimal

import strawberry

from graphql_schema.appraisals.enums import Grade
from graphql_schema.vocabulary import describe
from kinerja.reads.framework_simulation.vocabulary import GradeDirection

describe(
    GradeDirection,
    "Where somebody goes under the version.",
    UP="To a better grade.",
    DOWN="To a worse grade.",
    SAME="Nowhere: the grade stays.",
    UNGRADED="There is no grade before or after: nothing applies to the person.",
)


@strawberry.type(description="How many people have a grade.")
class GradeCount:
    """A grade of a distribution."""

    grade: Grade | None = strawberry.field(
        description="The grade; null for people to whom nothing applies."
    )
    people: int | None = strawberry.field(
        description="How many people; null if there are too few to be told, or they would give"
        " away such a group."
    )


@strawberry.type(description="How many people go from one grade to another, or stay.")
class GradeMovement:
    """A cell of the movement matrix."""

    before: Grade | None = strawberry.field(description="The grade in the cycle; null: none.")
    after: Grade | None = strawberry.field(description="The grade under the version; null: none.")
    people: int = strawberry.field(description="How many people; cells of nobody are left out.")


@strawberry.type(description="How many people of an org unit go in one direction.")
class UnitMovement:
    """A unit and a direction."""

    org_unit_id: strawberry.ID = strawberry.field(
        description="Global id of the unit in which they were appraised."
    )
    direction: GradeDirection = strawberry.field(description="Where they go.")
    people: int = strawberry.field(description="How many people, without those of units below.")


@strawberry.type(description="An indicator of the version, and what the past scores tell of it.")
class SimulatedIndicator:
    """An indicator and its figures."""

    indicator_id: strawberry.ID = strawberry.field(description="Global id of the indicator.")
    path: str = strawberry.field(
        description="The codes from the root component to the indicator, such as"
        " `discipline/attendance`."
    )
    is_scored: bool = strawberry.field(
        description="Whether the cycle was appraised by the same indicator: same path, same unit."
        " Otherwise nobody was scored by it, and it counts as not applicable: its `naPolicy` says"
        " what becomes of its weight."
    )
    people: int | None = strawberry.field(
        description="People for whom it has an achievement; null if too few to be told."
    )
    mean: Decimal | None = strawberry.field(description="Their mean achievement, 0 to 120.")
    spread: Decimal | None = strawberry.field(
        description="Standard deviation of the achievements (of the whole population), in points."
    )
    discriminates: bool | None = strawberry.field(
        description="Whether it tells people apart: a spread of 2 points or more. Null if fewer"
        " than 5 people have an achievement, or it is withheld."
    )


@strawberry.type(
    description="Two indicators that say nearly the same of people: Pearson's correlation of their"
    " achievements is 0.95 or more."
)
class IndicatorPair:
    """A pair of indicators."""

    one_id: strawberry.ID = strawberry.field(description="Global id of one indicator.")
    other_id: strawberry.ID = strawberry.field(description="Global id of the other.")
    people: int = strawberry.field(description="People who have both achievements, 5 or more.")
    correlation: Decimal = strawberry.field(description="Pearson's correlation, at most 1.")


@strawberry.type(
    description="Somebody whose grade would change, and whose results the viewer may see."
)
class GradeMover:
    """A person who moves."""

    appraisal_id: strawberry.ID = strawberry.field(
        description="Global id of the appraisal; `nodes` reads it."
    )
    employee_id: strawberry.ID = strawberry.field(description="Global id of the person.")
    before: Grade | None = strawberry.field(description="The grade in the cycle; null: none.")
    after: Grade | None = strawberry.field(description="The grade under the version; null: none.")
    composite_before: Decimal | None = strawberry.field(description="The composite in the cycle.")
    composite_after: Decimal | None = strawberry.field(
        description="The composite under the version."
    )


@strawberry.type(
    description="What a framework version would make of a past cycle. Grades are the classes of"
    " PP 30/2019 by the composite (`numericGrade`); the official grade of PermenPANRB 6/2022 is"
    " decided by people, so no simulation tells it. Small groups are withheld from those who may"
    " not see the results of the people in them."
)
class FrameworkSimulation:
    """The answer of `simulateFramework`."""

    people: int = strawberry.field(
        description="People whose result is recalculated: scored to the end, and of a position"
        " class that the version covers. Of somebody transferred the last appraisal counts."
    )
    left_out: int = strawberry.field(description="Other people of the cycle.")
    moved: int | None = strawberry.field(
        description="People whose grade would change; null if a movement is withheld."
    )
    mean_before: Decimal | None = strawberry.field(description="Mean composite in the cycle.")
    mean_after: Decimal | None = strawberry.field(description="Mean composite under the version.")
    rank_correlation: Decimal | None = strawberry.field(
        description="Spearman's rank correlation of the composites before and after, ties at their"
        " mean rank: 1 if the order stays, -1 if it turns round. Null if either is the same for"
        " all."
    )
    grades_before: list[GradeCount] = strawberry.field(
        description="Distribution of grades in the cycle, the best first."
    )
    grades_after: list[GradeCount] = strawberry.field(
        description="Distribution of grades under the version, the best first."
    )
    movements: list[GradeMovement] = strawberry.field(
        description="From which grade to which, with those who stay."
    )
    movements_withheld: bool = strawberry.field(
        description="Whether movements are missing because too few people make them."
    )
    units: list[UnitMovement] = strawberry.field(
        description="Who goes where, by org unit. All are withheld where a movement is."
    )
    units_withheld: bool = strawberry.field(
        description="Whether units are missing because there are too few people."
    )
    indicators: list[SimulatedIndicator] = strawberry.field(
        description="The indicators of the version, by path."
    )
    removed_indicators: list[str] = strawberry.field(
        description="Paths of the cycle's indicators whose scores count for nothing any more."
    )
    duplicates: list[IndicatorPair] = strawberry.field(
        description="Pairs of indicators that duplicate each other, the closest first."
    )
    movers: list[GradeMover] = strawberry.field(
        description="At most 500 of the people who move, who moves furthest first; only those whose"
        " results the viewer may see."
    )
