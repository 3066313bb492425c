"""The types of frameworks: versions and the tree of components and indicators of each."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from graphql_schema.appraisals.enums import NodeKind
from graphql_schema.connections import Node
from graphql_schema.edges import argument, one, page, some
from graphql_schema.frameworks.enums import (
    ComponentCategory,
    DifferenceKind,
    Direction,
    NotApplicablePolicy,
    Scheme,
    Source,
    VersionStatus,
)
from graphql_schema.organisation.enums import PositionClass


@strawberry.type(description="A named set of indicators of one agency; its content is in versions.")
class Framework(Node):
    """What stays the same from year to year."""

    code: str = strawberry.field(description="Code of the framework, unique in its agency.")
    name: str = strawberry.field(description="Name of the framework.")
    created_at: datetime = strawberry.field(description="When the framework was created.")

    versions: Any = page("FrameworkVersion", "Versions that the viewer may see.")
    version: Any = one(
        "FrameworkVersion",
        "The version with this number.",
        argument("number", int, "Number of the version, from 1."),
    )
    current_version: Any = one("FrameworkVersion", "The published version in force today.")
    agency: Any = one("Agency", "The agency of the framework.")


@strawberry.type(description="One version of a framework; immutable once published.")
class FrameworkVersion(Node):
    """The content of a framework for a period."""

    number: int = strawberry.field(description="Number of the version, from 1.")
    status: VersionStatus = strawberry.field(description="Where the version stands in its life.")
    scheme: Scheme = strawberry.field(description="How work results and behaviour combine.")
    period_start: date | None = strawberry.field(description="First day on which it is in force.")
    period_end: date | None = strawberry.field(description="Last day, inclusive; null if open.")
    applies_to: list[PositionClass] = strawberry.field(
        description="Position classes that it is limited to; empty: all."
    )
    legal_basis: str | None = strawberry.field(description="Regulation that it rests on.")
    content_hash: str | None = strawberry.field(
        description="SHA-256 of the published content; null before publication."
    )
    created_at: datetime = strawberry.field(description="When the version was created.")
    published_at: datetime | None = strawberry.field(description="When it was published.")

    framework: Any = one("Framework", "The framework of this version.")
    components: Any = some("Component", "The roots of the tree, in their order.")
    all_components: Any = some("Component", "All components of the tree.")
    indicators: Any = some("Indicator", "All indicators of the tree.")
    diff: Any = some(
        "VersionDifference",
        "What this version says differently from another one of the agency; null when there is no"
        " such version or policy hides it.",
        argument("against", strawberry.ID, "Id of the version to compare with: the older one."),
    )
    created_by: Any = one("Employee", "Who created the version.")
    submitted_by: Any = one("Employee", "Who submitted the version for review.")
    published_by: Any = one("Employee", "Who published the version.")


@strawberry.type(description="A node (unsur) of a version's tree: a share of its parent.")
class Component(Node):
    """An inner node of the tree."""

    code: str = strawberry.field(description="Code of the component, unique in its version.")
    name_id: str = strawberry.field(description="Name in Indonesian.")
    name_en: str = strawberry.field(description="Name in English.")
    category: ComponentCategory = strawberry.field(description="What the component measures.")
    weight: Decimal = strawberry.field(
        description="Weight among its siblings, in percent; siblings sum to 100."
    )
    ordinal: int = strawberry.field(description="Place among its siblings.")

    version: Any = one("FrameworkVersion", "The version of this component.")
    parent: Any = one("Component", "The component above; null for a root.")
    children: Any = some("Component", "The components below, in their order.")
    indicators: Any = some("Indicator", "The indicators below, in their order.")


@strawberry.type(description="A leaf of a version's tree: what is measured, how, against what.")
class Indicator(Node):
    """What is scored."""

    code: str = strawberry.field(description="Code of the indicator, unique in its version.")
    name_id: str = strawberry.field(description="Name in Indonesian.")
    name_en: str = strawberry.field(description="Name in English.")
    definition: str = strawberry.field(description="What exactly is measured.")
    unit: str = strawberry.field(description="Unit of the actual value, such as `%` or `menit`.")
    direction: Direction = strawberry.field(description="Which actual value is good.")
    target: Decimal | None = strawberry.field(
        description="The value that is achievement 100; null for a range."
    )
    range_low: Decimal | None = strawberry.field(description="Lower bound of a range.")
    range_high: Decimal | None = strawberry.field(description="Upper bound of a range.")
    cap: Decimal = strawberry.field(description="Highest achievement, at most 120.")
    floor: Decimal = strawberry.field(description="Lowest achievement.")
    scale_min: Decimal = strawberry.field(description="Smallest actual value that is accepted.")
    scale_max: Decimal = strawberry.field(description="Largest actual value that is accepted.")
    source: Source = strawberry.field(description="Where the actual value comes from.")
    evidence_required: bool = strawberry.field(description="Whether a score needs evidence.")
    applies_to: list[PositionClass] = strawberry.field(
        description="Position classes that it is limited to; empty: all."
    )
    na_policy: NotApplicablePolicy = strawberry.field(
        description="What happens to its weight when it does not apply."
    )
    weight: Decimal = strawberry.field(
        description="Weight among its siblings, in percent; siblings sum to 100."
    )
    ordinal: int = strawberry.field(description="Place among its siblings.")

    component: Any = one("Component", "The component above.")
    version: Any = one("FrameworkVersion", "The version of this indicator.")


@strawberry.type(description="One thing that two versions say differently; nodes match by code.")
class VersionDifference:
    """A row of the comparison."""

    kind: DifferenceKind = strawberry.field(description="What happened to the node.")
    node_kind: NodeKind = strawberry.field(description="Whether it is a component or an indicator.")
    code: str = strawberry.field(description="Code of the node.")
    field: str = strawberry.field(
        description="The field that differs, as the API names it; `parent` is the code of the"
        " component above. Of an added or removed node only `weight` is told."
    )
    before: str | None = strawberry.field(description="Its value in the older version, as text.")
    after: str | None = strawberry.field(description="Its value in this version, as text.")
