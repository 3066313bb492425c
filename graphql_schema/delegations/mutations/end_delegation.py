"""`endDelegation`: the delegate rates no longer."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.delegations.mutations.answers import DelegationPayload, refused, step
from graphql_schema.mutation import read_id
from graphql_schema.reading import read_one
from kinerja.domains.delegations import service
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which delegation ends, and when.")
class EndDelegationInput:
    """Which and when."""

    delegation_id: strawberry.ID = strawberry.field(description="Id of the `Delegation`.")
    last_day: date | None = strawberry.field(
        default=None,
        description="Its last day, inclusive, before the one that it has; null ends it at once.",
    )


@strawberry.type(description="The delegation with its end, or why it goes on.")
class EndDelegationPayload(DelegationPayload):
    """The answer."""


async def end_delegation(
    info: Info,
    input: Annotated[EndDelegationInput, strawberry.argument(description="Which and when.")],
) -> EndDelegationPayload:
    """End a delegation; nothing but the refusal is written on any error."""
    try:
        delegation = read_id(input.delegation_id, "Delegation", path=("delegationId",))
        async with step(info, delegation) as (actor, session):
            await service.end_delegation(
                actor, session, delegation_id=delegation.key, last_day=input.last_day
            )
    except KinerjaError as error:
        return refused(EndDelegationPayload, info, error)
    ended = read_one("Delegation", actor.agency_id, delegation.key)
    return EndDelegationPayload(delegation=ended, errors=[])


mutation = strawberry.mutation(
    resolver=end_delegation,
    description="Let a delegation end before its time, or at once; what was scored meanwhile stays."
    " For the delegator, and for the performance officer of the agency.",
)
