"""`startDevelopmentAction`: say that somebody works on an action."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.development.mutations.answers import ActionPayload, step
from kinerja.domains.development import actions


@strawberry.input(description="Which action is begun.")
class StartDevelopmentActionInput:
    """What is said."""

    action_id: strawberry.ID = strawberry.field(description="Id of the `DevelopmentAction`.")


@strawberry.type(description="The action, or why nothing was changed.")
class StartDevelopmentActionPayload(ActionPayload):
    """The answer."""


async def start_development_action(
    info: Info,
    input: Annotated[
        StartDevelopmentActionInput, strawberry.argument(description="Which action is begun.")
    ],
) -> StartDevelopmentActionPayload:
    """Start an action; nothing is written on any error."""
    return await step(StartDevelopmentActionPayload, info, input.action_id, actions.start_action)


mutation = strawberry.mutation(
    resolver=start_development_action,
    description="Say that a planned action is worked on. For the employee, and for the rater.",
)
