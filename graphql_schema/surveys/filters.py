"""Conditions on and orders of surveys and their results, as clients give them."""

from datetime import date
from decimal import Decimal
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
from graphql_schema.references import reference
from graphql_schema.surveys.enums import Ruleset, ServiceBand, SurveyKind, SurveyState


@strawberry.input(description="Conditions on surveys; all that are given must hold.")
class SurveyFilter:
    """Which surveys."""

    code: TextComparator | None = where("Code of the survey.")
    title: TextComparator | None = where("Its title.")
    service: TextComparator | None = where("The kind of service.")
    kind: Comparator[SurveyKind] | None = where("Whether its index is an IKM.")
    ruleset: Comparator[Ruleset] | None = where("By which regulation it asks.")
    state: Comparator[SurveyState] | None = where("Where it stands in its life.")
    active_on: date | None = where("Whose period contains this day.")
    org_unit: Any = reference("OrgUnit", "Of which unit.")
    in_unit: strawberry.ID | None = where("Of this unit or one below it.")
    and_: list["SurveyFilter"] | None = where(AND, "and")
    or_: list["SurveyFilter"] | None = where(OR, "or")
    not_: "SurveyFilter | None" = where(NOT, "not")


@strawberry.enum(description="What surveys are ordered by.")
class SurveyOrderField(Enum):
    """The orders of surveys."""

    CODE = strawberry.enum_value("CODE", description="By code.")
    PERIOD_START = strawberry.enum_value("PERIOD_START", description="By first day.")


@strawberry.input(description="An order of surveys; the id breaks ties.")
class SurveyOrder:
    """One entry of `orderBy`."""

    field: SurveyOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on results of surveys; all that are given must hold.")
class SurveyResultFilter:
    """Which results."""

    kind: Comparator[SurveyKind] | None = where("Whether the index is an IKM.")
    ruleset: Comparator[Ruleset] | None = where("By which regulation it is graded.")
    band: Comparator[ServiceBand] | None = where("The quality of the service.")
    is_enough: bool | None = where("Whether enough people have answered.")
    index: RangeComparator[Decimal] | None = where("The index.")
    active_on: date | None = where("Whose period contains this day.")
    org_unit: Any = reference("OrgUnit", "Of which unit.")
    in_unit: strawberry.ID | None = where("Of this unit or one below it.")
    and_: list["SurveyResultFilter"] | None = where(AND, "and")
    or_: list["SurveyResultFilter"] | None = where(OR, "or")
    not_: "SurveyResultFilter | None" = where(NOT, "not")


@strawberry.enum(description="What results of surveys are ordered by.")
class SurveyResultOrderField(Enum):
    """The orders of results."""

    INDEX = strawberry.enum_value("INDEX", description="By index.")
    PERIOD_START = strawberry.enum_value("PERIOD_START", description="By first day.")


@strawberry.input(description="An order of results; the id breaks ties.")
class SurveyResultOrder:
    """One entry of `orderBy`."""

    field: SurveyResultOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
