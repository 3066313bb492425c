"""How agencies are read: the list of all, one of them, and the viewer's own."""

from typing import Any

from sqlalchemy import ARRAY, Text, Uuid, bindparam, literal_column

from kinerja.reads.model import (
    Edge,
    Element,
    Field,
    Many,
    Model,
    Row,
    code,
    compare,
    of,
    order_by,
    table_of,
    text,
    word,
)
from kinerja.reads.models.rating import is_rated_by
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import Resource
from tenants.audit_models import Reach
from tenants.models import Agency


def of_agency() -> Edge:
    """Declare the edge from any row to its agency."""
    return Edge("Agency", lambda parent, child, _, __: child["id"] == parent["agency_id"])


def _everything(target: str) -> Edge:
    """Declare the edge to all rows of the agency; each level names the agency itself."""
    return Edge(target, lambda *_: literal_column("true"), Many.PAGE)


def _by(target: str, column: str, argument: str, kind: Kind) -> Edge:
    def on(_: Any, child: Any, __: Any, given: Any) -> Any:  # noqa: ANN401
        return child[column] == given[argument]

    return Edge(target, on, arguments={argument: kind})


def _is_list_of_everyone(access: Row) -> Element:
    return access["covers_everyone"] & (access["reach"] == word(Reach.LIST))


_FIELDS = {
    "code": code("code"),
    "name": text("name"),
    "kind": code("kind"),
    "state": code("state"),
}

AGENCY = Model(
    type_name="Agency",
    table=table_of(Agency),
    resource=Resource.AGENCY,
    facts=lambda row, *_: RowFacts(agency=row["id"]),
    fields={
        **_FIELDS,
        "activeFrom": of(Kind.DATE, "active_from"),
        "activeTo": of(Kind.DATE, "active_to", nullable=True),
    },
    edges={
        "orgUnits": _everything("OrgUnit"),
        "positions": _everything("Position"),
        "employees": _everything("Employee"),
        "frameworks": _everything("Framework"),
        "cycles": _everything("Cycle"),
        "performancePlans": _everything("PerformancePlan"),
        "appraisals": _everything("Appraisal"),
        "scores": _everything("Score"),
        "nodeResults": _everything("NodeResult"),
        "auditEvents": _everything("AuditEvent"),
        "accessEvents": _everything("AccessEvent"),
        "policyVersions": _everything("PolicyVersion"),
        "policiesInForce": Edge(
            "PolicyVersion", lambda _, child, __, ___: child["status"] == word("IN_FORCE")
        ),
        "roleAssignments": _everything("RoleAssignment"),
        "cases": _everything("InspectionCase"),
        "objections": _everything("Objection"),
        "orgPerformances": _everything("OrgPerformance"),
        "feedback": _everything("Feedback"),
        "developmentActions": _everything("DevelopmentAction"),
        "delegations": _everything("Delegation"),
        "dataRequests": _everything("DataRequest"),
        "legalHolds": _everything("LegalHold"),
        "dataSharingGrants": _everything("DataSharingGrant"),
        "surveys": _everything("Survey"),
        "surveyResults": _everything("SurveyResult"),
        "complaints": _everything("Complaint"),
        "complaintMetrics": _everything("ComplaintMetric"),
        "survey": _by("Survey", "code", "code", Kind.TEXT),
        "orgUnit": _by("OrgUnit", "code", "code", Kind.TEXT),
        "position": _by("Position", "code", "code", Kind.TEXT),
        "framework": _by("Framework", "code", "code", Kind.TEXT),
        "cycle": _by("Cycle", "code", "code", Kind.TEXT),
    },
    key="key",
    agency="id",
)

AGENCY_SUMMARY = Model(
    type_name="AgencySummary",
    table=table_of(Agency),
    resource=None,
    facts=lambda row, *_: RowFacts(agency=row["id"]),
    fields=_FIELDS,
    orderings={"CODE": order_by(Kind.TEXT, "code"), "NAME": order_by(Kind.TEXT, "name")},
    filters={
        "code": compare(Kind.TEXT, "code"),
        "name": compare(Kind.TEXT, "name"),
        "kind": compare(Kind.CODE, "kind"),
        "state": compare(Kind.CODE, "state"),
    },
    default_order="CODE",
    key="key",
    agency=None,
)
#: The viewer stands in no table: its fields are parameters of the request.
VIEWER = Model(
    type_name="Viewer",
    table=table_of(Agency),
    resource=None,
    facts=lambda row, *_: RowFacts(agency=row["id"]),
    fields={
        "subjectId": Field(Kind.KEY, lambda *_: bindparam("viewer_subject", None, Uuid())),
        "kind": Field(Kind.CODE, lambda *_: bindparam("viewer_kind", None, Text())),
        "roles": Field(Kind.TEXTS, lambda *_: bindparam("viewer_roles", None, ARRAY(Text()))),
    },
    edges={
        "agency": Edge("Agency", lambda _, child, me, __: child["id"] == me.agency),
        "employee": Edge("Employee", lambda _, child, me, __: child["id"] == me.subject),
        "appraisals": Edge(
            "Appraisal", lambda _, child, me, __: child["ratee_id"] == me.subject, Many.PAGE
        ),
        "appraisalsToRate": Edge(
            "Appraisal", lambda _, child, me, __: is_rated_by(child, me), Many.PAGE
        ),
        "dataSharingGrants": Edge(
            "DataSharingGrant",
            lambda _, child, me, __: child["client_id"] == me.subject,
            Many.PAGE,
        ),
        "dataRequests": Edge(
            "DataRequest", lambda _, child, me, __: child["employee_id"] == me.subject, Many.PAGE
        ),
        # What others have read, or may have read, of the viewer; and the viewer of others.
        "accessLog": Edge(
            "AccessEvent",
            lambda _, child, me, __: (
                (child["subject_id"] != me.subject)
                & ((child["owner_id"] == me.subject) | _is_list_of_everyone(child))
            ),
            Many.PAGE,
        ),
        "accessesMade": Edge(
            "AccessEvent", lambda _, child, me, __: child["subject_id"] == me.subject, Many.PAGE
        ),
    },
    agency=None,
    is_node=False,
    is_virtual=True,
)
MODELS = (AGENCY, AGENCY_SUMMARY, VIEWER)
