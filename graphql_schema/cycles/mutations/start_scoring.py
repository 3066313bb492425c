"""`startScoring`: hand the appraisals to their raters."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.cycles.mutations.answers import CountedPayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.workflows import start_scoring as workflow


@strawberry.input(description="Which cycle is to be scored.")
class StartScoringInput:
    """The cycle."""

    cycle_id: strawberry.ID = strawberry.field(description="Id of the `Cycle`, which is OPEN.")
    rating_due: date | None = strawberry.field(
        default=None,
        description="Last day on which the raters are in time: today at the earliest; null: 14 days"
        " from today. Seven days after it the superior of an idle rater may score too.",
    )


@strawberry.type(
    description="The cycle and how many appraisals went to their raters, or why none did."
)
class StartScoringPayload(CountedPayload):
    """The answer."""


async def start_scoring(
    info: Info,
    input: Annotated[
        StartScoringInput, strawberry.argument(description="Which cycle is to be scored.")
    ],
) -> StartScoringPayload:
    """Start to score; nothing is written on any error."""
    try:
        cycle = read_id(input.cycle_id, "Cycle", path=("cycleId",))
        async with change(info, cycle) as (actor, session):
            count = await workflow.start_scoring(
                actor, session, cycle_id=cycle.key, rating_due=input.rating_due
            )
    except KinerjaError as error:
        return refused(StartScoringPayload, info, error)
    started = read_one("Cycle", actor.agency_id, cycle.key)
    return StartScoringPayload(cycle=started, appraisals=count, errors=[])


mutation = strawberry.mutation(
    resolver=start_scoring,
    description="End the time for self-assessments of an open cycle: its appraisals go to their"
    " raters. For the performance officer of the agency.",
)
