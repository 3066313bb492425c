"""Conditions on and orders of versions of policies and role assignments, as clients give them."""

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
from graphql_schema.policies.enums import PolicyVersionStatus
from graphql_schema.references import reference


@strawberry.input(description="Conditions on versions of policies; all that are given must hold.")
class PolicyVersionFilter:
    """Which versions."""

    status: Comparator[PolicyVersionStatus] | None = where("Where the version stands.")
    number: RangeComparator[int] | None = where("Number of the version.")
    proposed_by: Any = reference("Employee", "Who proposed it.")
    decided_by: Any = reference("Employee", "Who decided on it.")
    and_: list["PolicyVersionFilter"] | None = where(AND, "and")
    or_: list["PolicyVersionFilter"] | None = where(OR, "or")
    not_: "PolicyVersionFilter | None" = where(NOT, "not")


@strawberry.enum(description="What versions of policies are ordered by.")
class PolicyVersionOrderField(Enum):
    """The orders of versions."""

    NUMBER = strawberry.enum_value("NUMBER", description="By number.")


@strawberry.input(description="An order of versions of policies; the id breaks ties.")
class PolicyVersionOrder:
    """One entry of `orderBy`."""

    field: PolicyVersionOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on role assignments; all that are given must hold.")
class RoleAssignmentFilter:
    """Which role assignments."""

    role: TextComparator | None = where("Name of the role.")
    active_on: date | None = where("Held on this day.")
    employee: Any = reference("Employee", "Who holds it.")
    and_: list["RoleAssignmentFilter"] | None = where(AND, "and")
    or_: list["RoleAssignmentFilter"] | None = where(OR, "or")
    not_: "RoleAssignmentFilter | None" = where(NOT, "not")


@strawberry.enum(description="What role assignments are ordered by.")
class RoleAssignmentOrderField(Enum):
    """The orders of role assignments."""

    ROLE = strawberry.enum_value("ROLE", description="By the name of the role.")
    PERIOD_START = strawberry.enum_value("PERIOD_START", description="By the first day.")


@strawberry.input(description="An order of role assignments; the id breaks ties.")
class RoleAssignmentOrder:
    """One entry of `orderBy`."""

    field: RoleAssignmentOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
