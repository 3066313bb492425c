"""How an agency's policies and role assignments are read."""

from sqlalchemy import ARRAY, Integer, Text, Uuid, and_, func, literal_column, select

from kinerja.domains.policies.differences import differences
from kinerja.reads.model import (
    Edge,
    Element,
    Field,
    FieldSQL,
    Holder,
    Many,
    Model,
    Row,
    code,
    compare,
    compare_id,
    of,
    order_by,
    table_of,
    text,
    to,
    word,
)
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.models.dates import active_on, period_fields, start_order
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import Resource
from policies.relations import Binds
from tenants.models import RoleAssignment
from tenants.policy_models import (
    AgencyPolicyRole,
    AgencyPolicyRule,
    AgencyPolicySuspension,
    PolicyVersion,
    PolicyVersionStatus,
)

#: Only for the types of its columns.
_NO_KEY = literal_column("NULL", Uuid())
_NO_DIFFERENCES = differences(literal_column("NULL", Integer()), _NO_KEY, _NO_KEY)
_suspensions = table_of(AgencyPolicySuspension).alias("suspended")


def _version_facts(row: Row, *_: object) -> RowFacts:
    return RowFacts(agency=row["agency_id"], state=row["status"], author=row["proposed_by"])


def _suspended(row: Row, me: Binds) -> Element:
    """Return the names of the baseline rules that a version suspends."""
    names = select(_suspensions.c.rule_name).where(
        _suspensions.c.agency_id == me.agency, _suspensions.c.version_id == row["id"]
    )
    ordered = names.order_by(_suspensions.c.rule_name).correlate(None)
    return func.array(ordered.scalar_subquery(), type_=ARRAY(Text()))


def _in_version(target: str) -> Edge:
    """Declare the list of a version's roles or rules."""
    return Edge(
        target,
        lambda parent, child, _, __: child["version_id"] == parent["id"],
        Many.LIST,
        first_by=("name",),
        held=True,
    )


POLICY_VERSION = Model(
    type_name="PolicyVersion",
    table=table_of(PolicyVersion),
    resource=Resource.POLICY,
    facts=_version_facts,
    fields={
        "number": of(Kind.INTEGER, "number"),
        "status": code("status"),
        "note": text("note"),
        "contentHash": code("content_hash"),
        "proposedAt": of(Kind.INSTANT, "proposed_at"),
        "decidedAt": of(Kind.INSTANT, "decided_at", nullable=True),
        "decisionReason": text("decision_reason", nullable=True),
        "suspensions": Field(Kind.CODES, _suspended),
    },
    edges={
        "roles": _in_version("PolicyRole"),
        "rules": _in_version("PolicyRule"),
        "basedOn": to("PolicyVersion", "based_on_id"),
        "proposedBy": to("Employee", "proposed_by"),
        "decidedBy": to("Employee", "decided_by"),
        "diff": Edge(
            "PolicyDifference",
            lambda _, other, __, given: other["id"] == given["against"],
            Many.LIST,
            arguments={"against": "PolicyVersion"},
            first_by=("part", "name", "field"),
            compared=lambda old, new, me: differences(me.agency, old["id"], new["id"]),
        ),
        "agency": of_agency(),
    },
    orderings={"NUMBER": order_by(Kind.INTEGER, "number")},
    filters={
        "status": compare(Kind.CODE, "status"),
        "number": compare(Kind.INTEGER, "number"),
        "proposedBy": compare_id("Employee", "proposed_by"),
        "decidedBy": compare_id("Employee", "decided_by"),
    },
    default_order="NUMBER",
)
#: What a version holds is judged by the version.
_OF_VERSION = Holder(
    table_of(PolicyVersion),
    lambda row, version: and_(
        version["agency_id"] == row["agency_id"], version["id"] == row["version_id"]
    ),
)


def _part_facts(_: Row, version: Row, __: Binds) -> RowFacts:
    return _version_facts(version)


def _enum(name: str) -> FieldSQL:
    """Return a word of the policies' vocabularies as the API spells it."""
    return lambda row, _: func.upper(row[name], type_=Text())


POLICY_ROLE = Model(
    type_name="PolicyRole",
    table=table_of(AgencyPolicyRole),
    resource=Resource.POLICY,
    facts=_part_facts,
    fields={
        "name": code("name"),
        "description": text("description"),
        "inherits": of(Kind.CODES, "inherits"),
    },
    holder=_OF_VERSION,
    is_node=False,
)


def _classes(row: Row, _: Binds) -> Element:
    joined = func.upper(func.array_to_string(row["field_classes"], word(",")))
    return func.string_to_array(joined, word(","), type_=ARRAY(Text()))


POLICY_RULE = Model(
    type_name="PolicyRule",
    table=table_of(AgencyPolicyRule),
    resource=Resource.POLICY,
    facts=_part_facts,
    fields={
        "name": code("name"),
        "role": code("role"),
        "resource": Field(Kind.CODE, _enum("resource")),
        "action": Field(Kind.CODE, _enum("action")),
        "relation": Field(Kind.CODE, _enum("relation")),
        "states": of(Kind.CODES, "states", nullable=True),
        "fieldClasses": Field(Kind.CODES, _classes, nullable=True),
    },
    holder=_OF_VERSION,
    is_node=False,
)
#: Computed from two versions; policy has judged both before their differences are.
POLICY_DIFFERENCE = Model(
    type_name="PolicyDifference",
    table=_NO_DIFFERENCES,
    resource=None,
    facts=_version_facts,
    fields={
        "kind": code("kind"),
        "part": code("part"),
        "name": code("name"),
        "field": code("field"),
        "before": text("before", nullable=True),
        "after": text("after", nullable=True),
    },
    agency=None,
    is_node=False,
)


def _assignment_facts(row: Row, *_: object) -> RowFacts:
    """Who holds which role is part of what is in force; its author is whoever holds it."""
    in_force = word(PolicyVersionStatus.IN_FORCE)
    return RowFacts(agency=row["agency_id"], state=in_force, author=row["subject_id"])


ROLE_ASSIGNMENT = Model(
    type_name="RoleAssignment",
    table=table_of(RoleAssignment),
    resource=Resource.POLICY,
    facts=_assignment_facts,
    fields={
        "role": code("role"),
        "subjectId": of(Kind.KEY, "subject_id"),
        **period_fields("valid"),
    },
    edges={"employee": to("Employee", "subject_id"), "agency": of_agency()},
    orderings={
        "ROLE": order_by(Kind.TEXT, "role"),
        "PERIOD_START": start_order("valid"),
    },
    filters={
        "role": compare(Kind.TEXT, "role"),
        "activeOn": active_on("valid"),
        "employee": compare_id("Employee", "subject_id"),
    },
    default_order="ROLE",
)
MODELS = (POLICY_VERSION, POLICY_ROLE, POLICY_RULE, POLICY_DIFFERENCE, ROLE_ASSIGNMENT)
