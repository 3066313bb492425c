"""What can be done about calibration: one file an operation."""

import strawberry

from graphql_schema.calibration.mutations import set_org_performance


@strawberry.type
class CalibrationMutations:
    """The operations."""

    set_org_performance = set_org_performance.mutation
