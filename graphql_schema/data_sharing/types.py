"""The type of grants of data sharing."""

from datetime import date, datetime
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.data_sharing.enums import DataSharingGrantState
from graphql_schema.edges import one


@strawberry.type(
    description="What an agency lets one API client read, with a legal basis, a purpose and an end."
    " A client reads in an agency only what such a grant and the scopes of its token both give."
)
class DataSharingGrant(Node):
    """Never changed but by being revoked."""

    client_name: str = strawberry.field(description="Name of the API client.")
    scopes: list[str] = strawberry.field(
        description="What it may read, such as `appraisal:view`; with `asn.identity:read` it learns"
        " who people are, without it sees pseudonyms."
    )
    legal_basis: str = strawberry.field(description="Why it may (UU 27/2022 Pasal 20).")
    purpose: str = strawberry.field(description="What the data is for.")
    period_start: date = strawberry.field(description="First day.")
    period_end: date = strawberry.field(description="Last day, inclusive.")
    state: DataSharingGrantState = strawberry.field(description="What it is worth today.")
    granted_at: datetime = strawberry.field(description="When it was made.")
    revoked_at: datetime | None = strawberry.field(
        description="When it was revoked; null while nobody has revoked it."
    )

    granted_by: Any = one(
        "Employee",
        "Who made it; null where an operator entered what the agency had decided elsewhere.",
    )
    revoked_by: Any = one("Employee", "Who revoked it; null while nobody has.")
    agency: Any = one("Agency", "The agency whose data it is about.")
