"""What can be changed about cycles: one file an operation."""

import strawberry

from graphql_schema.cycles.mutations import (
    amend_cycle,
    cancel_cycle,
    create_cycle,
    deliver_results,
    finalise_cycle,
    open_cycle,
    start_calibration,
    start_planning,
    start_scoring,
)


@strawberry.type
class CyclesMutations:
    """The operations, in the order of a cycle's life."""

    create_cycle = create_cycle.mutation
    start_planning = start_planning.mutation
    open_cycle = open_cycle.mutation
    start_scoring = start_scoring.mutation
    amend_cycle = amend_cycle.mutation
    start_calibration = start_calibration.mutation
    deliver_results = deliver_results.mutation
    cancel_cycle = cancel_cycle.mutation
    finalise_cycle = finalise_cycle.mutation
