"""What can be changed about appraisals: one file an operation."""

import strawberry

from graphql_schema.appraisals.mutations import (
    acknowledge_result,
    approve_innovation,
    calibrate_appraisals,
    decide_ratings,
    return_appraisal,
    return_self_review,
    submit_appraisals,
    submit_scores,
    submit_self_review,
)


@strawberry.type
class AppraisalsMutations:
    """The operations, in the order of an appraisal's life."""

    submit_self_review = submit_self_review.mutation
    return_self_review = return_self_review.mutation
    submit_scores = submit_scores.mutation
    decide_ratings = decide_ratings.mutation
    submit_appraisals = submit_appraisals.mutation
    return_appraisal = return_appraisal.mutation
    approve_innovation = approve_innovation.mutation
    calibrate_appraisals = calibrate_appraisals.mutation
    acknowledge_result = acknowledge_result.mutation
