"""What can be done about performance plans: one file an operation."""

import strawberry

from graphql_schema.plans.mutations import (
    agree_to_plan,
    draft_plan,
    propose_plan,
    return_plan,
    set_plan,
)


@strawberry.type
class PlansMutations:
    """The operations, in the order of a plan's life."""

    draft_plan = draft_plan.mutation
    set_plan = set_plan.mutation
    propose_plan = propose_plan.mutation
    agree_to_plan = agree_to_plan.mutation
    return_plan = return_plan.mutation
