"""`liftLegalHold`: the data may be erased again when its time has come."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.personal_data.mutations.answers import LegalHoldPayload, refused_hold
from graphql_schema.reading import read_one
from kinerja.domains.personal_data import holds
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The legal hold to be lifted.")
class LiftLegalHoldInput:
    """Which one."""

    hold_id: strawberry.ID = strawberry.field(description="Id of the `LegalHold`.")


@strawberry.type(description="The lifted hold, or why it was not lifted.")
class LiftLegalHoldPayload(LegalHoldPayload):
    """The answer."""


async def lift_legal_hold(
    info: Info,
    input: Annotated[
        LiftLegalHoldInput, strawberry.argument(description="The legal hold to be lifted.")
    ],
) -> LiftLegalHoldPayload:
    """Lift it; nothing is written on any error."""
    try:
        hold = read_id(input.hold_id, "LegalHold", path=("holdId",))
        async with change(info, hold) as (actor, session):
            await holds.lift_hold(actor, session, hold_id=hold.key)
    except KinerjaError as error:
        return refused_hold(LiftLegalHoldPayload, info, error)
    lifted = read_one("LegalHold", actor.agency_id, hold.key)
    return LiftLegalHoldPayload(legal_hold=lifted, errors=[])


mutation = strawberry.mutation(
    resolver=lift_legal_hold,
    description="Lift a legal hold: from today on it keeps nothing. For the data protection"
    " officer.",
)
