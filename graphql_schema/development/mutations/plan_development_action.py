"""`planDevelopmentAction`: agree what somebody is to learn or do, and by when."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.development.mutations.answers import ActionPayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.development import actions
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="What is to be done by whom, and by when.")
class PlanDevelopmentActionInput:
    """What is said."""

    employee_id: strawberry.ID = strawberry.field(
        description="Id of the `Employee` whose action it is: active."
    )
    title: str = strawberry.field(description="What is to be done, 5 to 500 characters.")
    due_date: date = strawberry.field(description="Last day for it, today at the earliest.")


@strawberry.type(description="The action, or why nothing was changed.")
class PlanDevelopmentActionPayload(ActionPayload):
    """The answer."""


async def plan_development_action(
    info: Info,
    input: Annotated[
        PlanDevelopmentActionInput,
        strawberry.argument(description="What is to be done by whom, and by when."),
    ],
) -> PlanDevelopmentActionPayload:
    """Plan an action; nothing is written on any error."""
    try:
        named = read_id(input.employee_id, "Employee", path=("employeeId",))
        async with change(info, named) as (actor, session):
            key = await actions.plan_action(
                actor,
                session,
                employee_id=named.key,
                title=input.title,
                due_date=input.due_date,
            )
    except KinerjaError as error:
        return refused(PlanDevelopmentActionPayload, info, error)
    changed = read_one("DevelopmentAction", actor.agency_id, key)
    return PlanDevelopmentActionPayload(action=changed, errors=[])


mutation = strawberry.mutation(
    resolver=plan_development_action,
    description="Plan a development action. For the employee, and for the rater.",
)
