"""`endRole`: somebody holds a role no longer."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import read_id
from graphql_schema.policies.mutations.answers import refused, step
from graphql_schema.policies.types import RoleAssignment
from graphql_schema.reading import read_one
from kinerja.domains.policies.history import Deed
from kinerja.domains.policies.service import roles
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which role assignment ends, and when.")
class EndRoleInput:
    """Which and when."""

    role_assignment_id: strawberry.ID = strawberry.field(description="Id of the assignment.")
    last_day: date | None = strawberry.field(
        default=None,
        description="Its last day, inclusive: today or later, not before it begins nor after it"
        " ends anyway; null ends it at once.",
    )


@strawberry.type(description="The role assignment with its end, or why it goes on.")
class EndRolePayload:
    """The assignment."""

    role_assignment: RoleAssignment | None = strawberry.field(
        description="The assignment as it is now; without days if none is left."
    )
    errors: list[UserError] = strawberry.field(description="Empty when the role was ended.")


async def end_role(
    info: Info,
    input: Annotated[EndRoleInput, strawberry.argument(description="Which and when.")],
) -> EndRolePayload:
    """End a role; nothing but the refusal is written on any error."""
    try:
        held = read_id(
            input.role_assignment_id, "RoleAssignment", path=("input", "roleAssignmentId")
        )
        async with step(info, "end", held, refusal=Deed.ROLE_REFUSED) as (actor, session):
            await roles.end_role(actor, session, assignment_id=held.key, last_day=input.last_day)
    except KinerjaError as error:
        return EndRolePayload(role_assignment=None, errors=refused(info, error))
    return EndRolePayload(
        role_assignment=read_one("RoleAssignment", actor.agency_id, held.key), errors=[]
    )


mutation = strawberry.mutation(
    resolver=end_role,
    description="Let somebody hold a role no longer; all running services hear of it within two"
    " seconds. For the head of the agency, never for oneself.",
)
