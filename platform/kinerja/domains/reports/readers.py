"""Who reads the report across agencies: the province, programs, and the head of an agency."""

from dataclasses import dataclass

from sqlalchemy import Integer, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from policies.facts import RowFacts
from policies.permissions import Action, Resource
from policies.relations import RELATIONS
from policies.subject import Actor


@dataclass(frozen=True)
class ReportReader:
    """Somebody who may read the report.

    `own` is the code of the agency that the reader heads, whose results are no secret to that
    person; None: nobody's results are known to the reader.
    """

    actor: Actor
    own: str | None = None


def reader_above(actor: Actor) -> ReportReader:
    """Return somebody who acts above all agencies as a reader: by the role alone.

    Raises:
        NotPermittedError: the actor does not read reports across agencies.
    """
    grant = actor.require(Resource.REPORT, Action.VIEW)
    if not any(RELATIONS[rule.relation].always for rule in grant.allows):
        raise actor.refused(Resource.REPORT, Action.VIEW)
    return ReportReader(actor)


async def reader_in_agency(actor: Actor, session: AsyncSession, *, code: str) -> ReportReader:
    """Return the head of the actor's own agency, which has this `code`, as a reader.

    Raises:
        NotPermittedError: the actor does not read reports across agencies.
    """
    grant = actor.require(Resource.REPORT, Action.VIEW)
    facts = RowFacts(agency=literal(int(actor.agency_id), Integer()))
    if not await session.scalar(select(grant.row_filter(facts, actor))):
        raise actor.refused(Resource.REPORT, Action.VIEW)
    return ReportReader(actor, own=code)
