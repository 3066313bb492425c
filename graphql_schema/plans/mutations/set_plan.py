"""`setPlan`: the whole contents of a draft at once."""

from decimal import Decimal
from typing import Annotated, Any

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.plans.enums import CoreValue, Perspective, WorkResultKind
from graphql_schema.plans.mutations.answers import PlanPayload, refused
from graphql_schema.reading import read_one
from kinerja.domains.plans import service
from kinerja.domains.plans.contents import Contents, Expected, PlannedResult
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import GlobalId


@strawberry.input(description="One planned work result.")
class WorkResultInput:
    """What is to be achieved, and how it is measured."""

    kind: WorkResultKind = strawberry.field(description="Of the core, or beside it.")
    title: str = strawberry.field(description="What is to be achieved, 1 to 500 characters.")
    indicator: str = strawberry.field(
        description="By what it is measured; without a target, the expectation in words. 1 to 500"
        " characters."
    )
    target: Decimal | None = strawberry.field(
        default=None, description="The value to be reached, from 0, at most four decimals."
    )
    unit: str | None = strawberry.field(
        default=None, description="Unit of the target, 1 to 60 characters; with a target only."
    )
    perspective: Perspective | None = strawberry.field(
        default=None, description="From which side it is seen; senior executives (JPT) only."
    )
    continues_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of the `WorkResult` of the present edition that it continues: it keeps its"
        " alignment, unless `alignedToId` is given.",
    )
    aligned_to_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Id of a `WorkResult` in the rater's own proposed or agreed plan of the cycle"
        " that it serves; null: none.",
    )


@strawberry.input(description="What the leader specially expects in one value of behaviour.")
class BehaviourExpectationInput:
    """One of the seven values."""

    value: CoreValue = strawberry.field(description="Which value; each at most once.")
    expectation: str = strawberry.field(description="What is expected, 1 to 2000 characters.")


@strawberry.input(description="The contents of a whole plan.")
class SetPlanInput:
    """Which plan, and everything in it."""

    plan_id: strawberry.ID = strawberry.field(description="Id of the `PerformancePlan`, a draft.")
    edition: int = strawberry.field(description="The edition that was read.")
    work_results: list[WorkResultInput] = strawberry.field(
        description="Every work result, in their order; at most 50."
    )
    behaviour: list[BehaviourExpectationInput] = strawberry.field(
        default_factory=list, description="Every special expectation of behaviour."
    )


@strawberry.type(description="The plan with its new contents, or why it keeps the old ones.")
class SetPlanPayload(PlanPayload):
    """The answer."""


async def set_plan(
    info: Info,
    input: Annotated[
        SetPlanInput, strawberry.argument(description="The contents of a whole plan.")
    ],
) -> SetPlanPayload:
    """Replace the contents of a draft; nothing is written on any error."""
    try:
        plan = read_id(input.plan_id, "PerformancePlan", path=("planId",))
        ids = [_named(one, place) for place, one in enumerate(input.work_results)]
        async with change(info, plan, *(key for pair in ids for key in pair)) as (actor, session):
            contents = Contents(
                results=[
                    _planned(one, *pair) for one, pair in zip(input.work_results, ids, strict=True)
                ],
                behaviour=[
                    Expected(value=one.value, expectation=one.expectation)
                    for one in input.behaviour
                ],
            )
            await service.set_plan(
                actor, session, plan_id=plan.key, edition=input.edition, contents=contents
            )
    except KinerjaError as error:
        return refused(SetPlanPayload, info, error)
    changed = read_one("PerformancePlan", actor.agency_id, plan.key)
    return SetPlanPayload(plan=changed, errors=[])


def _named(one: WorkResultInput, place: int) -> tuple[GlobalId | None, GlobalId | None]:
    """Return what it continues, and what it is aligned to."""
    return (
        _read(one.continues_id, place, "continuesId"),
        _read(one.aligned_to_id, place, "alignedToId"),
    )


def _read(given: Any, place: int, name: str) -> GlobalId | None:  # noqa: ANN401 - an id, null or nothing said.
    if not given:
        return None
    return read_id(given, "WorkResult", path=("workResults", place, name))


def _planned(
    one: WorkResultInput, continues: GlobalId | None, aligned: GlobalId | None
) -> PlannedResult:
    return PlannedResult(
        kind=one.kind,
        title=one.title,
        indicator=one.indicator,
        target=one.target,
        unit=one.unit,
        perspective=one.perspective,
        continues=continues.key if continues else None,
        realigned=one.aligned_to_id is not strawberry.UNSET,
        aligned_to=aligned.key if aligned else None,
    )


mutation = strawberry.mutation(
    resolver=set_plan,
    description="Replace all contents of a draft at once: what is left out is planned no longer."
    " Refused when somebody has changed it since it was read (CONCURRENT_UPDATE). For the ratee and"
    " the rater.",
)
