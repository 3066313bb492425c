"""What can be changed about an agency's policies and roles: one file an operation."""

import strawberry

from graphql_schema.policies.mutations import (
    approve_policies,
    end_role,
    grant_role,
    propose_policies,
    reject_policies,
    roll_back_policies,
    withdraw_policies,
)


@strawberry.type
class PoliciesMutations:
    """The operations: a set's way into force first, then who holds which role."""

    propose_policies = propose_policies.mutation
    withdraw_policies = withdraw_policies.mutation
    approve_policies = approve_policies.mutation
    reject_policies = reject_policies.mutation
    roll_back_policies = roll_back_policies.mutation
    grant_role = grant_role.mutation
    end_role = end_role.mutation
