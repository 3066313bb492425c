"""`exportMyData`: everything that an agency stores about the caller, as one JSON document."""

from typing import Annotated, Final

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import change
from kinerja.domains.personal_data.errors import ExportTooLargeError, NoDataHereError
from kinerja.domains.personal_data.frequency import begin_copy
from kinerja.domains.personal_data.history import Deed, note
from kinerja.kit.errors import KinerjaError
from kinerja.reads.own_data.document import OwnData, in_place_of
from policies.identity import SubjectKind
from policies.permissions import Action, Resource

#: More than this is a file, not an answer.
MOST_RECORDS: Final = 20_000


@strawberry.input(description="From which agency a copy is wanted.")
class ExportMyDataInput:
    """From where."""

    agency_code: str = strawberry.field(
        description="Code of the agency that stores the data: where you serve, or served."
    )


@strawberry.type(description="The copy, or why there is none.")
class ExportMyDataPayload:
    """The answer."""

    document: str | None = strawberry.field(
        description="A JSON object in UTF-8 (`format` names its form): the employee, assignments,"
        " reporting lines, delegations, roles, requests, audit events about the caller, reads of"
        " the caller's data, and appraisals with scores and results; null on any error."
    )
    record_count: int | None = strawberry.field(
        description="How many records the document holds; null on any error."
    )
    errors: list[UserError] = strawberry.field(description="Empty when the copy was made.")


async def export_my_data(
    info: Info,
    input: Annotated[
        ExportMyDataInput,
        strawberry.argument(description="From which agency a copy is wanted."),
    ],
) -> ExportMyDataPayload:
    """Read the copy as the person, and write down that it was made."""
    try:
        document, count = await _export(info, input.agency_code)
    except KinerjaError as error:
        told = user_errors(info, error.at("input"))
        return ExportMyDataPayload(document=None, record_count=None, errors=told)
    return ExportMyDataPayload(document=document, record_count=count, errors=[])


async def _export(info: Info, agency_code: str) -> tuple[str, int]:
    async with change(info, agency_code=agency_code) as (actor, session):
        actor.require(Resource.DATA_REQUEST, Action.SCORE)
        if actor.subject.kind is not SubjectKind.PERSON:
            raise NoDataHereError
        await begin_copy(actor, session)
    agency = await info.context.registry.get(agency_code)
    copy = OwnData(info.context.unit, in_place_of(actor), agency)
    employee = await copy.employee()
    if employee is None:
        raise NoDataHereError
    pieces = []
    async for piece in copy.pieces(employee):
        pieces.append(piece)
        if copy.records > MOST_RECORDS:
            raise ExportTooLargeError(limit=MOST_RECORDS)
    async with change(info, agency_code=agency_code) as (_, session):
        after = {"records": copy.records}
        await note(actor, session, Deed.EXPORTED, object_id=actor.subject.id, after=after)
    return "".join(pieces), copy.records


mutation = strawberry.mutation(
    resolver=export_my_data,
    description="Take a copy of everything that an agency stores about the caller (UU 27/2022"
    " Pasal 7 and 13), machine-readable, of other people no more than names; at most five a day. It"
    " is noted in the audit trail.",
)
