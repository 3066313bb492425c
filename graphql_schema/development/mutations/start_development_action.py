"""`startDevelopmentAction`: say that somebody works on an action."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.development.mutations.answers import ActionPayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.development import actions
from kinerja.kit.errors import KinerjaError


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
    try:
        named = read_id(input.action_id, "DevelopmentAction", path=("actionId",))
        async with change(info, named) as (actor, session):
            key = named.key
            await actions.start_action(actor, session, action_id=key)
    except KinerjaError as error:
        return refused(StartDevelopmentActionPayload, info, error)
    changed = read_one("DevelopmentAction", actor.agency_id, key)
    return StartDevelopmentActionPayload(action=changed, errors=[])


mutation = strawberry.mutation(
    resolver=start_development_action,
    description="Say that a planned action is worked on. For the employee, and for the rater.",
)
