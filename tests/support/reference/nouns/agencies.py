"""Agencies, and who asks."""

from typing import Any

from kinerja.domains.appraisals.models import Appraisal, NodeResult, Score
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.delegations.models import Delegation
from kinerja.domains.development.models import DevelopmentAction, Feedback
from kinerja.domains.frameworks.models import Framework
from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.objections.models import Objection
from kinerja.domains.organisation.models import Employee, OrgUnit, Position
from kinerja.domains.personal_data.models import DataRequest, LegalHold
from kinerja.domains.plans.models import PerformancePlan
from kinerja.kit.database import Base
from policies.facts import PlainRow
from policies.permissions import Relation, Resource
from policies.relations import RELATIONS
from tenants.audit_models import AccessEvent
from tenants.models import Agency, AuditEvent, RoleAssignment
from tenants.policy_models import PolicyVersion
from tenants.sharing_models import DataSharingGrant
from tests.support.reference.eyes import Eyes
from tests.support.reference.nouns.appraisals import appraisal_facts
from tests.support.reference.plain import Edge, Given, Many, Row, Twin, Value, column, columns


def _everything(type_name: str, model: type[Base]) -> Edge:
    return Edge(type_name, lambda _, eyes, __: eyes.rows.all(model), Many.PAGE)


def _by_code(type_name: str, model: type[Base]) -> Edge:
    return Edge(type_name, lambda _, eyes, given: eyes.rows.where(model, "code", given["code"]))


_FIELDS = columns("code", "name", "kind", "state")

AGENCY = Twin(
    name="Agency",
    model=Agency,
    resource=Resource.AGENCY,
    facts=lambda row, _: PlainRow(row.id),
    fields={**_FIELDS, **columns("active_from", "active_to")},
    edges={
        "orgUnits": _everything("OrgUnit", OrgUnit),
        "positions": _everything("Position", Position),
        "employees": _everything("Employee", Employee),
        "frameworks": _everything("Framework", Framework),
        "cycles": _everything("Cycle", Cycle),
        "appraisals": _everything("Appraisal", Appraisal),
        "scores": _everything("Score", Score),
        "nodeResults": _everything("NodeResult", NodeResult),
        "performancePlans": _everything("PerformancePlan", PerformancePlan),
        "objections": _everything("Objection", Objection),
        "feedback": _everything("Feedback", Feedback),
        "developmentActions": _everything("DevelopmentAction", DevelopmentAction),
        "auditEvents": _everything("AuditEvent", AuditEvent),
        "accessEvents": _everything("AccessEvent", AccessEvent),
        "policyVersions": _everything("PolicyVersion", PolicyVersion),
        "policiesInForce": Edge(
            "PolicyVersion",
            lambda _, eyes, __: eyes.rows.where(PolicyVersion, "status", "IN_FORCE"),
        ),
        "roleAssignments": _everything("RoleAssignment", RoleAssignment),
        "cases": _everything("InspectionCase", InspectionCase),
        "delegations": _everything("Delegation", Delegation),
        "dataRequests": _everything("DataRequest", DataRequest),
        "legalHolds": _everything("LegalHold", LegalHold),
        "dataSharingGrants": _everything("DataSharingGrant", DataSharingGrant),
        "orgUnit": _by_code("OrgUnit", OrgUnit),
        "position": _by_code("Position", Position),
        "framework": _by_code("Framework", Framework),
        "cycle": _by_code("Cycle", Cycle),
    },
    key="key",
)
AGENCY_SUMMARY = Twin(
    name="AgencySummary",
    model=Agency,
    resource=None,
    facts=lambda row, _: PlainRow(row.id),
    fields=_FIELDS,
    orders={"CODE": column("code"), "NAME": column("name")},
    filters=_FIELDS,
    default_order="CODE",
    key="key",
    of_agency=False,
)


def agency_of_row() -> Edge:
    """Say that an edge leads to the agency of the row."""
    return Edge("Agency", lambda row, eyes, _: eyes.rows.get(Agency, row.agency_id))


def _my(type_name: str, model: type[Base], name: str) -> Edge:
    def rows(_: Row, eyes: Eyes, __: Given) -> list[Any]:
        return eyes.rows.where(model, name, eyes.me) if eyes.actor else []

    return Edge(type_name, rows, Many.PAGE)


def _to_rate(_: Row, eyes: Eyes, __: Given) -> list[Any]:
    actor, organisation = eyes.actor, eyes.rows.organisation
    if actor is None:
        return []
    is_rater = RELATIONS[Relation.RATER].plain
    return [
        row
        for row in eyes.rows.all(Appraisal)
        if is_rater(appraisal_facts(row), actor, organisation)
    ]


def _own(model: type[Base]) -> Any:
    def rows(_: Row, eyes: Eyes, __: Given) -> list[Any]:
        if eyes.actor is None:
            return []
        return eyes.rows.get(model, eyes.agency_id if model is Agency else eyes.me)

    return rows


def _read_of_me(_: Row, eyes: Eyes, __: Given) -> list[Any]:
    if eyes.actor is None:
        return []
    return [
        row
        for row in eyes.rows.all(AccessEvent)
        if row.subject_id != eyes.me
        and (row.owner_id == eyes.me or (row.covers_everyone and row.reach == "LIST"))
    ]


VIEWER = Twin(
    name="Viewer",
    model=None,
    resource=None,
    facts=lambda row, _: PlainRow(row.agency_id),
    fields={
        "subjectId": Value(lambda row, _: str(row.subject)),
        "kind": column("kind"),
        "roles": column("roles"),
    },
    edges={
        "agency": Edge("Agency", _own(Agency)),
        "employee": Edge("Employee", _own(Employee)),
        "appraisals": _my("Appraisal", Appraisal, "ratee_id"),
        "appraisalsToRate": Edge("Appraisal", _to_rate, Many.PAGE),
        "dataSharingGrants": _my("DataSharingGrant", DataSharingGrant, "client_id"),
        "dataRequests": _my("DataRequest", DataRequest, "employee_id"),
        "accessLog": Edge("AccessEvent", _read_of_me, Many.PAGE),
        "accessesMade": _my("AccessEvent", AccessEvent, "subject_id"),
    },
    of_agency=False,
    is_node=False,
)
TWINS = (AGENCY, AGENCY_SUMMARY, VIEWER)
