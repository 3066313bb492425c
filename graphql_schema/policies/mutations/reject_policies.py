"""`rejectPolicies`: a proposed set never comes into force."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import read_id
from graphql_schema.policies.mutations.answers import refused, step
from graphql_schema.policies.types import PolicyVersion
from graphql_schema.reading import read_one
from kinerja.domains.policies.service import decisions
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="A proposed version that is not wanted.")
class RejectPoliciesInput:
    """Which version."""

    version_id: strawberry.ID = strawberry.field(description="Id of the version, PROPOSED.")
    reason: str | None = strawberry.field(
        default=None, description="Why, for the proposer and the audit trail; 1 to 2000 characters."
    )


@strawberry.type(description="The rejected version, or why it is not.")
class RejectPoliciesPayload:
    """The version."""

    version: PolicyVersion | None = strawberry.field(description="The version as it is now.")
    errors: list[UserError] = strawberry.field(description="Empty when it was rejected.")


async def reject_policies(
    info: Info,
    input: Annotated[RejectPoliciesInput, strawberry.argument(description="Which version.")],
) -> RejectPoliciesPayload:
    """Reject a version; nothing but the refusal is written on any error."""
    try:
        version = read_id(input.version_id, "PolicyVersion", path=("input", "versionId"))
        async with step(info, "reject", version) as (actor, session):
            await decisions.reject_policies(
                actor, session, version_id=version.key, reason=input.reason
            )
    except KinerjaError as error:
        return RejectPoliciesPayload(version=None, errors=refused(info, error))
    return RejectPoliciesPayload(
        version=read_one("PolicyVersion", actor.agency_id, version.key), errors=[]
    )


mutation = strawberry.mutation(
    resolver=reject_policies,
    description="Reject a proposed set; it stays to be read. For the head of the agency; whoever"
    " proposed it withdraws it instead.",
)
