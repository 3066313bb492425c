"""`completeDevelopmentAction`: say what came of an action."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.development.mutations.answers import ActionPayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.development import actions
from kinerja.domains.development.vocabulary import ActionState
from kinerja.kit.errors import KinerjaError


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
    try:
        named = read_id(input.action_id, "DevelopmentAction", path=("actionId",))
        async with change(info, named) as (actor, session):
            key = named.key
            await actions.close_action(
                actor,
                session,
                action_id=key,
                state=ActionState.DONE,
                follow_up=input.follow_up,
            )
    except KinerjaError as error:
        return refused(CompleteDevelopmentActionPayload, info, error)
    changed = read_one("DevelopmentAction", actor.agency_id, key)
    return CompleteDevelopmentActionPayload(action=changed, errors=[])


mutation = strawberry.mutation(
    resolver=complete_development_action,
    description="Say that an action is done, and what came of it. It is not changed afterwards."
    " For the employee, and for the rater.",
)
