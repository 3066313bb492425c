"""`cancelCycle`: give up a cycle in which nobody has been scored yet."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.cycles.mutations.answers import CyclePayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.cycles import service
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which cycle to cancel, and why.")
class CancelCycleInput:
    """The cycle and the reason."""

    cycle_id: strawberry.ID = strawberry.field(description="Id of the `Cycle`.")
    reason: str = strawberry.field(
        description="Why, 10 to 1000 characters; it is kept in the audit trail."
    )


@strawberry.type(description="The cancelled cycle, or why it is not cancelled.")
class CancelCyclePayload(CyclePayload):
    """The answer."""


async def cancel_cycle(
    info: Info,
    input: Annotated[
        CancelCycleInput, strawberry.argument(description="Which cycle to cancel, and why.")
    ],
) -> CancelCyclePayload:
    """Cancel a cycle; nothing is written on any error."""
    try:
        cycle = read_id(input.cycle_id, "Cycle", path=("cycleId",))
        async with change(info, cycle) as (actor, session):
            await service.cancel_cycle(actor, session, cycle_id=cycle.key, reason=input.reason)
    except KinerjaError as error:
        return refused(CancelCyclePayload, info, error)
    cancelled = read_one("Cycle", actor.agency_id, cycle.key)
    return CancelCyclePayload(cycle=cancelled, errors=[])


mutation = strawberry.mutation(
    resolver=cancel_cycle,
    description="Cancel a cycle before scoring begins; its days are free again. For the performance"
    " officer of the agency.",
)
