"""How mutations of inspection cases answer: the case, or why nothing was changed."""

from typing import TypeVar

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.inspections.types import InspectionCase
from kinerja.kit.errors import KinerjaError


@strawberry.type(description="The case after the change, or why nothing was changed.")
class CasePayload:
    """What every step of a case answers; each operation has a payload of its own."""

    case: InspectionCase | None = strawberry.field(description="The case; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when the change was made.")


Payload = TypeVar("Payload", bound=CasePayload)


def refused(payload: type[Payload], info: Info, error: KinerjaError) -> Payload:
    """Return the payload of a failure; paths begin at the mutation's argument."""
    return payload(case=None, errors=user_errors(info, error.at("input")))
