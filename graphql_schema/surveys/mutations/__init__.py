"""What can be changed about surveys: one file an operation."""

import strawberry

from graphql_schema.surveys.mutations import (
    close_survey,
    count_citizen_results,
    create_survey,
    issue_survey_link,
    open_survey,
    return_survey,
    revoke_survey_link,
    submit_survey,
    submit_survey_response,
    update_survey,
)


@strawberry.type
class SurveysMutations:
    """Prepare, decide, answer and close surveys."""

    create_survey = create_survey.mutation
    update_survey = update_survey.mutation
    submit_survey = submit_survey.mutation
    return_survey = return_survey.mutation
    open_survey = open_survey.mutation
    issue_survey_link = issue_survey_link.mutation
    revoke_survey_link = revoke_survey_link.mutation
    submit_survey_response = submit_survey_response.mutation
    close_survey = close_survey.mutation
    count_citizen_results = count_citizen_results.mutation
