"""`startCalibration`: heads of units settle what raters have submitted."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.cycles.mutations.answers import CountedPayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.workflows import start_calibration as workflow


@strawberry.input(description="Which cycle is to be calibrated.")
class StartCalibrationInput:
    """The cycle."""

    cycle_id: strawberry.ID = strawberry.field(description="Id of the `Cycle`.")


@strawberry.type(
    description="The cycle in calibration and how many results it has, or why it is not."
)
class StartCalibrationPayload(CountedPayload):
    """The answer."""


async def start_calibration(
    info: Info,
    input: Annotated[
        StartCalibrationInput, strawberry.argument(description="Which cycle is to be calibrated.")
    ],
) -> StartCalibrationPayload:
    """Start to calibrate; nothing is written on any error."""
    try:
        cycle = read_id(input.cycle_id, "Cycle", path=("cycleId",))
        async with change(info, cycle) as (actor, session):
            count = await workflow.start_calibration(actor, session, cycle_id=cycle.key)
    except KinerjaError as error:
        return refused(StartCalibrationPayload, info, error)
    changed = read_one("Cycle", actor.agency_id, cycle.key)
    return StartCalibrationPayload(cycle=changed, appraisals=count, errors=[])


mutation = strawberry.mutation(
    resolver=start_calibration,
    description="Move a cycle from scoring to calibration. Every appraisal must be submitted with"
    " decided ratings (APPRAISALS_PENDING). For the performance officer of the agency.",
)
