"""The types of the organisation: units, people, positions, and who holds and appraises what."""

from datetime import date, datetime
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.edges import argument, one, page, some
from graphql_schema.organisation.enums import (
    AssignmentKind,
    EmployeeState,
    Employment,
    PositionClass,
    ReportingLineKind,
    UnitLevel,
)


@strawberry.type(description="A unit (unit kerja) in the tree of its agency.")
class OrgUnit(Node):
    """A node of the organisation."""

    code: str = strawberry.field(description="Code of the unit, unique in its agency.")
    name: str = strawberry.field(description="Name of the unit.")
    level: UnitLevel = strawberry.field(description="How high the unit stands.")
    path: str = strawberry.field(description="Codes from the root to this unit, joined by dots.")
    created_at: datetime = strawberry.field(description="When the unit was entered.")

    parent: Any = one("OrgUnit", "The unit above; null for the root.")
    children: Any = page("OrgUnit", "The units directly below.")
    descendants: Any = page("OrgUnit", "All units below, at any depth.")
    head_position: Any = one("Position", "The position whose holder heads the unit.")
    head: Any = one("Employee", "Who heads the unit today; null if the position is vacant.")
    positions: Any = page("Position", "Positions of the unit.")
    employees: Any = page(
        "Employee",
        "Employees who are assigned to the unit today.",
        argument(
            "with_subunits",
            bool,
            "Also those of all units below.",
            default=False,
        ),
    )
    appraisals: Any = page(
        "Appraisal", "Appraisals pinned to the unit or a unit below it. Internal."
    )
    org_performances: Any = page(
        "OrgPerformance", "How the unit performed, cycle by cycle, all revisions."
    )
    survey_results: Any = page(
        "SurveyResult", "Results of surveys about the unit or a unit below it."
    )
    survey_years: Any = some(
        "SurveyYear", "Year by year, the surveys of the unit and all below it as one."
    )
    complaint_metrics: Any = page(
        "ComplaintMetric", "Service levels of complaints of the unit and of those below it."
    )
    agency: Any = one("Agency", "The agency of the unit.")


@strawberry.type(description="A civil servant (ASN) of an agency.")
class Employee(Node):
    """A person who is appraised or appraises."""

    name: str | None = strawberry.field(
        description="Name with titles; a dash (—) once it was erased. Internal: null for clients"
        " with pseudonymous access."
    )
    nip: str | None = strawberry.field(
        description="NIP, 18 digits. Personal: null unless policy shows it to the viewer, and once"
        " it was erased."
    )
    nrk: str | None = strawberry.field(
        description="NRK of the province. Personal: null unless policy shows it to the viewer."
    )
    employment: Employment = strawberry.field(description="Legal kind of employment.")
    state: EmployeeState = strawberry.field(description="Whether the employee serves at present.")
    inactive_since: date | None = strawberry.field(
        description="First day without service, as far as it was entered; from it on runs the"
        " time for which the data is kept. Internal."
    )
    erased_at: datetime | None = strawberry.field(
        description="When the personal data was erased (UU 27/2022 Pasal 8); null while it is kept."
    )
    created_at: datetime = strawberry.field(description="When the employee was entered.")

    position: Any = one("Position", "The position held definitively today. Internal.")
    org_unit: Any = one("OrgUnit", "The unit of today's definitive assignment. Internal.")
    rater: Any = one(
        "Employee", "Who appraises the employee today by the line of command. Internal."
    )
    assignments: Any = page("Assignment", "All assignments, past and future too.")
    reporting_lines: Any = page("ReportingLine", "Who appraises this employee, and when.")
    ratees: Any = page("Employee", "Whom this employee appraises today. Internal.")
    performance_plans: Any = page(
        "PerformancePlan", "Performance plans (SKP) of this employee, all revisions."
    )
    appraisals: Any = page("Appraisal", "Appraisals of this employee.")
    annual_results: Any = some(
        "AnnualResult",
        "Results of the years, oldest first, for those who may see every final result in them.",
    )
    appraisals_to_rate: Any = page("Appraisal", "Appraisals in which this employee is the rater.")
    delegations_given: Any = page("Delegation", "Who rates in this employee's place, and when.")
    delegations_received: Any = page("Delegation", "In whose place this employee rates, and when.")
    feedback: Any = page(
        "Feedback", "Feedback to the employee and notes of dialogues that the viewer may see."
    )
    development_actions: Any = page(
        "DevelopmentAction", "Development actions of the employee that the viewer may see."
    )
    agency: Any = one("Agency", "The agency of the employee.")


@strawberry.type(description="A post (jabatan) in an org unit.")
class Position(Node):
    """What an employee holds."""

    code: str = strawberry.field(description="Code of the position, unique in its agency.")
    name: str = strawberry.field(description="Name of the position.")
    position_class: PositionClass = strawberry.field(description="Class of the position.")
    created_at: datetime = strawberry.field(description="When the position was entered.")

    org_unit: Any = one("OrgUnit", "The unit of the position.")
    assignments: Any = page("Assignment", "Who holds or held the position.")


@strawberry.type(description="Who holds which position in which unit, and when.")
class Assignment(Node):
    """A dated assignment."""

    kind: AssignmentKind | None = strawberry.field(
        description="How the position is held. Internal."
    )
    period_start: date | None = strawberry.field(description="First day. Internal.")
    period_end: date | None = strawberry.field(
        description="Last day, inclusive; null while it runs. Internal."
    )

    employee: Any = one("Employee", "Who holds the position.")
    position: Any = one("Position", "The position. Internal.")
    org_unit: Any = one("OrgUnit", "The unit. Internal.")


@strawberry.type(description="Who appraises whom, and who stands above the rater, and when.")
class ReportingLine(Node):
    """A dated reporting line."""

    kind: ReportingLineKind | None = strawberry.field(description="Why this rater. Internal.")
    period_start: date | None = strawberry.field(description="First day. Internal.")
    period_end: date | None = strawberry.field(
        description="Last day, inclusive; null while it runs. Internal."
    )

    ratee: Any = one("Employee", "Who is appraised.")
    rater: Any = one("Employee", "Who appraises. Internal.")
    superior: Any = one("Employee", "The superior of the rater. Internal.")
