"""What a copy of a person's data consists of, and which columns about people are not in it.

Every column of a tenant table that says who somebody is stands here: covered by a part, or left out
with a reason. A test compares this with the tables, so that a new one cannot be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class Root(Enum):
    """From which object a part is reached; each names the person by itself or by a filter."""

    EMPLOYEE = "Employee"
    AGENCY = "Agency"
    VIEWER = "Viewer"


#: Edges of a row, and which fields of their targets stand in the copy. Of other people never more
#: than the name.
Edges = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Part:
    """A list of the document: the rows of an edge, each with all its fields.

    `covers` are the columns, as table and column, whose rows about the person these are.
    `about` names the filter that takes the person's id, where the edge alone does not.
    """

    name: str
    root: Root
    edge: str
    type_name: str
    covers: tuple[str, ...]
    edges: Edges = field(default_factory=dict)
    about: str | None = None


_CODED: Final = ("code", "name")
_NAMED: Final = ("name",)

#: The row of the employee itself, at the head of the document.
EMPLOYEE_COLUMN: Final = "employees.id"
EMPLOYEE_EDGES: Final[Edges] = {
    "position": (*_CODED, "positionClass"),
    "orgUnit": _CODED,
    "rater": _NAMED,
}
#: Appraisals come with their scores and results.
APPRAISALS: Final = Part(
    "appraisals",
    Root.EMPLOYEE,
    "appraisals",
    "Appraisal",
    ("appraisals.ratee_id",),
    {
        "cycle": _CODED,
        "frameworkVersion": ("number",),
        "orgUnit": _CODED,
        "rater": _NAMED,
        "superior": _NAMED,
    },
)
SCORES: Final = Part(
    "scores",
    Root.EMPLOYEE,
    "scores",
    "Score",
    ("scores.ratee_id",),
    {"indicator": ("code", "nameId", "nameEn"), "scorer": _NAMED},
)
RESULT_EDGES: Final[Edges] = {
    "component": ("code", "nameId", "nameEn"),
    "indicator": ("code", "nameId", "nameEn"),
}
PARTS: Final = (
    Part(
        "assignments",
        Root.EMPLOYEE,
        "assignments",
        "Assignment",
        ("assignments.employee_id",),
        {"position": _CODED, "orgUnit": _CODED},
    ),
    Part(
        "reportingLines",
        Root.EMPLOYEE,
        "reportingLines",
        "ReportingLine",
        ("reporting_lines.ratee_id",),
        {"rater": _NAMED, "superior": _NAMED},
    ),
    Part(
        "delegationsGiven",
        Root.EMPLOYEE,
        "delegationsGiven",
        "Delegation",
        ("delegations.delegator_id",),
        {"delegate": _NAMED},
    ),
    Part(
        "delegationsReceived",
        Root.EMPLOYEE,
        "delegationsReceived",
        "Delegation",
        ("delegations.delegate_id",),
        {"delegator": _NAMED},
    ),
    Part(
        "objections",
        Root.AGENCY,
        "objections",
        "Objection",
        ("objections.ratee_id",),
        {"statedBy": _NAMED, "decidedBy": _NAMED},
        about="ratee",
    ),
    Part(
        "feedback",
        Root.EMPLOYEE,
        "feedback",
        "Feedback",
        ("feedback.employee_id",),
        {"author": _NAMED},
    ),
    Part(
        "performancePlans",
        Root.EMPLOYEE,
        "performancePlans",
        "PerformancePlan",
        (
            "performance_plans.ratee_id",
            "work_results.ratee_id",
            "behaviour_expectations.ratee_id",
        ),
        {
            "cycle": _CODED,
            "orgUnit": _CODED,
            "rater": _NAMED,
            "superior": _NAMED,
            "proposedBy": _NAMED,
            "agreedBy": _NAMED,
            "workResults": (
                "kind",
                "title",
                "indicator",
                "target",
                "unit",
                "perspective",
                "alignedTitle",
            ),
            "behaviour": ("value", "expectation"),
        },
    ),
    Part(
        "developmentActions",
        Root.EMPLOYEE,
        "developmentActions",
        "DevelopmentAction",
        ("development_actions.employee_id",),
        {"rater": _NAMED, "plannedBy": _NAMED, "closedBy": _NAMED},
    ),
    Part(
        "roleAssignments",
        Root.AGENCY,
        "roleAssignments",
        "RoleAssignment",
        ("role_assignments.subject_id",),
        about="employee",
    ),
    Part(
        "dataRequests",
        Root.VIEWER,
        "dataRequests",
        "DataRequest",
        ("data_requests.employee_id",),
        {"decidedBy": _NAMED},
    ),
    Part(
        "auditEvents",
        Root.AGENCY,
        "auditEvents",
        "AuditEvent",
        ("audit_events.person_id",),
        {"actor": _NAMED},
        about="person",
    ),
    Part(
        "accessLog",
        Root.VIEWER,
        "accessLog",
        "AccessEvent",
        ("access_events.owner_id",),
        {"subject": _NAMED},
    ),
    Part(
        "accessesMade",
        Root.VIEWER,
        "accessesMade",
        "AccessEvent",
        ("access_events.subject_id",),
    ),
)

_ABOUT_OTHERS: Final = "what the person did in office to others: it is about those"
#: Columns with ids that are in no part, and why.
LEFT_OUT: Final[Mapping[str, str]] = {
    "appraisals.rater_id": "appraisals of others: they are about those",
    "appraisals.superior_id": "appraisals of others: they are about those",
    "appraisals.innovation_approved_by": _ABOUT_OTHERS,
    "appraisals.rated_by": _ABOUT_OTHERS,
    "appraisals.calibrated_by": _ABOUT_OTHERS,
    "audit_events.actor_id": _ABOUT_OTHERS,
    "audit_events.object_id": "`person_id` tells whom it is about",
    "audit_reasons.person_id": "the reason of the event is in `auditEvents`, where policy shows it",
    "data_requests.decided_by": _ABOUT_OTHERS,
    "data_sharing_grants.granted_by": _ABOUT_OTHERS,
    "data_sharing_grants.revoked_by": _ABOUT_OTHERS,
    "delegations.created_by": _ABOUT_OTHERS,
    "delegations.ended_by": _ABOUT_OTHERS,
    "development_actions.rater_id": _ABOUT_OTHERS,
    "development_actions.planned_by": _ABOUT_OTHERS,
    "development_actions.closed_by": _ABOUT_OTHERS,
    "feedback.author_id": "what the person told others: it is about those",
    "framework_versions.created_by": _ABOUT_OTHERS,
    "framework_versions.submitted_by": _ABOUT_OTHERS,
    "framework_versions.published_by": _ABOUT_OTHERS,
    "inspection_cases.employee_id": "policy never shows a case to whom it is about (UU 27/2022"
    " Pasal 15)",
    "inspection_cases.opened_by": _ABOUT_OTHERS,
    "inspection_cases.closed_by": _ABOUT_OTHERS,
    "legal_holds.employee_id": "policy never shows a hold to whom it is about (UU 27/2022"
    " Pasal 15)",
    "legal_holds.placed_by": _ABOUT_OTHERS,
    "legal_holds.lifted_by": _ABOUT_OTHERS,
    "objections.stated_by": _ABOUT_OTHERS,
    "objections.decided_by": _ABOUT_OTHERS,
    "org_performances.decided_by": _ABOUT_OTHERS,
    "performance_plans.rater_id": "plans of others: they are about those",
    "performance_plans.superior_id": "plans of others: they are about those",
    "performance_plans.proposed_by": _ABOUT_OTHERS,
    "performance_plans.agreed_by": _ABOUT_OTHERS,
    "policy_versions.proposed_by": _ABOUT_OTHERS,
    "policy_versions.decided_by": _ABOUT_OTHERS,
    "reporting_lines.rater_id": "whom the person appraises: it is about those",
    "reporting_lines.superior_id": "whose rater the person stands above: it is about those",
    "scores.scorer_id": "scores of others: they are about those",
}
