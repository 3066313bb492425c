"""`submitSurveyResponse`: a citizen answers a survey. The one operation that needs no token."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.surveys.mutations.answers import told
from kinerja.domains.surveys.answer_errors import RateLimitedError, UnknownSurveyTokenError
from kinerja.domains.surveys.responding import answer_survey
from kinerja.domains.surveys.submissions import Given, Submission
from kinerja.domains.surveys.tokens import digest, find_agency
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId
from tenants.errors import AgencySuspendedError, UnknownAgencyError


@strawberry.input(description="The answer to one question.")
class SurveyAnswerInput:
    """About which element, and how good it is."""

    element: str = strawberry.field(
        description="Code of the element, such as `TIME`, or its number, such as `U3`."
    )
    value: int = strawberry.field(description="1 (not good) to 4 (very good).")


@strawberry.input(
    description="A filled form. It asks for nothing about the person who fills it, and nothing of"
    " that kind is kept."
)
class SubmitSurveyResponseInput:
    """The link, the answers, and what tells this form from another."""

    token: str = strawberry.field(description="The token of the survey's link.")
    submission_key: str = strawberry.field(
        description="A random key that the form makes for itself when it is opened, such as a UUID:"
        " sent again it is the same form, and is refused (DUPLICATE_RESPONSE)."
    )
    answers: list[SurveyAnswerInput] = strawberry.field(
        description="One answer for each question that was answered; at least one."
    )
    improve_first: str | None = strawberry.field(
        default=None, description="The element that should become better first: code or number."
    )
    receipt: str | None = strawberry.field(
        default=None,
        description="Number of the receipt or queue ticket, where the survey asks for it; it is"
        " kept as a hash, apart from the answers.",
    )


@strawberry.type(description="Whether the answers were kept, or why not.")
class SubmitSurveyResponsePayload:
    """The answer."""

    accepted: bool = strawberry.field(description="True: the answers are kept and will count.")
    errors: list[UserError] = strawberry.field(description="Empty when the answers were kept.")


async def submit_survey_response(
    info: Info,
    input: Annotated[SubmitSurveyResponseInput, strawberry.argument(description="A filled form.")],
) -> SubmitSurveyResponsePayload:
    """Keep the answers; nothing is written on any error."""
    try:
        agency_id = await _agency_of(info, input.token)
        async with info.context.unit.savepoint(agency_id) as session:
            await answer_survey(
                session, agency_id, token=input.token, submission=_read(input), on=today()
            )
    except KinerjaError as error:
        errors = told(info, error)
        return SubmitSurveyResponsePayload(accepted=False, errors=errors)
    return SubmitSurveyResponsePayload(accepted=True, errors=[])


async def _agency_of(info: Info, token: str) -> AgencyId:
    """Return the agency of a link that may be used now, by its token alone."""
    context = info.context
    if (wait := context.citizens.wait(digest(token), context.visitor)) is not None:
        raise RateLimitedError(seconds=wait)
    named = find_agency(token)
    try:
        return (await context.registry.get_by_id(named or AgencyId(0))).id
    except (UnknownAgencyError, AgencySuspendedError):
        raise UnknownSurveyTokenError(path=("token",)) from None


def _read(given: SubmitSurveyResponseInput) -> Submission:
    return Submission(
        key=given.submission_key,
        answers=[Given(one.element, one.value) for one in given.answers],
        wished=given.improve_first,
        receipt=given.receipt,
    )


mutation = strawberry.mutation(
    resolver=submit_survey_response,
    description="Answer a satisfaction survey. Needs no `Authorization`: the token of the link is"
    " the permission. So many answers a minute are taken from one link and from one network"
    " (RATE_LIMITED).",
)
