"""The root fields that explain policy: why not, and why."""

from typing import Annotated

import strawberry

from graphql_schema.context import Context, Info
from graphql_schema.explanations.types import PolicyExplanation, explained
from graphql_schema.mutation import read_id
from graphql_schema.policies.enums import Action
from kinerja.kit.clock import today
from kinerja.kit.ids import AgencyId
from kinerja.reads.accesses import asked_about
from kinerja.reads.explaining import EXPLAINED_TYPES, Explainer
from kinerja.reads.personal import real_key
from policies.subject import Actor
from policies.verdicts import Verdict
from tenants.errors import UnknownAgencyError

#: One for the process: it remembers the statements of all questions.
EXPLAINER = Explainer()

ObjectId = Annotated[strawberry.ID, strawberry.argument(description="Global id of the object.")]
Deed = Annotated[Action, strawberry.argument(description="What the caller wants to do with it.")]


async def _explain(info: Info, id: ObjectId, action: Deed) -> PolicyExplanation | None:
    """Ask in the agency that the id names, by one statement whether or not there is such a row."""
    info.context.signed_in()
    given = read_id(id, *EXPLAINED_TYPES, path=("id",))
    actor = await _actor(info.context, given.agency_id)
    found = await EXPLAINER.explain(
        info.context.unit, actor, type_name=given.type_name, key=given.key, action=action
    )
    if found.verdict is not Verdict.NOT_FOUND_OR_HIDDEN:
        key = real_key(given.type_name, given.key, actor.pseudonym_key)
        info.context.seen += asked_about(actor, given.type_name, key)
    return explained(info, found)


async def _actor(context: Context, agency_id: AgencyId) -> Actor:
    """Return who asks; in an agency that does not exist, somebody who holds nothing there."""
    try:
        return await context.actor(agency_id)
    except UnknownAgencyError:
        return Actor(
            subject=context.signed_in(),
            agency_id=agency_id,
            roles=frozenset(),
            today=today(),
            request_id=context.request_id,
            policies=context.policies,
        )


@strawberry.type
class ExplanationQueries:
    """`whyNot` and `whyCan`."""

    why_not: PolicyExplanation | None = strawberry.field(
        resolver=_explain,
        description="Why the caller may not do `action` with this object: the rule, state, relation"
        " or date that decided, without telling what the caller may not know. If it is allowed, the"
        " answer says so, and why.",
    )
    why_can: PolicyExplanation | None = strawberry.field(
        resolver=_explain,
        description="Why the caller may do `action` with this object: the rule that allows it, and"
        " since when and until when. If it is refused, the answer is that of `whyNot`.",
    )
