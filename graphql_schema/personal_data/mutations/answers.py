"""How mutations of requests and holds answer: with the object, or why nothing was changed."""

from typing import TypeVar

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.personal_data.types import DataRequest, LegalHold
from kinerja.kit.errors import KinerjaError


@strawberry.type(description="The request after the change, or why nothing was changed.")
class DataRequestPayload:
    """What every step of a request answers; each operation has a payload of its own."""

    data_request: DataRequest | None = strawberry.field(
        description="The request; null on any error."
    )
    errors: list[UserError] = strawberry.field(description="Empty when the change was made.")


@strawberry.type(description="The legal hold after the change, or why nothing was changed.")
class LegalHoldPayload:
    """What every step of a hold answers; each operation has a payload of its own."""

    legal_hold: LegalHold | None = strawberry.field(description="The hold; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when the change was made.")


OfRequest = TypeVar("OfRequest", bound=DataRequestPayload)
OfHold = TypeVar("OfHold", bound=LegalHoldPayload)


def refused_request(payload: type[OfRequest], info: Info, error: KinerjaError) -> OfRequest:
    """Return the payload of a failure; paths begin at the mutation's argument."""
    return payload(data_request=None, errors=user_errors(info, error.at("input")))


def refused_hold(payload: type[OfHold], info: Info, error: KinerjaError) -> OfHold:
    """Return the payload of a failure; paths begin at the mutation's argument."""
    return payload(legal_hold=None, errors=user_errors(info, error.at("input")))
