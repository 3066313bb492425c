"""What can be changed about delegations: one file an operation."""

import strawberry

from graphql_schema.delegations.mutations import delegate_rating, end_delegation


@strawberry.type
class DelegationsMutations:
    """Delegate, and end it."""

    delegate_rating = delegate_rating.mutation
    end_delegation = end_delegation.mutation
