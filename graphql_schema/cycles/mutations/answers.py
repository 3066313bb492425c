"""How cycle mutations answer: the cycle, or why nothing was changed."""

from typing import TypeVar

import strawberry

from graphql_schema.context import Info
from graphql_schema.cycles.types import Cycle
from graphql_schema.errors import UserError, user_errors
from kinerja.kit.errors import KinerjaError


@strawberry.type(description="The cycle after the change, or why nothing was changed.")
class CyclePayload:
    """What every step of a cycle answers; each operation has a payload of its own."""

    cycle: Cycle | None = strawberry.field(description="The cycle; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when the change was made.")


@strawberry.type(description="The cycle and its appraisals after the change.")
class CountedPayload(CyclePayload):
    """What a step answers that touches all appraisals of a cycle."""

    appraisals: int = strawberry.field(
        default=0, description="How many appraisals were touched; 0 on any error."
    )


Payload = TypeVar("Payload", bound=CyclePayload)


def refused(payload: type[Payload], info: Info, error: KinerjaError) -> Payload:
    """Return the payload of a failure; paths begin at the mutation's argument."""
    return payload(cycle=None, errors=user_errors(info, error.at("input")))
