"""How mutations of surveys answer: the survey, or why nothing was changed."""

from typing import TypeVar

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.surveys.types import Survey
from kinerja.kit.errors import KinerjaError


@strawberry.type(description="The survey after the change, or why nothing was changed.")
class SurveyPayload:
    """What every step of a survey answers; each operation has a payload of its own."""

    survey: Survey | None = strawberry.field(description="The survey; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when the change was made.")


Payload = TypeVar("Payload", bound=SurveyPayload)


def refused(payload: type[Payload], info: Info, error: KinerjaError) -> Payload:
    """Return the payload of a failure; paths begin at the mutation's argument."""
    return payload(survey=None, errors=told(info, error))


def told(info: Info, error: KinerjaError) -> list[UserError]:
    """Return a failure, or each of several, with paths that begin at the mutation's argument."""
    return user_errors(info, error.at("input"))
