"""An agency's policies, and who holds which role."""

from kinerja.domains.organisation.models import Employee
from kinerja.kit.database import Base
from policies.facts import PlainRow
from policies.permissions import Resource
from tenants.models import RoleAssignment
from tenants.policy_models import (
    AgencyPolicyRole,
    AgencyPolicyRule,
    AgencyPolicySuspension,
    PolicyVersion,
)
from tests.support.reference.differences import policy_differences
from tests.support.reference.eyes import Eyes
from tests.support.reference.nouns.agencies import agency_of_row
from tests.support.reference.nouns.periods import active_on, period_fields, start
from tests.support.reference.plain import (
    Edge,
    Given,
    Many,
    Row,
    Twin,
    Value,
    column,
    columns,
    id_column,
    to,
)


def _facts(row: Row, _: Eyes) -> PlainRow:
    return PlainRow(row.agency_id, state=row.status, author=row.proposed_by)


def _part_facts(row: Row, eyes: Eyes) -> PlainRow:
    (version,) = eyes.rows.get(PolicyVersion, row.version_id)
    return _facts(version, eyes)


def _suspensions(row: Row, eyes: Eyes) -> list[str]:
    found = eyes.rows.where(AgencyPolicySuspension, "version_id", row.id)
    return sorted(one.rule_name for one in found)


def _in_version(type_name: str, model: type[Base]) -> Edge:
    def rows(row: Row, eyes: Eyes, _: Given) -> list[Row]:
        return sorted(eyes.rows.where(model, "version_id", row.id), key=lambda one: str(one.name))

    return Edge(type_name, rows, Many.LIST)


def _diff(row: Row, eyes: Eyes, given: Given) -> list[Row] | None:
    for other in eyes.rows.get(PolicyVersion, given["against"]):
        if eyes.sees(POLICY_VERSION, other):
            return policy_differences(other, row, eyes.rows)
    return None


POLICY_VERSION = Twin(
    name="PolicyVersion",
    model=PolicyVersion,
    resource=Resource.POLICY,
    facts=_facts,
    fields={
        **columns("number", "status", "note", "content_hash", "proposed_at", "decided_at"),
        "decisionReason": column("decision_reason"),
        "suspensions": Value(_suspensions),
    },
    edges={
        "roles": _in_version("PolicyRole", AgencyPolicyRole),
        "rules": _in_version("PolicyRule", AgencyPolicyRule),
        "basedOn": to("PolicyVersion", PolicyVersion, "based_on_id"),
        "proposedBy": to("Employee", Employee, "proposed_by"),
        "decidedBy": to("Employee", Employee, "decided_by"),
        "diff": Edge("PolicyDifference", _diff, Many.LIST, ids={"against": "PolicyVersion"}),
        "agency": agency_of_row(),
    },
    orders={"NUMBER": column("number")},
    filters={
        **columns("status", "number"),
        "proposedBy": id_column("Employee", "proposed_by"),
        "decidedBy": id_column("Employee", "decided_by"),
    },
    default_order="NUMBER",
)
POLICY_ROLE = Twin(
    name="PolicyRole",
    model=AgencyPolicyRole,
    resource=Resource.POLICY,
    facts=_part_facts,
    fields=columns("name", "description", "inherits"),
    is_node=False,
)


def _upper(name: str) -> Value:
    """Say that words stand in a column in lower case; a list of them may be missing."""

    def of(row: Row, _: Eyes) -> object:
        value = getattr(row, name)
        if isinstance(value, list):
            return [word.upper() for word in value]
        return value and value.upper()

    return Value(of)


POLICY_RULE = Twin(
    name="PolicyRule",
    model=AgencyPolicyRule,
    resource=Resource.POLICY,
    facts=_part_facts,
    fields={
        **columns("name", "role", "states"),
        **{name: _upper(name) for name in ("resource", "action", "relation")},
        "fieldClasses": _upper("field_classes"),
    },
    is_node=False,
)
#: Two versions have been judged before they are compared.
POLICY_DIFFERENCE = Twin(
    name="PolicyDifference",
    model=None,
    resource=None,
    facts=lambda *_: PlainRow(0),
    fields=columns("kind", "part", "name", "field", "before", "after"),
    of_agency=False,
    is_node=False,
)
ROLE_ASSIGNMENT = Twin(
    name="RoleAssignment",
    model=RoleAssignment,
    resource=Resource.POLICY,
    facts=lambda row, _: PlainRow(row.agency_id, state="IN_FORCE", author=row.subject_id),
    fields={**columns("role", "subject_id"), **period_fields("valid")},
    edges={"employee": to("Employee", Employee, "subject_id"), "agency": agency_of_row()},
    orders={"ROLE": column("role"), "PERIOD_START": start("valid")},
    filters={
        "role": column("role"),
        "activeOn": active_on("valid"),
        "employee": id_column("Employee", "subject_id"),
    },
    default_order="ROLE",
)
TWINS = (POLICY_VERSION, POLICY_ROLE, POLICY_RULE, POLICY_DIFFERENCE, ROLE_ASSIGNMENT)
