"""`finaliseCycle`: make the results of a cycle final."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.cycles.mutations.answers import CountedPayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.workflows import finalise_cycle as workflow


@strawberry.input(description="Which cycle to finalise.")
class FinaliseCycleInput:
    """The cycle."""

    cycle_id: strawberry.ID = strawberry.field(
        description="Id of the `Cycle`, which is being scored or calibrated."
    )


@strawberry.type(description="The final cycle and how many results it has, or why it is not final.")
class FinaliseCyclePayload(CountedPayload):
    """The answer."""


async def finalise_cycle(
    info: Info,
    input: Annotated[
        FinaliseCycleInput, strawberry.argument(description="Which cycle to finalise.")
    ],
) -> FinaliseCyclePayload:
    """Finalise a cycle; nothing is written on any error."""
    try:
        cycle = read_id(input.cycle_id, "Cycle", path=("cycleId",))
        async with change(info, cycle) as (actor, session):
            count = await workflow.finalise_cycle(actor, session, cycle_id=cycle.key)
    except KinerjaError as error:
        return refused(FinaliseCyclePayload, info, error)
    final = read_one("Cycle", actor.agency_id, cycle.key)
    return FinaliseCyclePayload(cycle=final, appraisals=count, errors=[])


mutation = strawberry.mutation(
    resolver=finalise_cycle,
    description="Make all results of a cycle final, for ever. Every appraisal must be submitted"
    " with ratings that a person decided (APPRAISALS_PENDING says how many are not). For the head"
    " of the agency.",
)
