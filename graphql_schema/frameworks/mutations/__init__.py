"""What can be changed about frameworks: one file an operation."""

import strawberry

from graphql_schema.frameworks.mutations import (
    create_framework,
    create_version,
    publish_version,
    retire_version,
    return_to_draft,
    set_components,
    set_weights,
    submit_for_review,
    update_version,
)


@strawberry.type
class FrameworksMutations:
    """The operations, in the order of a framework's life."""

    create_framework = create_framework.mutation
    create_version = create_version.mutation
    update_version = update_version.mutation
    set_components = set_components.mutation
    set_weights = set_weights.mutation
    submit_for_review = submit_for_review.mutation
    return_to_draft = return_to_draft.mutation
    publish_version = publish_version.mutation
    retire_version = retire_version.mutation
