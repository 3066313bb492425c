"""What can be done for somebody's development: one file an operation."""

import strawberry

from graphql_schema.development.mutations import (
    cancel_development_action,
    complete_development_action,
    give_feedback,
    plan_development_action,
    start_development_action,
)


@strawberry.type
class DevelopmentMutations:
    """The operations."""

    give_feedback = give_feedback.mutation
    plan_development_action = plan_development_action.mutation
    start_development_action = start_development_action.mutation
    complete_development_action = complete_development_action.mutation
    cancel_development_action = cancel_development_action.mutation
