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
from kinerja.domains.appraisals import calibrating
from kinerja.domains.appraisals.outcomes import Outcome
from kinerja.reads.connection import Session
from policies.subject import Actor


@strawberry.input(description="Submitted appraisals of one agency to be settled.")
class CalibrateAppraisalsInput:
    """The appraisals."""

    appraisal_ids: list[strawberry.ID] = strawberry.field(
        description="Ids of `Appraisal`s, at most 1000."
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
    return await write_each(
        info,
        input.appraisal_ids,
        place=Place("appraisalIds", "Appraisal", CalibrateAppraisalsPayload, items_are_ids=True),
        read=read_appraisal,
        write=_write,
    )


async def _write(actor: Actor, session: Session, items: Sequence[UUID]) -> Sequence[Outcome]:
    return await calibrating.calibrate_appraisals(actor, session, appraisal_ids=items)


mutation = strawberry.mutation(
    resolver=calibrate_appraisals,
    description="Settle submitted appraisals of a cycle in calibration, before they are delivered."
    " What should be rated otherwise goes back first (`returnAppraisal`). Whoever has scored an"
    " appraisal never settles it. For the superior of the rater, or the head of a unit above.",
)
