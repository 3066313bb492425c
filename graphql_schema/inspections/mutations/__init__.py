"""What can be changed about inspection cases: one file an operation."""

import strawberry

from graphql_schema.inspections.mutations import close_case, open_case


@strawberry.type
class InspectionsMutations:
    """Open, and close."""

    open_case = open_case.mutation
    close_case = close_case.mutation
