"""The inputs of framework mutations, and their way to the plain values of the domain."""

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

import strawberry

from graphql_schema.frameworks.enums import (
    ComponentCategory,
    Direction,
    NotApplicablePolicy,
    Source,
)
from graphql_schema.organisation.enums import PositionClass


@strawberry.input(description="An indicator: a leaf of the tree, what is measured and how.")
class IndicatorInput:
    """The fields of `IndicatorSpec`."""

    code: str = strawberry.field(
        description="Code, unique in the version: lower-case letters, digits, `_`. Keep it from"
        " version to version, so that versions can be compared."
    )
    name_id: str = strawberry.field(description="Name in Indonesian.")
    name_en: str = strawberry.field(description="Name in English.")
    definition: str = strawberry.field(description="What exactly is measured.")
    unit: str = strawberry.field(description="Unit of the actual value, such as `%` or `menit`.")
    weight: Decimal = strawberry.field(
        description="Weight among its siblings: more than 0, at most four decimals; siblings"
        " (components and indicators under one component) sum to exactly 100."
    )
    direction: Direction = strawberry.field(description="Which actual value is good.")
    target: Decimal | None = strawberry.field(
        default=None,
        description="The value that is achievement 100, inside the scale; not for a RANGE.",
    )
    range_low: Decimal | None = strawberry.field(
        default=None, description="Lower bound; only for a RANGE."
    )
    range_high: Decimal | None = strawberry.field(
        default=None, description="Upper bound; only for a RANGE."
    )
    cap: Decimal | None = strawberry.field(
        default=None, description="Highest achievement; 120 if nothing is said, and at most."
    )
    floor: Decimal | None = strawberry.field(
        default=None, description="Lowest achievement; 0 if nothing is said."
    )
    scale_min: Decimal | None = strawberry.field(
        default=None, description="Smallest actual value that is accepted; 0 if nothing is said."
    )
    scale_max: Decimal = strawberry.field(description="Largest actual value that is accepted.")
    source: Source = strawberry.field(
        default=Source.MANUAL, description="Where the actual value comes from."
    )
    evidence_required: bool = strawberry.field(
        default=False, description="Whether a score needs evidence."
    )
    applies_to: list[PositionClass] = strawberry.field(
        default_factory=list, description="Position classes that it is limited to; empty: all."
    )
    na_policy: NotApplicablePolicy = strawberry.field(
        default=NotApplicablePolicy.REDISTRIBUTE,
        description="What happens to its weight when it does not apply.",
    )


@strawberry.input(description="A component: a share of its parent, divided among its children.")
class ComponentInput:
    """The fields of `ComponentSpec`."""

    code: str = strawberry.field(
        description="Code, unique in the version: lower-case letters, digits, `_`."
    )
    name_id: str = strawberry.field(description="Name in Indonesian.")
    name_en: str = strawberry.field(description="Name in English.")
    category: ComponentCategory = strawberry.field(description="What the component measures.")
    weight: Decimal = strawberry.field(
        description="Weight among its siblings: more than 0, at most four decimals; siblings sum"
        " to exactly 100."
    )
    components: list["ComponentInput"] = strawberry.field(
        default_factory=list, description="The components below, in their order."
    )
    indicators: list[IndicatorInput] = strawberry.field(
        default_factory=list, description="The indicators below, in their order."
    )


def plain_components(given: Sequence[ComponentInput]) -> list[dict[str, Any]]:
    """Return the inputs as the mappings that `parse_components` reads."""
    return [_plain(component) for component in given]


def _plain(given: ComponentInput | IndicatorInput) -> dict[str, Any]:
    return {field.name: _value(getattr(given, field.name)) for field in fields(given)}


def _value(given: Any) -> Any:  # noqa: ANN401 - whatever an input holds.
    match given:
        case ComponentInput() | IndicatorInput():
            return _plain(given)
        case StrEnum():
            return given.value
        case list():
            return [_value(item) for item in given]
    return given
