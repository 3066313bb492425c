"""`delegateRating`: a colleague rates in somebody's place, from day to day."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.delegations.mutations.answers import DelegationPayload, refused, step
from graphql_schema.mutation import read_id
from graphql_schema.reading import read_one
from kinerja.domains.delegations import service
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Who is to rate in whose place, and when.")
class DelegateRatingInput:
    """Who, in whose place, when and why."""

    delegate_id: strawberry.ID = strawberry.field(
        description="Id of the `Employee` who is to rate: active, and another person."
    )
    delegator_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of the `Employee` in whose place; null: the viewer. Only a performance"
        " officer names somebody else.",
    )
    period_start: date = strawberry.field(description="First day.")
    period_end: date = strawberry.field(
        description="Last day, inclusive: today at the earliest, at most 366 days in all, and"
        " within the days on which the delegator rates somebody and holds a position."
    )
    reason: str = strawberry.field(
        description="Why, in 5 to 500 characters, such as the number of the order."
    )


@strawberry.type(description="The delegation, or why there is none.")
class DelegateRatingPayload(DelegationPayload):
    """The answer."""


async def delegate_rating(
    info: Info,
    input: Annotated[
        DelegateRatingInput, strawberry.argument(description="Who, in whose place, and when.")
    ],
) -> DelegateRatingPayload:
    """Delegate; nothing but the refusal is written on any error."""
    named = input.delegator_id
    try:
        delegate = read_id(input.delegate_id, "Employee", path=("delegateId",))
        delegator = None if named is None else read_id(named, "Employee", path=("delegatorId",))
        async with step(info, delegate, delegator) as (actor, session):
            plan = service.Plan(
                delegator_id=delegator.key if delegator else actor.subject.id,
                delegate_id=delegate.key,
                first_day=input.period_start,
                last_day=input.period_end,
                reason=input.reason,
            )
            key = await service.delegate_rating(actor, session, plan=plan)
    except KinerjaError as error:
        return refused(DelegateRatingPayload, info, error)
    made = read_one("Delegation", actor.agency_id, key)
    return DelegateRatingPayload(delegation=made, errors=[])


mutation = strawberry.mutation(
    resolver=delegate_rating,
    description="Let a colleague rate in somebody's place for some days. For the rater, and for the"
    " performance officer of the agency; never to oneself.",
)
