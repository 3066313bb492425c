"""`deliverResults`: each ratee sees the own result, and the days for objections begin."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.cycles.mutations.answers import CountedPayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.workflows import deliver_results as workflow


@strawberry.input(description="Of which cycle results are delivered.")
class DeliverResultsInput:
    """The cycle."""

    cycle_id: strawberry.ID = strawberry.field(description="Id of the `Cycle`.")


@strawberry.type(description="The cycle and how many results were delivered, or why none was.")
class DeliverResultsPayload(CountedPayload):
    """The answer."""


async def deliver_results(
    info: Info,
    input: Annotated[
        DeliverResultsInput,
        strawberry.argument(description="Of which cycle results are delivered."),
    ],
) -> DeliverResultsPayload:
    """Deliver results; nothing is written on any error."""
    try:
        cycle = read_id(input.cycle_id, "Cycle", path=("cycleId",))
        async with change(info, cycle) as (actor, session):
            count = await workflow.deliver_results(actor, session, cycle_id=cycle.key)
    except KinerjaError as error:
        return refused(DeliverResultsPayload, info, error)
    changed = read_one("Cycle", actor.agency_id, cycle.key)
    return DeliverResultsPayload(cycle=changed, appraisals=count, errors=[])


mutation = strawberry.mutation(
    resolver=deliver_results,
    description="Deliver whatever is calibrated in a cycle, and what the head of the agency rated:"
    " results are computed and stored, ratees see them, and may object for the days of the cycle"
    " (PP 30/2019 Pasal 59). May be repeated, unit after unit (NOTHING_TO_DELIVER when nothing"
    " waits). For the head of the agency.",
)
