"""What can be done about objections: one file an operation."""

import strawberry

from graphql_schema.objections.mutations import (
    decide_objection,
    file_objection,
    make_statement,
    withdraw_objection,
)


@strawberry.type
class ObjectionsMutations:
    """The operations, in the order of an objection's life."""

    file_objection = file_objection.mutation
    make_statement = make_statement.mutation
    withdraw_objection = withdraw_objection.mutation
    decide_objection = decide_objection.mutation
