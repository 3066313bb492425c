"""What can be changed about personal data: one file an operation."""

import strawberry

from graphql_schema.personal_data.mutations import (
    decide_data_request,
    export_my_data,
    lift_legal_hold,
    place_legal_hold,
    request_access,
    request_correction,
    request_erasure,
    withdraw_data_request,
)


@strawberry.type
class PersonalDataMutations:
    """The person asks, others decide, and the data protection officer holds."""

    export_my_data = export_my_data.mutation
    request_correction = request_correction.mutation
    request_erasure = request_erasure.mutation
    request_access = request_access.mutation
    withdraw_data_request = withdraw_data_request.mutation
    decide_data_request = decide_data_request.mutation
    place_legal_hold = place_legal_hold.mutation
    lift_legal_hold = lift_legal_hold.mutation
