"""`rollBackPolicies`: what an older version held is proposed again."""

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


@strawberry.input(description="An older version whose content is to come back.")
class RollBackPoliciesInput:
    """Which version, and why."""

    version_id: strawberry.ID = strawberry.field(
        description="Id of the version, SUPERSEDED: once in force."
    )
    note: str = strawberry.field(description="Why, for the head to decide; 1 to 2000 characters.")


@strawberry.type(description="The new version with the old content, or why there is none.")
class RollBackPoliciesPayload:
    """The version."""

    version: PolicyVersion | None = strawberry.field(description="The new version, PROPOSED.")
    errors: list[UserError] = strawberry.field(description="Empty when it was proposed.")


async def roll_back_policies(
    info: Info,
    input: Annotated[
        RollBackPoliciesInput, strawberry.argument(description="Which version, and why.")
    ],
) -> RollBackPoliciesPayload:
    """Propose old content; nothing but the refusal is written on any error."""
    try:
        old = read_id(input.version_id, "PolicyVersion", path=("input", "versionId"))
        async with step(info, "roll back", old) as (actor, session):
            version_id = await proposals.roll_back_policies(
                actor, session, version_id=old.key, note_text=input.note
            )
    except KinerjaError as error:
        return RollBackPoliciesPayload(version=None, errors=refused(info, error))
    return RollBackPoliciesPayload(
        version=read_one("PolicyVersion", actor.agency_id, version_id), errors=[]
    )


mutation = strawberry.mutation(
    resolver=roll_back_policies,
    description="Propose what an older version held, as a new version that takes the place of the"
    " one in force when another person approves it. Today's guardrails hold for it. For the"
    " performance officer of the agency.",
)
