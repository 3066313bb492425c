"""`calibrateAppraisals`: the head of a unit settles submitted results."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from graphql_schema.appraisals.mutations.answers import (
    ItemsPayload,
    Place,
    read_appraisal,
    write_each,
)
from graphql_schema.context import Info
from kinerja.domains.appraisals.outcomes import Outcome
from kinerja.reads.connection import Session
from kinerja.workflows.calibrate import calibrate
from policies.subject import Actor


@strawberry.input(description="Submitted appraisals of one agency to be settled.")
class CalibrateAppraisalsInput:
    """The appraisals."""

    appraisal_ids: list[strawberry.ID] = strawberry.field(
        description="Ids of `Appraisal`s, at most 1000."
    )
    justification: str | None = strawberry.field(
        default=None,
        description="Why the grades depart from the pattern of their unit, 10 to 2000 characters;"
        " kept in the audit trail. Needed where they do and the cycle allows it.",
    )


@strawberry.type(description="What became of each appraisal, in the order of the ids.")
class CalibrateAppraisalsPayload(ItemsPayload):
    """The answer."""


async def calibrate_appraisals(
    info: Info,
    input: Annotated[
        CalibrateAppraisalsInput,
        strawberry.argument(description="Submitted appraisals of one agency to be settled."),
    ],
) -> CalibrateAppraisalsPayload:
    """Calibrate appraisals; what is in the way of one refuses that one only."""

    async def write(actor: Actor, session: Session, items: Sequence[UUID]) -> Sequence[Outcome]:
        return await calibrate(
            actor, session, appraisal_ids=items, justification=input.justification
        )

    return await write_each(
        info,
        input.appraisal_ids,
        place=Place("appraisalIds", "Appraisal", CalibrateAppraisalsPayload, items_are_ids=True),
        read=read_appraisal,
        write=write,
    )


mutation = strawberry.mutation(
    resolver=calibrate_appraisals,
    description="Settle submitted appraisals of a cycle in calibration, before they are delivered."
    " What should be rated otherwise goes back first (`returnAppraisal`). The unit, or one above"
    " it, must be rated (`setOrgPerformance`, ORG_PERFORMANCE_MISSING), and its grades keep the"
    " pattern of SE Menteri PANRB 3/2023: DISTRIBUTION_VIOLATED where the cycle enforces it, else"
    " JUSTIFICATION_REQUIRED. Whoever has scored an appraisal never settles it. For the superior of"
    " the rater, or the head of a unit above.",
)
