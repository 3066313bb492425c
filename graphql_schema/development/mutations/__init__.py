"""What can be done for somebody's development: one file an operation."""

import strawberry

from graphql_schema.development.mutations import give_feedback


@strawberry.type
class DevelopmentMutations:
    """The operations."""

    give_feedback = give_feedback.mutation
