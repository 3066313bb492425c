"""The types of the audit trail: what was done, and who read what."""

from datetime import datetime
from typing import Any

import strawberry

from graphql_schema.audit.enums import (
    AccessCertainty,
    AuditKind,
    FieldClass,
    Resource,
    SubjectKind,
)
from graphql_schema.connections import Node
from graphql_schema.edges import one


@strawberry.type(
    description="Something that was done in an agency. It was written in the same transaction, can"
    " be neither changed nor removed, and is sealed into the agency's hash chain a little later."
)
class AuditEvent(Node):
    """One event of the audit trail."""

    occurred_at: datetime = strawberry.field(description="When it was done.")
    action: str = strawberry.field(description="What was done, such as `appraisal.submitted`.")
    kind: AuditKind = strawberry.field(description="What it is about.")
    object_type: str = strawberry.field(description="Type of the object that it was done to.")
    object_key: strawberry.ID | None = strawberry.field(
        description="Key of that object: the last part of its global id; null if there is none."
    )
    reason: str | None = strawberry.field(description="Why, if whoever did it had to say so.")
    before: str | None = strawberry.field(
        description="What the event kept of the state before, as JSON; null if nothing."
    )
    after: str | None = strawberry.field(
        description="What the event kept of the state after it, as JSON; null if nothing."
    )
    request_id: strawberry.ID | None = strawberry.field(
        description="Id of the request, as its answer carried it; null for commands."
    )
    chain_hash: str | None = strawberry.field(
        description="SHA-256 of the event's link in the hash chain, as hexadecimal digits; null"
        " until it is sealed."
    )

    actor: Any = one("Employee", "Who did it; null for programs and the province.")
    person: Any = one("Employee", "The employee whom it is about; null if it is about nobody.")
    agency: Any = one("Agency", "The agency in which it was done.")


@strawberry.type(
    description="A read that the agency keeps account of: by somebody who does not belong to it,"
    " under an inspection case, or of personal data of another person (UU 27/2022 Pasal 31)."
)
class AccessEvent(Node):
    """One event of the access log."""

    occurred_at: datetime = strawberry.field(description="When it was read.")
    subject_kind: SubjectKind = strawberry.field(description="Whether a person or a program read.")
    client_name: str | None = strawberry.field(
        description="Name of the program that read; null for people."
    )
    roles: list[str] = strawberry.field(description="The roles in which it was read.")
    purpose: str = strawberry.field(
        description="What for: the purpose of the program's token, the one that the person stated"
        " (header `Kinerja-Purpose`), or the statutory duty of the role."
    )
    certainty: AccessCertainty = strawberry.field(
        description="Whether an object about a person was read, or a list."
    )
    resources: list[Resource] = strawberry.field(description="Which kinds of rows were read.")
    field_classes: list[FieldClass] = strawberry.field(
        description="Which classes of fields were asked for."
    )
    rules: list[str] = strawberry.field(
        description="Names of the policies under which it may have been answered."
    )
    request_id: strawberry.ID | None = strawberry.field(
        description="Id of the request, as its answer carried it."
    )

    subject: Any = one(
        "Employee", "Who read, if it was an employee of this agency whom policy lets be seen."
    )
    person: Any = one("Employee", "Whom the object that was read is about; null for lists.")
    agency: Any = one("Agency", "The agency whose rows were read.")
