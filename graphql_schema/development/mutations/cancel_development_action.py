"""`cancelDevelopmentAction`: give an action up."""

from functools import partial
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.development.mutations.answers import ActionPayload, step
from kinerja.domains.development import actions
from kinerja.domains.development.vocabulary import ActionState


@strawberry.input(description="Which action, and why.")
class CancelDevelopmentActionInput:
    """What is said."""

    action_id: strawberry.ID = strawberry.field(description="Id of the `DevelopmentAction`.")
    follow_up: str = strawberry.field(description="Why, 10 to 4000 characters.")


@strawberry.type(description="The action, or why nothing was changed.")
class CancelDevelopmentActionPayload(ActionPayload):
    """The answer."""


async def cancel_development_action(
    info: Info,
    input: Annotated[
        CancelDevelopmentActionInput, strawberry.argument(description="Which action, and why.")
    ],
) -> CancelDevelopmentActionPayload:
    """Give an open action up, and say why; nothing is written on any error."""
    close = partial(actions.close_action, state=ActionState.CANCELLED, follow_up=input.follow_up)
    return await step(CancelDevelopmentActionPayload, info, input.action_id, close)


mutation = strawberry.mutation(
    resolver=cancel_development_action,
    description="Give an open action up, and say why. It is not changed afterwards."
    " For the employee, and for the rater.",
)
