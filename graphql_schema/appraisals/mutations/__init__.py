"""What can be changed about appraisals: one file an operation."""

import strawberry

from graphql_schema.appraisals.mutations import (
    approve_innovation,
    decide_ratings,
    return_appraisal,
    submit_appraisals,
    submit_scores,
)


@strawberry.type
class AppraisalsMutations:
    """The operations, in the order of an appraisal's life."""

    submit_scores = submit_scores.mutation
    decide_ratings = decide_ratings.mutation
    submit_appraisals = submit_appraisals.mutation
    return_appraisal = return_appraisal.mutation
    approve_innovation = approve_innovation.mutation
