"""`countCitizenResults`: what citizens say of units becomes scores, as far as it may count."""

from typing import Annotated

import strawberry

from graphql_schema.complaints.enums import ComplaintMeasure
from graphql_schema.context import Info
from graphql_schema.cycles.types import Cycle
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from graphql_schema.surveys.mutations.answers import told
from kinerja.kit.errors import KinerjaError
from kinerja.workflows.count_citizens import count_citizens


@strawberry.input(description="Whose appraisals are to take up what citizens say.")
class CountCitizenResultsInput:
    """The cycle, and what its complaint indicators mean."""

    cycle_id: strawberry.ID = strawberry.field(description="Id of the `Cycle`: OPEN or SCORING.")
    complaint_measure: ComplaintMeasure = strawberry.field(
        default=ComplaintMeasure.ANSWERED_IN_TIME,
        description="Which rate the indicators with the source COMPLAINT_SLA mean, by definition.",
    )


@strawberry.type(description="How far it counts, or why nothing was written.")
class CountCitizenResultsPayload:
    """The answer."""

    cycle: Cycle | None = strawberry.field(description="The cycle; null on any error.")
    scored: int = strawberry.field(
        default=0, description="How many scores were written; those that say the same stay."
    )
    withheld: int = strawberry.field(
        default=0,
        description="For how many indicators of people there is a value that does not count: too"
        " few have answered, or it lies outside the scale.",
    )
    errors: list[UserError] = strawberry.field(description="Empty when it was done.")


async def count_citizen_results(
    info: Info,
    input: Annotated[
        CountCitizenResultsInput,
        strawberry.argument(description="Whose appraisals are to take up what citizens say."),
    ],
) -> CountCitizenResultsPayload:
    """Write the scores of a cycle; nothing is written on any error."""
    try:
        cycle = read_id(input.cycle_id, "Cycle", path=("cycleId",))
        async with change(info, cycle) as (actor, session):
            counted = await count_citizens(
                actor, session, cycle_id=cycle.key, measure=input.complaint_measure
            )
    except KinerjaError as error:
        return CountCitizenResultsPayload(cycle=None, errors=told(info, error))
    return CountCitizenResultsPayload(
        cycle=read_one("Cycle", actor.agency_id, cycle.key),
        scored=counted.scored,
        withheld=counted.withheld,
        errors=[],
    )


mutation = strawberry.mutation(
    resolver=count_citizen_results,
    description="Let the indexes of closed surveys and the service levels of complaints count in"
    " the appraisals of a cycle that are not submitted yet. They count only through indicators that"
    " were published before the days that are measured, for the person's unit or the nearest above"
    " it, and an index only when enough people have answered: else it is not applicable. For the"
    " performance officer of the agency.",
)
