"""The types of an agency's policies: versions, what they hold, how they differ; who holds roles."""

from datetime import date, datetime
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.edges import argument, one, some
from graphql_schema.policies.enums import (
    Action,
    FieldClass,
    PolicyDifferenceKind,
    PolicyPart,
    PolicyVersionStatus,
    Relation,
    Resource,
)


@strawberry.type(
    description="A version of an agency's own policies: roles and rules that it adds to the"
    " province's baseline, and baseline rules that it suspends. It never changes; a change is a new"
    " version of the whole set, which another person than its proposer puts into force."
)
class PolicyVersion(Node):
    """A whole set."""

    number: int = strawberry.field(description="Number of the version, from 1.")
    status: PolicyVersionStatus = strawberry.field(description="Where it stands in its life.")
    note: str = strawberry.field(description="What it is for, in the words of its proposer.")
    content_hash: str = strawberry.field(
        description="SHA-256 of what it holds: equal hashes, equal policies."
    )
    proposed_at: datetime = strawberry.field(description="When it was proposed.")
    decided_at: datetime | None = strawberry.field(
        description="When it was approved, rejected or withdrawn; null while it waits."
    )
    decision_reason: str | None = strawberry.field(description="Why it was decided so, if told.")
    suspensions: list[str] = strawberry.field(
        description="Names of the baseline rules that do not apply in the agency."
    )

    roles: Any = some("PolicyRole", "The agency's own roles, by name.")
    rules: Any = some("PolicyRule", "The agency's own rules, by name.")
    based_on: Any = one(
        "PolicyVersion", "The version in force when this one was proposed; null if none was."
    )
    proposed_by: Any = one("Employee", "Who proposed it.")
    decided_by: Any = one("Employee", "Who approved, rejected or withdrew it.")
    diff: Any = some(
        "PolicyDifference",
        "What this version says differently from another one of the agency; null when there is no"
        " such version or policy hides it.",
        argument("against", strawberry.ID, "Id of the version to compare with: the older one."),
    )
    agency: Any = one("Agency", "The agency that owns it.")


@strawberry.type(description="A role that an agency has made for itself.")
class PolicyRole:
    """A name for what some people do."""

    name: str = strawberry.field(description="Name of the role, as `grantRole` takes it.")
    description: str = strawberry.field(description="What its holders do.")
    inherits: list[str] = strawberry.field(description="Roles all of whose rights it has too.")


@strawberry.type(description="A rule that an agency adds to the baseline; it always allows.")
class PolicyRule:
    """Who may do what with which rows."""

    name: str = strawberry.field(description="Name of the rule.")
    role: str = strawberry.field(description="Whom it is for.")
    resource: Resource = strawberry.field(description="What it is about.")
    action: Action = strawberry.field(description="What it allows.")
    relation: Relation = strawberry.field(description="How the holder must stand to the row.")
    states: list[str] | None = strawberry.field(
        description="States in which the row must be; null: any."
    )
    field_classes: list[FieldClass] | None = strawberry.field(
        description="Classes of fields that it shows; null: any."
    )


@strawberry.type(
    description="One thing that two versions of policies say differently; parts match by name."
)
class PolicyDifference:
    """A row of the comparison."""

    kind: PolicyDifferenceKind = strawberry.field(description="What happened to the part.")
    part: PolicyPart = strawberry.field(description="What kind of part it is.")
    name: str = strawberry.field(description="Name of the role or rule.")
    field: str = strawberry.field(
        description="The field that differs, as the API names it; of an added or removed part, each"
        " field that it has."
    )
    before: str | None = strawberry.field(
        description="Its value in the older version, lists joined by commas."
    )
    after: str | None = strawberry.field(description="Its value in this version.")


@strawberry.type(description="That somebody holds a role in an agency, from day to day.")
class RoleAssignment(Node):
    """A dated role."""

    role: str = strawberry.field(
        description="Name of the role; a name that is no role (any more) gives no right."
    )
    subject_id: strawberry.ID = strawberry.field(
        description="Id of the holder in its token; of an employee, the key of the employee."
    )
    period_start: date | None = strawberry.field(
        description="First day; null without a beginning, and where no day is left."
    )
    period_end: date | None = strawberry.field(description="Last day, inclusive; null if open.")

    employee: Any = one("Employee", "The holder; null for somebody who is not employed here.")
    agency: Any = one("Agency", "The agency in which the role is held.")
