"""Conditions on and orders of frameworks, as clients give them."""

from datetime import date
from enum import Enum
from typing import Any

import strawberry

from graphql_schema.comparators import (
    AND,
    NOT,
    OR,
    Comparator,
    RangeComparator,
    TextComparator,
    where,
)
from graphql_schema.connections import OrderDirection
from graphql_schema.frameworks.enums import ComponentCategory, Scheme, VersionStatus
from graphql_schema.references import reference, related


@strawberry.input(description="Conditions on frameworks; all that are given must hold.")
class FrameworkFilter:
    """Which frameworks."""

    code: TextComparator | None = where("Code of the framework.")
    name: TextComparator | None = where("Name of the framework.")
    versions: Any = related("FrameworkVersion", "Its versions.")
    and_: list["FrameworkFilter"] | None = where(AND, "and")
    or_: list["FrameworkFilter"] | None = where(OR, "or")
    not_: "FrameworkFilter | None" = where(NOT, "not")


@strawberry.enum(description="What frameworks are ordered by.")
class FrameworkOrderField(Enum):
    """The orders of frameworks."""

    CODE = strawberry.enum_value("CODE", description="By code.")
    NAME = strawberry.enum_value("NAME", description="By name.")


@strawberry.input(description="An order of frameworks; the id breaks ties.")
class FrameworkOrder:
    """One entry of `orderBy`."""

    field: FrameworkOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on versions; all that are given must hold.")
class FrameworkVersionFilter:
    """Which versions."""

    status: Comparator[VersionStatus] | None = where("Where the version stands.")
    framework: Any = reference("Framework", "The framework.")
    scheme: Comparator[Scheme] | None = where("How work and behaviour combine.")
    number: RangeComparator[int] | None = where("Number of the version.")
    active_on: date | None = where("In force on this day.")
    and_: list["FrameworkVersionFilter"] | None = where(AND, "and")
    or_: list["FrameworkVersionFilter"] | None = where(OR, "or")
    not_: "FrameworkVersionFilter | None" = where(NOT, "not")


@strawberry.enum(description="What versions are ordered by.")
class FrameworkVersionOrderField(Enum):
    """The orders of versions."""

    NUMBER = strawberry.enum_value("NUMBER", description="By number.")


@strawberry.input(description="An order of versions; the id breaks ties.")
class FrameworkVersionOrder:
    """One entry of `orderBy`."""

    field: FrameworkVersionOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on components; all that are given must hold.")
class ComponentFilter:
    """Which components."""

    code: TextComparator | None = where("Code of the component.")
    name_id: TextComparator | None = where("Name in Indonesian.")
    category: Comparator[ComponentCategory] | None = where("What kind of component it is.")
    version: Any = reference("FrameworkVersion", "The version that it belongs to.")
    and_: list["ComponentFilter"] | None = where(AND, "and")
    or_: list["ComponentFilter"] | None = where(OR, "or")
    not_: "ComponentFilter | None" = where(NOT, "not")


@strawberry.input(description="Conditions on indicators; all that are given must hold.")
class IndicatorFilter:
    """Which indicators."""

    code: TextComparator | None = where("Code of the indicator.")
    name_id: TextComparator | None = where("Name in Indonesian.")
    component: Any = reference("Component", "The component above.")
    version: Any = reference("FrameworkVersion", "The version that it belongs to.")
    and_: list["IndicatorFilter"] | None = where(AND, "and")
    or_: list["IndicatorFilter"] | None = where(OR, "or")
    not_: "IndicatorFilter | None" = where(NOT, "not")
