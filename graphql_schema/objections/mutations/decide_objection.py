"""`decideObjection`: the superior of the rater ends an objection."""

from decimal import Decimal
from typing import Annotated

import strawberry

from graphql_schema.appraisals.enums import Rating
from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.objections.enums import ObjectionState
from graphql_schema.objections.mutations.answers import ObjectionPayload, refused
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.workflows import decide_objection as workflow
from kinerja.workflows.changed_scores import ChangedScore
from kinerja.workflows.revision import Change


@strawberry.input(description="A value that counts from now on instead of the one scored.")
class ChangedScoreInput:
    """One corrected value."""

    indicator_id: strawberry.ID = strawberry.field(
        description="Id of an `Indicator` of which the appraisal has a score."
    )
    actual: Decimal = strawberry.field(description="The value, within the indicator's scale.")


@strawberry.input(description="How an objection is decided, and why.")
class DecideObjectionInput:
    """What is said."""

    objection_id: strawberry.ID = strawberry.field(description="Id of the `Objection`.")
    decision: ObjectionState = strawberry.field(description="UPHELD, CHANGED or INADMISSIBLE.")
    reason: str = strawberry.field(description="Why, 10 to 4000 characters.")
    work_rating: Rating | None = strawberry.field(
        default=None, description="With CHANGED: the rating of work from now on; null: as it was."
    )
    behaviour_rating: Rating | None = strawberry.field(
        default=None,
        description="With CHANGED: the rating of behaviour from now on; null: as it was.",
    )
    scores: list[ChangedScoreInput] = strawberry.field(
        default_factory=list, description="With CHANGED: the values that are corrected."
    )


@strawberry.type(description="The decided objection, or why it is not.")
class DecideObjectionPayload(ObjectionPayload):
    """The answer."""


async def decide_objection(
    info: Info,
    input: Annotated[
        DecideObjectionInput,
        strawberry.argument(description="How an objection is decided, and why."),
    ],
) -> DecideObjectionPayload:
    """Decide an objection; nothing is written on any error."""
    try:
        objection = read_id(input.objection_id, "Objection", path=("objectionId",))
        key = objection.key
        indicators = [
            read_id(one.indicator_id, "Indicator", path=("scores", position, "indicatorId"))
            for position, one in enumerate(input.scores)
        ]
        async with change(info, objection, *indicators) as (actor, session):
            scores = [
                ChangedScore(indicator_id=indicator.key, actual=one.actual)
                for indicator, one in zip(indicators, input.scores, strict=True)
            ]
            await workflow.decide_objection(
                actor,
                session,
                objection_id=key,
                decision=input.decision,
                change=Change(
                    work=input.work_rating,
                    behaviour=input.behaviour_rating,
                    scores=scores,
                    reason=input.reason,
                    decided_by=actor.subject.id,
                ),
            )
    except KinerjaError as error:
        return refused(DecideObjectionPayload, info, error)
    changed = read_one("Objection", actor.agency_id, key)
    return DecideObjectionPayload(objection=changed, errors=[])


mutation = strawberry.mutation(
    resolver=decide_objection,
    description="Decide an objection, once the rater's statement is there or overdue"
    " (STATEMENT_PENDING). CHANGED writes a new revision of the result, which counts from now on;"
    " the delivered one stays as it was. For the superior of the rater; never for the rater, the"
    " ratee, or whoever made the statement (PP 30/2019 Pasal 59).",
)
