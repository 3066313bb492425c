"""`createCycle`: a period of appraisal, planned."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.cycles.enums import CycleKind, DistributionMode
from graphql_schema.cycles.mutations.answers import CyclePayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.cycles import service
from kinerja.domains.cycles.plans import CyclePlan, objection_days_of
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="A new cycle of an agency.")
class CreateCycleInput:
    """By which framework, and when."""

    framework_id: strawberry.ID = strawberry.field(
        description="Id of the `Framework` by which it appraises."
    )
    code: str = strawberry.field(
        description="Code, unique in the agency: letters, digits, `.`, `-` and `_`, such as `2026`."
    )
    name: str = strawberry.field(description="Name of the cycle.")
    kind: CycleKind = strawberry.field(description="How long the cycle lasts.")
    period_start: date = strawberry.field(description="First day of the period.")
    period_end: date = strawberry.field(description="Last day of the period, inclusive.")
    objection_days: int | None = strawberry.field(
        default=None,
        description="For how many days after delivery a ratee may object: 14 to 60, or 0 for"
        " results that are final when the cycle is finalised. Null: 14 for an annual cycle, else"
        " 0.",
    )
    distribution_mode: DistributionMode = strawberry.field(
        default=DistributionMode.ADVISORY,
        description="Whether calibration must keep the distribution patterns of SE Menteri PANRB"
        " 3/2023, or may depart from them with a justification.",
    )


@strawberry.type(description="The planned cycle, or why there is none.")
class CreateCyclePayload(CyclePayload):
    """The answer."""


async def create_cycle(
    info: Info,
    input: Annotated[
        CreateCycleInput, strawberry.argument(description="A new cycle of an agency.")
    ],
) -> CreateCyclePayload:
    """Plan a cycle; nothing is written on any error."""
    try:
        framework = read_id(input.framework_id, "Framework", path=("frameworkId",))
        async with change(info, framework) as (actor, session):
            days = input.objection_days
            key = await service.create_cycle(
                actor,
                session,
                plan=CyclePlan(
                    framework_id=framework.key,
                    code=input.code,
                    name=input.name,
                    kind=input.kind,
                    first=input.period_start,
                    last=input.period_end,
                    objection_days=objection_days_of(input.kind) if days is None else days,
                    distribution_mode=input.distribution_mode,
                ),
            )
    except KinerjaError as error:
        return refused(CreateCyclePayload, info, error)
    cycle = read_one("Cycle", actor.agency_id, key)
    return CreateCyclePayload(cycle=cycle, errors=[])


mutation = strawberry.mutation(
    resolver=create_cycle,
    description="Plan a cycle of a framework. Cycles of one framework and kind do not overlap"
    " (PERIOD_OVERLAP). For the performance officer of the agency.",
)
