"""`revokeDataSharing`: the client reads nothing under the grant any more."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.data_sharing.mutations.answers import DataSharingPayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.data_sharing import service
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="The grant of data sharing to be revoked.")
class RevokeDataSharingInput:
    """Which one."""

    data_sharing_grant_id: strawberry.ID = strawberry.field(
        description="Id of the `DataSharingGrant`."
    )


@strawberry.type(description="The revoked grant, or why it was not revoked.")
class RevokeDataSharingPayload(DataSharingPayload):
    """The answer."""


async def revoke_data_sharing(
    info: Info,
    input: Annotated[
        RevokeDataSharingInput,
        strawberry.argument(description="The grant of data sharing to be revoked."),
    ],
) -> RevokeDataSharingPayload:
    """Revoke a grant; nothing is written on any error."""
    try:
        path = ("dataSharingGrantId",)
        given = read_id(input.data_sharing_grant_id, "DataSharingGrant", path=path)
        async with change(info, given) as (actor, session):
            await service.revoke_data(actor, session, given.key)
    except KinerjaError as error:
        return refused(RevokeDataSharingPayload, info, error)
    revoked = read_one("DataSharingGrant", actor.agency_id, given.key)
    return RevokeDataSharingPayload(data_sharing_grant=revoked, errors=[])


mutation = strawberry.mutation(
    resolver=revoke_data_sharing,
    description="Revoke a grant of data sharing: within two seconds its client reads nothing under"
    " it any more. For the head of the agency.",
)
