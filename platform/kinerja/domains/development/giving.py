"""Giving feedback, and noting what was said in a dialogue, all year round.

Works in the actor's agency and in the caller's transaction; a failure raises, and the caller undoes
whatever was written.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.development.errors import DevelopedPersonNotFoundError
from kinerja.domains.development.facts import planned_feedback
from kinerja.domains.development.history import Deed, note
from kinerja.domains.development.models import Feedback
from kinerja.domains.development.people import add_about
from kinerja.domains.development.texts import CONTENT_LENGTH, read_text
from kinerja.domains.development.vocabulary import FeedbackKind, FeedbackVisibility
from kinerja.kit.errors import KinerjaError
from policies.facts import RowFacts
from policies.permissions import Action, Resource
from policies.subject import Actor


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is told to whom, and up to whom it may be read."""

    employee_id: UUID
    kind: FeedbackKind
    visibility: FeedbackVisibility
    content: str


async def give_feedback(actor: Actor, session: AsyncSession, *, told: Told) -> UUID:
    """Write feedback or a note of a dialogue, and return its id.

    Raises:
        DevelopmentTextError: the text is too short or too long.
        NotPermittedError: the actor is neither the employee, nor the rater, nor the rater's
            superior.
        DevelopedPersonNotFoundError: there is no such active employee.
    """
    grant = actor.require(Resource.DIALOGUE, Action.SCORE)
    content = read_text(told.content, CONTENT_LENGTH, field="content")
    facts = planned_feedback(
        actor.agency_id, employee_id=told.employee_id, visibility=told.visibility
    )
    made = await add_about(
        session,
        Feedback,
        agency_id=actor.agency_id,
        employee_id=told.employee_id,
        values={
            "author_id": literal(actor.subject.id, Uuid()),
            "kind": literal(told.kind.value),
            "visibility": literal(told.visibility.value),
            "content": literal(content),
        },
        allowed=grant.row_filter(facts, actor),
    )
    if made is None:
        raise await why_not_written(actor, session, Resource.DIALOGUE, facts)
    await note(
        actor,
        session,
        Deed.FEEDBACK_GIVEN,
        object_id=made,
        person_id=told.employee_id,
        after={"kind": told.kind.value, "visibility": told.visibility.value},
    )
    return made


async def why_not_written(
    actor: Actor, session: AsyncSession, resource: Resource, facts: RowFacts
) -> KinerjaError:
    """Return why nothing was written about the employee whom `facts` name."""
    grant = actor.grant(resource, Action.SCORE)
    allowed = func.coalesce(grant.row_filter(facts, actor), literal(False))
    permitted, reason = (await session.execute(select(allowed, grant.refusal(facts, actor)))).one()
    if permitted:
        return DevelopedPersonNotFoundError(path=("employeeId",))
    return actor.refused(resource, Action.SCORE, reason).at("employeeId")
