"""`amendCycle`: end a running cycle where other rules begin, and go on under them."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.cycles.mutations.answers import CountedPayload, refused
from graphql_schema.cycles.types import Cycle
from graphql_schema.mutation import change, read_id, read_ids
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.workflows import amend_cycle as workflow


@strawberry.input(description="From which day on a running cycle goes on under another version.")
class AmendCycleInput:
    """The cycle, the day, the version and the reason."""

    cycle_id: strawberry.ID = strawberry.field(description="Id of the `Cycle`, OPEN or SCORING.")
    on: date = strawberry.field(
        description="First day of the new version and of the successor; the cycle ends the day"
        " before. After the first day of the cycle."
    )
    version_id: strawberry.ID = strawberry.field(
        description="Id of the `FrameworkVersion`, PUBLISHED or IN_REVIEW, in force from that day"
        " to the end of the period."
    )
    reason: str = strawberry.field(
        description="Why, such as the regulation; 10 to 1000 characters, kept in the audit trail."
    )
    code: str | None = strawberry.field(
        default=None,
        description="Code of the successor; null: that of the cycle with the day, such as"
        " `2026-2026-05-01`.",
    )
    name: str | None = strawberry.field(
        default=None, description="Name of the successor; null: that of the cycle."
    )
    exceptions: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Ids of `Employee`s without a rater who are left out, as for `openCycle`; none"
        " while the version is not published.",
    )
    self_review_due: date | None = strawberry.field(
        default=None,
        description="Last day for self-reviews in the successor, not before it begins; null: until"
        " scoring starts.",
    )


@strawberry.type(description="The ended cycle and its successor, or why nothing was changed.")
class AmendCyclePayload(CountedPayload):
    """The answer; `appraisals` are those of the successor."""

    successor: Cycle | None = strawberry.field(
        default=None,
        description="The cycle of the rest of the period: OPEN, or PLANNED until its version is"
        " published and `openCycle` opens it; null on any error.",
    )


async def amend_cycle(
    info: Info,
    input: Annotated[
        AmendCycleInput,
        strawberry.argument(description="The cycle, and from when on which version holds."),
    ],
) -> AmendCyclePayload:
    """Amend a cycle; nothing is written on any error."""
    try:
        cycle = read_id(input.cycle_id, "Cycle", path=("cycleId",))
        version = read_id(input.version_id, "FrameworkVersion", path=("versionId",))
        exceptions = read_ids(input.exceptions, "Employee", path=("exceptions",))
        async with change(info, cycle, version, *exceptions) as (actor, session):
            amendment = workflow.Amendment(
                cycle_id=cycle.key,
                on=input.on,
                version_id=version.key,
                reason=input.reason,
                code=input.code,
                name=input.name,
                exceptions=tuple(one.key for one in exceptions),
                self_review_due=input.self_review_due,
            )
            made = await workflow.amend_cycle(actor, session, amendment=amendment)
    except KinerjaError as error:
        return refused(AmendCyclePayload, info, error)
    return AmendCyclePayload(
        cycle=read_one("Cycle", actor.agency_id, cycle.key),
        successor=read_one("Cycle", actor.agency_id, made.successor_id),
        appraisals=made.appraisals,
        errors=[],
    )


mutation = strawberry.mutation(
    resolver=amend_cycle,
    description="Change the rules of a running cycle in the middle: it ends the day before `on` and"
    " keeps its version and appraisals; a successor of the rest of the period goes on under the new"
    " version. OPEN at once when that is published; a version of the same framework cannot be yet,"
    " so with one IN_REVIEW the successor is PLANNED: publish the version, then `openCycle`. The"
    " annual result weighs both by their months. For the performance officer of the agency.",
)
