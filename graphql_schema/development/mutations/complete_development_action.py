"""`completeDevelopmentAction`: say what came of an action."""

from functools import partial
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.development.mutations.answers import ActionPayload, step
from kinerja.domains.development import actions
from kinerja.domains.development.vocabulary import ActionState


@strawberry.input(description="Which action, and what came of it.")
class CompleteDevelopmentActionInput:
    """What is said."""

    action_id: strawberry.ID = strawberry.field(description="Id of the `DevelopmentAction`.")
    follow_up: str = strawberry.field(description="What came of it, 10 to 4000 characters.")


@strawberry.type(description="The action, or why nothing was changed.")
class CompleteDevelopmentActionPayload(ActionPayload):
    """The answer."""


async def complete_development_action(
    info: Info,
    input: Annotated[
        CompleteDevelopmentActionInput,
        strawberry.argument(description="Which action, and what came of it."),
    ],
) -> CompleteDevelopmentActionPayload:
    """Say that an action is done, and what came of it; nothing is written on any error."""
    close = partial(actions.close_action, state=ActionState.DONE, follow_up=input.follow_up)
    return await step(CompleteDevelopmentActionPayload, info, input.action_id, close)


mutation = strawberry.mutation(
    resolver=complete_development_action,
    description="Say that an action is done, and what came of it. It is not changed afterwards."
    " For the employee, and for the rater.",
)
