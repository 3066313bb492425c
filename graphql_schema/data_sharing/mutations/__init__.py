"""What can be changed about data sharing: one file an operation."""

import strawberry

from graphql_schema.data_sharing.mutations import grant_data_sharing, revoke_data_sharing


@strawberry.type
class DataSharingMutations:
    """Grant, and revoke."""

    grant_data_sharing = grant_data_sharing.mutation
    revoke_data_sharing = revoke_data_sharing.mutation
