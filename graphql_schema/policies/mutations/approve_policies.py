"""`approvePolicies`: a proposed set comes into force in the place of the one that was."""

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


@strawberry.input(description="A proposed version that is to come into force.")
class ApprovePoliciesInput:
    """Which version."""

    version_id: strawberry.ID = strawberry.field(description="Id of the version, PROPOSED.")
    reason: str | None = strawberry.field(
        default=None, description="Why, for the proposer and the audit trail; 1 to 2000 characters."
    )


@strawberry.type(description="The version in force, or why it is not.")
class ApprovePoliciesPayload:
    """The version."""

    version: PolicyVersion | None = strawberry.field(description="The version as it is now.")
    errors: list[UserError] = strawberry.field(description="Empty when it was approved.")


async def approve_policies(
    info: Info,
    input: Annotated[ApprovePoliciesInput, strawberry.argument(description="Which version.")],
) -> ApprovePoliciesPayload:
    """Approve a version; nothing but the refusal is written on any error."""
    try:
        version = read_id(input.version_id, "PolicyVersion", path=("input", "versionId"))
        async with step(info, "approve", version) as (actor, session):
            await decisions.approve_policies(
                actor, session, version_id=version.key, reason=input.reason
            )
    except KinerjaError as error:
        return ApprovePoliciesPayload(version=None, errors=refused(info, error))
    return ApprovePoliciesPayload(
        version=read_one("PolicyVersion", actor.agency_id, version.key), errors=[]
    )


mutation = strawberry.mutation(
    resolver=approve_policies,
    description="Put a proposed set into force: the version that was in force is SUPERSEDED and"
    " all running services decide by the new one within two seconds. The guardrails are checked"
    " once more. For the head of the agency; whoever proposed it does not approve it.",
)
