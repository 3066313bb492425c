"""How organisation mutations answer: paths as the API names them, lists item by item."""

from collections.abc import Sequence

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.organisation.types import Assignment, Employee, ReportingLine
from graphql_schema.reading import read_one
from kinerja.domains.organisation.service.items import Outcome
from kinerja.kit.errors import KinerjaError, PathSegment
from kinerja.kit.ids import AgencyId


@strawberry.type(description="What became of one employee of the list.")
class EmployeeResult:
    """One item of `createEmployee` or `updateEmployee`."""

    employee: Employee | None = strawberry.field(
        description="The employee as it is now; null if this item was refused."
    )
    errors: list[UserError] = strawberry.field(description="Why this item was refused, if it was.")


@strawberry.type(description="What became of one assignment of the list.")
class AssignmentResult:
    """One item of `assign` or `endAssignment`."""

    assignment: Assignment | None = strawberry.field(
        description="The assignment as it is now; null if this item was refused."
    )
    errors: list[UserError] = strawberry.field(description="Why this item was refused, if it was.")


@strawberry.type(description="What became of one reporting line of the list.")
class ReportingLineResult:
    """One item of `setReportingLine` or `endReportingLine`."""

    reporting_line: ReportingLine | None = strawberry.field(
        description="The reporting line as it is now; null if this item was refused."
    )
    errors: list[UserError] = strawberry.field(description="Why this item was refused, if it was.")


def employee_results(
    info: Info, outcomes: Sequence[Outcome], agency_id: AgencyId
) -> list[EmployeeResult]:
    """Return the answers to a list of employees."""
    return [
        EmployeeResult(employee=None, errors=refused(info, one, "items", place))
        if isinstance(one, KinerjaError)
        else EmployeeResult(employee=read_one("Employee", agency_id, one), errors=[])
        for place, one in enumerate(outcomes)
    ]


def assignment_results(
    info: Info, outcomes: Sequence[Outcome], agency_id: AgencyId
) -> list[AssignmentResult]:
    """Return the answers to a list of assignments."""
    return [
        AssignmentResult(assignment=None, errors=refused(info, one, "items", place))
        if isinstance(one, KinerjaError)
        else AssignmentResult(assignment=read_one("Assignment", agency_id, one), errors=[])
        for place, one in enumerate(outcomes)
    ]


def line_results(
    info: Info, outcomes: Sequence[Outcome], agency_id: AgencyId
) -> list[ReportingLineResult]:
    """Return the answers to a list of reporting lines."""
    return [
        ReportingLineResult(reporting_line=None, errors=refused(info, one, "items", place))
        if isinstance(one, KinerjaError)
        else ReportingLineResult(
            reporting_line=read_one("ReportingLine", agency_id, one), errors=[]
        )
        for place, one in enumerate(outcomes)
    ]


def refused(info: Info, error: KinerjaError, *place: PathSegment) -> list[UserError]:
    """Return `error` for a payload; the domain speaks snake_case, the API camelCase.

    `place` is where in the input the item stands that the error is about.
    """
    if error.path[:1] != ("input",):
        error.at("input", *place)
    error.path = tuple(_camel(segment) for segment in error.path)
    return user_errors(info, error)


def _camel(segment: PathSegment) -> PathSegment:
    if isinstance(segment, int):
        return segment
    words = segment.split("_")
    return words[0] + "".join(word.capitalize() for word in words[1:])
