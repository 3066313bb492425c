"""`grantRole`: an employee holds a role from day to day."""

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
from kinerja.domains.policies.service.roles import Appointment
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Who is to hold which role, and when.")
class GrantRoleInput:
    """Who, what, when."""

    employee_id: strawberry.ID = strawberry.field(description="Id of the employee.")
    role: str = strawberry.field(
        description="`performance_officer`, `dpo`, or a role of the agency's own in force."
    )
    period_start: date = strawberry.field(description="First day.")
    period_end: date | None = strawberry.field(
        default=None, description="Last day, inclusive; null leaves it open."
    )


@strawberry.type(description="The role assignment, or why there is none.")
class GrantRolePayload:
    """The assignment."""

    role_assignment: RoleAssignment | None = strawberry.field(description="The new assignment.")
    errors: list[UserError] = strawberry.field(description="Empty when the role was granted.")


async def grant_role(
    info: Info,
    input: Annotated[GrantRoleInput, strawberry.argument(description="Who, what and when.")],
) -> GrantRolePayload:
    """Grant a role; nothing but the refusal is written on any error."""
    try:
        employee = read_id(input.employee_id, "Employee", path=("input", "employeeId"))
        async with step(info, "grant", employee, refusal=Deed.ROLE_REFUSED) as (actor, session):
            appointment = Appointment(
                subject_id=employee.key,
                role=input.role,
                first_day=input.period_start,
                last_day=input.period_end,
            )
            granted = await roles.grant_role(actor, session, appointment=appointment)
    except KinerjaError as error:
        return GrantRolePayload(role_assignment=None, errors=refused(info, error))
    return GrantRolePayload(
        role_assignment=read_one("RoleAssignment", actor.agency_id, granted), errors=[]
    )


mutation = strawberry.mutation(
    resolver=grant_role,
    description="Let an active employee of the agency hold a role; all running services hear of it"
    " within two seconds. For the head of the agency, never for oneself.",
)
