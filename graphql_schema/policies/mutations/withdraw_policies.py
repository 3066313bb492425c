"""`withdrawPolicies`: a proposer takes the own proposal back."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import read_id
from graphql_schema.policies.mutations.answers import refused, step
from graphql_schema.policies.types import PolicyVersion
from graphql_schema.reading import read_one
from kinerja.domains.policies.service import proposals
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="An own proposal to be taken back.")
class WithdrawPoliciesInput:
    """Which version."""

    version_id: strawberry.ID = strawberry.field(description="Id of the version, PROPOSED.")


@strawberry.type(description="The withdrawn version, or why it is not.")
class WithdrawPoliciesPayload:
    """The version."""

    version: PolicyVersion | None = strawberry.field(description="The version as it is now.")
    errors: list[UserError] = strawberry.field(description="Empty when it was withdrawn.")


async def withdraw_policies(
    info: Info,
    input: Annotated[WithdrawPoliciesInput, strawberry.argument(description="Which version.")],
) -> WithdrawPoliciesPayload:
    """Withdraw a version; nothing but the refusal is written on any error."""
    try:
        version = read_id(input.version_id, "PolicyVersion", path=("input", "versionId"))
        async with step(info, "withdraw", version) as (actor, session):
            await proposals.withdraw_policies(actor, session, version_id=version.key)
    except KinerjaError as error:
        return WithdrawPoliciesPayload(version=None, errors=refused(info, error))
    return WithdrawPoliciesPayload(
        version=read_one("PolicyVersion", actor.agency_id, version.key), errors=[]
    )


mutation = strawberry.mutation(
    resolver=withdraw_policies,
    description="Take an own proposal back before it is decided; it stays to be read. For its"
    " proposer.",
)
