"""`openCycle`: pin the published version and make the appraisals."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.cycles.mutations.answers import CountedPayload, refused
from graphql_schema.mutation import change, read_id, read_ids
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.workflows import open_cycle as workflow


@strawberry.input(description="Which cycle to open, and who is left out of it.")
class OpenCycleInput:
    """The cycle and its exceptions."""

    cycle_id: strawberry.ID = strawberry.field(description="Id of the `Cycle`.")
    exceptions: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Ids of `Employee`s without a rater who are left out, such as the head of the"
        " agency, whom somebody outside appraises. Nobody else may be named.",
    )
    self_review_due: date | None = strawberry.field(
        default=None,
        description="Last day for self-reviews, today at the earliest; null: until scoring starts.",
    )


@strawberry.type(
    description="The open cycle and how many appraisals it has, or why it is not open."
)
class OpenCyclePayload(CountedPayload):
    """The answer."""


async def open_cycle(
    info: Info,
    input: Annotated[
        OpenCycleInput, strawberry.argument(description="Which cycle to open, and who is left out.")
    ],
) -> OpenCyclePayload:
    """Open a cycle; nothing is written on any error."""
    try:
        cycle = read_id(input.cycle_id, "Cycle", path=("cycleId",))
        exceptions = read_ids(input.exceptions, "Employee", path=("exceptions",))
        async with change(info, cycle, *exceptions) as (actor, session):
            count = await workflow.open_cycle(
                actor,
                session,
                cycle_id=cycle.key,
                exceptions=[one.key for one in exceptions],
                self_review_due=input.self_review_due,
            )
    except KinerjaError as error:
        return refused(OpenCyclePayload, info, error)
    opened = read_one("Cycle", actor.agency_id, cycle.key)
    return OpenCyclePayload(cycle=opened, appraisals=count, errors=[])


mutation = strawberry.mutation(
    resolver=open_cycle,
    description="Open a planned cycle: it pins the published version that is in force on all its"
    " days, and every employee with an assignment in the period gets one appraisal, with position"
    " class, unit, rater and superior as of today (moved into the period)."
    " RATEES_WITHOUT_RATER unless everybody without a rater is named as an exception. For the"
    " performance officer of the agency.",
)
