"""How mutations of data sharing answer: the grant, or why nothing was changed."""

from typing import TypeVar

import strawberry

from graphql_schema.context import Info
from graphql_schema.data_sharing.types import DataSharingGrant
from graphql_schema.errors import UserError, user_errors
from kinerja.kit.errors import KinerjaError


@strawberry.type(description="The grant after the change, or why nothing was changed.")
class DataSharingPayload:
    """What both steps answer; each operation has a payload of its own."""

    data_sharing_grant: DataSharingGrant | None = strawberry.field(
        description="The grant; null on any error."
    )
    errors: list[UserError] = strawberry.field(description="Empty when the change was made.")


Payload = TypeVar("Payload", bound=DataSharingPayload)


def refused(payload: type[Payload], info: Info, error: KinerjaError) -> Payload:
    """Return the payload of a failure; paths begin at the mutation's argument."""
    return payload(data_sharing_grant=None, errors=user_errors(info, error.at("input")))
