"""Conditions on and orders of appraisals, as clients give them."""

from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry

from graphql_schema.appraisals.enums import AppraisalState, Grade, NodeKind, Rating
from graphql_schema.comparators import AND, NOT, OR, Comparator, RangeComparator, where
from graphql_schema.connections import OrderDirection
from graphql_schema.frameworks.enums import Source
from graphql_schema.organisation.enums import PositionClass
from graphql_schema.references import reference, related


@strawberry.input(description="Conditions on appraisals; all that are given must hold.")
class AppraisalFilter:
    """Which appraisals."""

    state: Comparator[AppraisalState] | None = where("Where the appraisal stands.")
    is_superseded: bool | None = where("Whether a later revision took its place.")
    cycle: Any = reference("Cycle", "The cycle.")
    ratee: Any = reference("Employee", "Who is appraised.")
    rater: Any = reference("Employee", "The pinned rater.")
    org_unit: Any = reference("OrgUnit", "The pinned unit.")
    in_unit: strawberry.ID | None = where("Pinned to this unit or any unit below it.")
    position_class: Comparator[PositionClass] | None = where("Pinned class of the position.")
    decided_work_rating: Comparator[Rating] | None = where("Decided rating of work. Internal.")
    numeric_grade: Comparator[Grade] | None = where("Grade by the composite. Internal.")
    official_grade: Comparator[Grade] | None = where("Official grade. Internal.")
    composite: RangeComparator[Decimal] | None = where(
        "Composite score. Internal: rows whose score policy hides do not match."
    )
    framework_version: Any = reference("FrameworkVersion", "The pinned framework version.")
    scores: Any = related("Score", "The scores, superseded ones too.")
    and_: list["AppraisalFilter"] | None = where(AND, "and")
    or_: list["AppraisalFilter"] | None = where(OR, "or")
    not_: "AppraisalFilter | None" = where(NOT, "not")


@strawberry.enum(description="What appraisals are ordered by.")
class AppraisalOrderField(Enum):
    """The orders of appraisals."""

    COMPOSITE = strawberry.enum_value(
        "COMPOSITE", description="By composite score. Internal: a hidden score counts as none."
    )
    STATE = strawberry.enum_value("STATE", description="By the name of the state.")
    FINALISED_AT = strawberry.enum_value(
        "FINALISED_AT", description="By the time of becoming final."
    )
    CREATED_AT = strawberry.enum_value("CREATED_AT", description="By the time of opening.")


@strawberry.input(description="An order of appraisals; the id breaks ties.")
class AppraisalOrder:
    """One entry of `orderBy`."""

    field: AppraisalOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on scores; all that are given must hold.")
class ScoreFilter:
    """Which scores."""

    source: Comparator[Source] | None = where("Where the value comes from.")
    indicator: Any = reference("Indicator", "The indicator.")
    appraisal: Any = reference("Appraisal", "The appraisal.")
    is_current: bool | None = where("Whether no later score supersedes it.")
    and_: list["ScoreFilter"] | None = where(AND, "and")
    or_: list["ScoreFilter"] | None = where(OR, "or")
    not_: "ScoreFilter | None" = where(NOT, "not")


@strawberry.input(description="Conditions on results of nodes; all that are given must hold.")
class NodeResultFilter:
    """Which results of components and indicators."""

    node_kind: Comparator[NodeKind] | None = where("Whether of components or of indicators.")
    component: Any = reference("Component", "The component.")
    indicator: Any = reference("Indicator", "The indicator.")
    appraisal: Any = reference("Appraisal", "The appraisal.")
    achievement: RangeComparator[Decimal] | None = where("Achievement, 0 to 120. Internal.")
    and_: list["NodeResultFilter"] | None = where(AND, "and")
    or_: list["NodeResultFilter"] | None = where(OR, "or")
    not_: "NodeResultFilter | None" = where(NOT, "not")


@strawberry.enum(description="What results of nodes are ordered by.")
class NodeResultOrderField(Enum):
    """The orders of results of nodes."""

    APPRAISAL = strawberry.enum_value("APPRAISAL", description="Those of one appraisal together.")


@strawberry.input(description="An order of results of nodes; the id of the node breaks ties.")
class NodeResultOrder:
    """One entry of `orderBy`."""

    field: NodeResultOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.enum(description="What scores are ordered by.")
class ScoreOrderField(Enum):
    """The orders of scores."""

    ENTERED_AT = strawberry.enum_value("ENTERED_AT", description="By the time of entry.")


@strawberry.input(description="An order of scores; the id breaks ties.")
class ScoreOrder:
    """One entry of `orderBy`."""

    field: ScoreOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
