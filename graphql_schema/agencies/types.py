"""The types of agencies: a summary for everybody, and one agency with all that hangs under it."""

from datetime import date
from typing import Any

import strawberry

from graphql_schema.agencies.enums import AgencyKind, AgencyState
from graphql_schema.connections import Node
from graphql_schema.edges import argument, one, page


@strawberry.type(description="What everybody who has signed in may know about an agency.")
class AgencySummary(Node):
    """A row of the list of agencies."""

    code: str = strawberry.field(description="Code of the agency, such as `DISHUB`.")
    name: str = strawberry.field(description="Name of the agency.")
    kind: AgencyKind = strawberry.field(description="What the agency is.")
    state: AgencyState = strawberry.field(description="Whether it uses the service at present.")


@strawberry.type(
    description="An agency (perangkat daerah) of the province and all that is its own."
)
class Agency(Node):
    """The root of everything that one tenant owns."""

    code: str = strawberry.field(description="Code of the agency, such as `DISHUB`.")
    name: str = strawberry.field(description="Name of the agency.")
    kind: AgencyKind = strawberry.field(description="What the agency is.")
    state: AgencyState = strawberry.field(description="Whether it uses the service at present.")
    active_from: date = strawberry.field(description="First day on which the agency exists.")
    active_to: date | None = strawberry.field(description="Last day; null while it exists.")

    org_units: Any = page("OrgUnit", "Org units of the agency.")
    positions: Any = page("Position", "Positions (jabatan) of the agency.")
    employees: Any = page("Employee", "Employees of the agency whom the viewer may see.")
    frameworks: Any = page("Framework", "Frameworks of the agency.")
    cycles: Any = page("Cycle", "Appraisal cycles of the agency.")
    scores: Any = page("Score", "Scores of all appraisals that the viewer may see.")
    node_results: Any = page(
        "NodeResult",
        "Final results of components and indicators in all appraisals that the viewer may see.",
    )
    performance_plans: Any = page(
        "PerformancePlan", "Performance plans (SKP) that the viewer may see, all revisions."
    )
    appraisals: Any = page("Appraisal", "Appraisals of the agency that the viewer may see.")
    objections: Any = page("Objection", "Objections to results that the viewer may see.")
    org_performances: Any = page(
        "OrgPerformance", "How units performed in cycles, as far as the viewer may see it."
    )
    feedback: Any = page(
        "Feedback", "Feedback and notes of dialogues with employees that the viewer may see."
    )
    development_actions: Any = page(
        "DevelopmentAction", "Development actions of employees that the viewer may see."
    )
    audit_events: Any = page(
        "AuditEvent",
        "The audit trail of the agency, oldest first: for its head, the data protection officer,"
        " the province's HR agency and the inspectorate; for others what they did or what was done"
        " about them; for the operator what concerns the platform alone.",
    )
    access_events: Any = page(
        "AccessEvent",
        "Who read what of the agency's people, oldest first: for the data protection officer, the"
        " province's HR agency and the inspectorate; for others what concerns themselves.",
    )
    policy_versions: Any = page("PolicyVersion", "Versions of the agency's own policies.")
    policies_in_force: Any = one(
        "PolicyVersion", "The agency's own policies in force; null while it has the baseline alone."
    )
    data_sharing_grants: Any = page(
        "DataSharingGrant", "What the agency lets API clients read; a client sees its own grants."
    )
    role_assignments: Any = page("RoleAssignment", "Who holds which role in the agency, and when.")
    cases: Any = page("InspectionCase", "Inspection cases that the viewer may see.")
    delegations: Any = page("Delegation", "Delegations of ratings that the viewer may see.")
    data_requests: Any = page(
        "DataRequest", "Requests about personal data that the viewer may see, oldest first."
    )
    legal_holds: Any = page(
        "LegalHold", "Legal holds on personal data: for the data protection officer."
    )
    surveys: Any = page("Survey", "Satisfaction surveys that the viewer may see.")
    survey_results: Any = page(
        "SurveyResult", "Results of closed surveys that the viewer may see, unit by unit."
    )
    complaints: Any = page("Complaint", "Complaints of citizens that the viewer may see.")
    complaint_metrics: Any = page(
        "ComplaintMetric", "Service levels of complaints, unit by unit and month by month."
    )
    survey: Any = one(
        "Survey", "The survey with this code.", argument("code", str, "Code of the survey.")
    )

    org_unit: Any = one(
        "OrgUnit", "The org unit with this code.", argument("code", str, "Code of the unit.")
    )
    position: Any = one(
        "Position", "The position with this code.", argument("code", str, "Code of the position.")
    )
    framework: Any = one(
        "Framework",
        "The framework with this code.",
        argument("code", str, "Code of the framework, such as `dishub-2026`."),
    )
    cycle: Any = one(
        "Cycle", "The cycle with this code.", argument("code", str, "Code of the cycle.")
    )
