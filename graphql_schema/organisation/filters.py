"""Conditions on and orders of the organisation, as clients give them."""

from datetime import date
from enum import Enum
from typing import Any

import strawberry

from graphql_schema.comparators import AND, NOT, OR, Comparator, TextComparator, where
from graphql_schema.connections import OrderDirection
from graphql_schema.organisation.enums import (
    AssignmentKind,
    EmployeeState,
    Employment,
    PositionClass,
    ReportingLineKind,
    UnitLevel,
)
from graphql_schema.references import reference, related


@strawberry.input(description="Conditions on org units; all that are given must hold.")
class OrgUnitFilter:
    """Which org units."""

    code: TextComparator | None = where("Code of the unit.")
    name: TextComparator | None = where("Name of the unit.")
    level: Comparator[UnitLevel] | None = where("How high the unit stands.")
    parent: Any = reference("OrgUnit", "The unit directly above.")
    children: Any = related("OrgUnit", "The units directly below.")
    positions: Any = related("Position", "The positions of the unit.")
    appraisals: Any = related("Appraisal", "Appraisals pinned to the unit or below it. Internal.")
    in_unit: strawberry.ID | None = where("This unit or any unit below it.")
    and_: list["OrgUnitFilter"] | None = where(AND, "and")
    or_: list["OrgUnitFilter"] | None = where(OR, "or")
    not_: "OrgUnitFilter | None" = where(NOT, "not")


@strawberry.enum(description="What org units are ordered by.")
class OrgUnitOrderField(Enum):
    """The orders of org units."""

    CODE = strawberry.enum_value("CODE", description="By code.")
    NAME = strawberry.enum_value("NAME", description="By name.")


@strawberry.input(description="An order of org units; the id breaks ties.")
class OrgUnitOrder:
    """One entry of `orderBy`."""

    field: OrgUnitOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on employees; all that are given must hold.")
class EmployeeFilter:
    """Which employees."""

    name: TextComparator | None = where("Name. Internal: refused where policy hides names.")
    nip: TextComparator | None = where("NIP. Personal: rows whose NIP policy hides do not match.")
    employment: Comparator[Employment] | None = where("Legal kind of employment.")
    state: Comparator[EmployeeState] | None = where("Whether the employee serves.")
    in_unit: strawberry.ID | None = where("Assigned today to this unit or any unit below it.")
    position_class: Comparator[PositionClass] | None = where(
        "Class of the position held definitively today. Internal."
    )
    org_unit: Any = reference("OrgUnit", "The unit of the definitive assignment today. Internal.")
    position: Any = reference("Position", "The position held definitively today. Internal.")
    assignments: Any = related("Assignment", "The assignments of the employee, past ones too.")
    appraisals: Any = related("Appraisal", "The appraisals of the employee.")
    appraisals_to_rate: Any = related("Appraisal", "The appraisals whose rater the employee is.")
    and_: list["EmployeeFilter"] | None = where(AND, "and")
    or_: list["EmployeeFilter"] | None = where(OR, "or")
    not_: "EmployeeFilter | None" = where(NOT, "not")


@strawberry.enum(description="What employees are ordered by.")
class EmployeeOrderField(Enum):
    """The orders of employees."""

    NAME = strawberry.enum_value(
        "NAME", description="By name. Internal: refused where policy hides names."
    )
    CREATED_AT = strawberry.enum_value("CREATED_AT", description="By the time of entry.")


@strawberry.input(description="An order of employees; the id breaks ties.")
class EmployeeOrder:
    """One entry of `orderBy`."""

    field: EmployeeOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on positions; all that are given must hold.")
class PositionFilter:
    """Which positions."""

    code: TextComparator | None = where("Code of the position.")
    name: TextComparator | None = where("Name of the position.")
    position_class: Comparator[PositionClass] | None = where("Class of the position.")
    org_unit: Any = reference("OrgUnit", "The unit of the position.")
    in_unit: strawberry.ID | None = where("In this unit or any unit below it.")
    assignments: Any = related("Assignment", "Who holds or held the position. Internal.")
    and_: list["PositionFilter"] | None = where(AND, "and")
    or_: list["PositionFilter"] | None = where(OR, "or")
    not_: "PositionFilter | None" = where(NOT, "not")


@strawberry.enum(description="What positions are ordered by.")
class PositionOrderField(Enum):
    """The orders of positions."""

    CODE = strawberry.enum_value("CODE", description="By code.")
    NAME = strawberry.enum_value("NAME", description="By name.")


@strawberry.input(description="An order of positions; the id breaks ties.")
class PositionOrder:
    """One entry of `orderBy`."""

    field: PositionOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on assignments; all that are given must hold.")
class AssignmentFilter:
    """Which assignments."""

    kind: Comparator[AssignmentKind] | None = where("How the position is held. Internal.")
    active_on: date | None = where("In force on this day. Internal.")
    employee: Any = reference("Employee", "Who holds the position.")
    position: Any = reference("Position", "The position. Internal.")
    org_unit: Any = reference("OrgUnit", "The unit. Internal.")
    and_: list["AssignmentFilter"] | None = where(AND, "and")
    or_: list["AssignmentFilter"] | None = where(OR, "or")
    not_: "AssignmentFilter | None" = where(NOT, "not")


@strawberry.enum(description="What assignments are ordered by.")
class AssignmentOrderField(Enum):
    """The orders of assignments."""

    PERIOD_START = strawberry.enum_value("PERIOD_START", description="By the first day. Internal.")


@strawberry.input(description="An order of assignments; the id breaks ties.")
class AssignmentOrder:
    """One entry of `orderBy`."""

    field: AssignmentOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on reporting lines; all that are given must hold.")
class ReportingLineFilter:
    """Which reporting lines."""

    kind: Comparator[ReportingLineKind] | None = where("Why this rater.")
    active_on: date | None = where("In force on this day.")
    ratee: Any = reference("Employee", "Who is appraised.")
    rater: Any = reference("Employee", "Who appraises.")
    and_: list["ReportingLineFilter"] | None = where(AND, "and")
    or_: list["ReportingLineFilter"] | None = where(OR, "or")
    not_: "ReportingLineFilter | None" = where(NOT, "not")


@strawberry.enum(description="What reporting lines are ordered by.")
class ReportingLineOrderField(Enum):
    """The orders of reporting lines."""

    PERIOD_START = strawberry.enum_value("PERIOD_START", description="By the first day.")


@strawberry.input(description="An order of reporting lines; the id breaks ties.")
class ReportingLineOrder:
    """One entry of `orderBy`."""

    field: ReportingLineOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
