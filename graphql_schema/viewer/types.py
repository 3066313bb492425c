"""The type of the viewer: who asks, and what is waiting for that person."""

from typing import Any

import strawberry

from graphql_schema.edges import one, page
from graphql_schema.viewer.enums import SubjectKind


@strawberry.type(description="Who asks: a person or a program, and what it is in its own agency.")
class Viewer:
    """The subject of the request's token."""

    subject_id: strawberry.ID = strawberry.field(
        description="Id of the subject in its token; of an employee, the key of the employee."
    )
    kind: SubjectKind = strawberry.field(description="Whether a person or a program asks.")
    roles: list[str] = strawberry.field(
        description="Roles held today in the own agency and above all agencies, in order."
    )

    agency: Any = one("Agency", "The own agency; null for the province.")
    employee: Any = one("Employee", "The viewer as an employee; null for programs.")
    appraisals: Any = page("Appraisal", "The viewer's own appraisals.")
    appraisals_to_rate: Any = page(
        "Appraisal",
        "Appraisals that the viewer rates today: as rater, by delegation, or as acting official.",
    )
    data_sharing_grants: Any = page(
        "DataSharingGrant",
        "What the own agency lets the viewer read, which is an API client; what other agencies do"
        " stands under `agency`.",
    )
    data_requests: Any = page(
        "DataRequest", "What the viewer has asked the own agency about the own data, oldest first."
    )
    access_log: Any = page(
        "AccessEvent",
        "What others have read of the viewer in the own agency, oldest first (UU 27/2022 Pasal 32):"
        " reads of an object about the viewer, and of lists in which the viewer may have stood.",
    )
    accesses_made: Any = page(
        "AccessEvent",
        "What the viewer has read of others in the own agency and had to account for, oldest"
        " first.",
    )
