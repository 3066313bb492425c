"""How a type declares its edges: to one object, to a short list, to a page.

The read engine resolves them, never Python; a field here is type, arguments and description only.
Targets are named, since the types of all nouns refer to one another.
"""

from collections.abc import Sequence
from typing import Any, cast

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.lazy_type import LazyType

#: In which package each type of the schema stands.
PACKAGES = {
    name: f"graphql_schema.{noun}"
    for noun, names in {
        "agencies": ("Agency", "AgencySummary"),
        "organisation": ("OrgUnit", "Employee", "Position", "Assignment", "ReportingLine"),
        "frameworks": (
            "Framework",
            "FrameworkVersion",
            "Component",
            "Indicator",
            "VersionDifference",
        ),
        "cycles": ("Cycle",),
        "data_sharing": ("DataSharingGrant",),
        "appraisals": ("Appraisal", "Score", "NodeResult", "ResultPreview"),
        "annual": ("AnnualResult", "AnnualPart"),
        "audit": ("AuditEvent", "AccessEvent"),
        "delegations": ("Delegation",),
        "inspections": ("InspectionCase",),
        "surveys": (
            "Survey",
            "SurveyElement",
            "SurveyLink",
            "SurveyStanding",
            "SurveyResult",
            "SurveyElementResult",
            "SurveyYear",
        ),
        "complaints": ("Complaint", "ComplaintStep", "ComplaintMetric"),
        "objections": ("Objection",),
        "plans": ("PerformancePlan", "WorkResult", "BehaviourExpectation"),
        "calibration": ("OrgPerformance", "Distribution", "DistributionDemand"),
        "development": ("Feedback", "DevelopmentAction"),
        "personal_data": ("DataRequest", "LegalHold"),
        "policies": (
            "PolicyVersion",
            "PolicyRole",
            "PolicyRule",
            "PolicyDifference",
            "RoleAssignment",
        ),
    }.items()
    for name in names
}

# A type of the schema is a value here, made at run time; to the type checker it is anything.
Type = Any


def argument(name: str, type_: Type, description: str, **options: Any) -> StrawberryArgument:  # noqa: ANN401 - a default of any type.
    """Return an argument of an edge, with its description."""
    annotation = StrawberryAnnotation(type_)
    return StrawberryArgument(name, None, annotation, description=description, **options)


def one(type_name: str, description: str, *arguments: StrawberryArgument) -> Type:
    """Declare an edge to one object: null when there is none or policy hides it."""
    return declared(_named(type_name) | None, description, arguments)


def some(type_name: str, description: str, *arguments: StrawberryArgument) -> Type:
    """Declare an edge to a short list that needs no pages; with arguments, it may be null."""
    listed = cast("Any", list)[_named(type_name)]
    return declared(listed | None if arguments else listed, description, arguments)


def page(
    type_name: str,
    description: str,
    *arguments: StrawberryArgument,
    extensions: Sequence[FieldExtension] = (),
) -> Type:
    """Declare an edge to a page of rows, with paging, filter and order arguments."""
    connection: Type = LazyType(f"{type_name}Connection", "graphql_schema.aggregates")
    type_ = connection | None if extensions else connection
    return declared(type_, description, (*_paging(type_name), *arguments), extensions)


def _named(type_name: str, module: str = "types", suffix: str = "") -> Type:
    return LazyType(type_name + suffix, f"{PACKAGES[type_name]}.{module}")


def _paging(type_name: str) -> tuple[StrawberryArgument, ...]:
    order = cast("Any", list)[_named(type_name, "filters", "Order")]
    return (
        argument("first", int | None, "Take so many rows from the start: 0 to 500, else 20."),
        argument("after", str | None, "Only rows after the row with this cursor."),
        argument("last", int | None, "Take so many rows from the end; not together with `first`."),
        argument("before", str | None, "Only rows before the row with this cursor."),
        argument("filter", _named(type_name, "filters", "Filter") | None, "Which rows."),
        argument("order_by", order | None, "The first entry decides, the next ones break ties."),
    )


def declared(
    type_: Type,
    description: str,
    arguments: Sequence[StrawberryArgument],
    extensions: Sequence[FieldExtension] = (),
) -> Type:
    """Declare a field whose type is a value, with arguments, that Python never resolves."""
    field = strawberry.field(
        description=description, graphql_type=type_, extensions=list(extensions)
    )
    field.arguments = list(arguments)
    return field
