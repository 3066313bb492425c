"""The vocabularies of the audit trail, described for clients."""

from enum import Enum

import strawberry

from graphql_schema.policies.enums import FieldClass, Resource
from graphql_schema.viewer.enums import SubjectKind
from graphql_schema.vocabulary import describe
from tenants.audit_kinds import AuditKind

describe(
    AuditKind,
    "What an audit event is about.",
    CONTENT="People, their appraisals, and how the agency decides about them.",
    INFRASTRUCTURE="The running of the platform alone: all that its operator may read.",
    INSPECTION="Inspection cases: only those read it who may see the case.",
    LEGAL_HOLD="Legal holds: only those read it who may see the hold.",
)


@strawberry.enum(description="How certain it is that a read showed something of a person.")
class AccessCertainty(Enum):
    """The two ways to come into an access log."""

    EXACT = strawberry.enum_value("EXACT", description="The object that was read is about them.")
    LIST = strawberry.enum_value(
        "LIST", description="A list was read in which they may have stood, since it covers all."
    )


__all__ = ["AccessCertainty", "AuditKind", "FieldClass", "Resource", "SubjectKind"]
