"""A whole set of policies as clients send it, and its way to the plain words of the domain.

Words of closed vocabularies arrive as text, spelled as the enums of the schema spell them: an
unknown one is then an error with a code and a place in the audit trail, not a malformed request.
"""

from collections.abc import Iterable
from enum import StrEnum

import strawberry

from graphql_schema.policies.enums import Action, FieldClass, Relation, Resource
from kinerja.kit.ids import AgencyId
from policies.agency import AgencyPolicies, OwnRole, OwnRule


@strawberry.input(description="A role of the agency's own.")
class PolicyRoleInput:
    """The fields of a role."""

    name: str = strawberry.field(
        description="Name, unique in the agency and none of the baseline's: lower-case letters,"
        " digits and `_`."
    )
    description: str = strawberry.field(description="What its holders do; 1 to 500 characters.")
    inherits: list[str] = strawberry.field(
        default_factory=list,
        description="Roles all of whose rights it has too: `performance_officer` or own roles.",
    )


@strawberry.input(description="A rule of the agency's own: what it allows comes on top.")
class PolicyRuleInput:
    """The fields of a rule."""

    name: str = strawberry.field(
        description="Name, unique in the agency and none of the baseline's: lower-case letters,"
        " digits and `-`."
    )
    role: str = strawberry.field(
        description="Whom it is for: a role of the agency's own or of the baseline, such as"
        " `employee`."
    )
    resource: str = strawberry.field(description="A value of `Resource`, such as `APPRAISAL`.")
    action: str = strawberry.field(description="A value of `Action`, such as `VIEW`.")
    relation: str = strawberry.field(description="A value of `Relation`, such as `UNIT_HEAD`.")
    states: list[str] | None = strawberry.field(
        default=None, description="Only rows in these states, such as `FINAL`; null: any state."
    )
    field_classes: list[str] | None = strawberry.field(
        default=None,
        description="Only fields of these classes, values of `FieldClass`; null: any class.",
    )


@strawberry.input(
    description="A whole set of policies, in the place of the set in force. What is left out is"
    " out of force."
)
class PolicyChangeInput:
    """All that a version holds."""

    roles: list[PolicyRoleInput] = strawberry.field(
        default_factory=list, description="The agency's own roles; at most 32."
    )
    rules: list[PolicyRuleInput] = strawberry.field(
        default_factory=list, description="The agency's own rules; at most 256."
    )
    suspensions: list[str] = strawberry.field(
        default_factory=list,
        description="Names of baseline rules that shall not apply here; `baselinePolicies` tells"
        " which may be suspended. At most 128.",
    )


def plain_policies(given: PolicyChangeInput, agency_id: AgencyId) -> AgencyPolicies:
    """Return the set in the words of the policies; an unknown word stays as it was given."""
    return AgencyPolicies(
        agency_id,
        roles=tuple(OwnRole(one.name, one.description, tuple(one.inherits)) for one in given.roles),
        rows=tuple(_rule(one) for one in given.rules),
        suspended=tuple(given.suspensions),
    )


def _rule(given: PolicyRuleInput) -> OwnRule:
    classes = given.field_classes
    return OwnRule(
        name=given.name,
        role=given.role,
        resource=_word(Resource, given.resource),
        action=_word(Action, given.action),
        relation=_word(Relation, given.relation),
        states=None if given.states is None else frozenset(given.states),
        field_classes=None if classes is None else frozenset(_words(FieldClass, classes)),
    )


def _words(vocabulary: type[StrEnum], given: Iterable[str]) -> Iterable[str]:
    return (_word(vocabulary, one) for one in given)


def _word(vocabulary: type[StrEnum], given: str) -> str:
    member = vocabulary.__members__.get(given)
    return given if member is None else member.value
