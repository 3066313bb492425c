"""`proposePolicies`: a whole new set of an agency's policies, for another person to decide on."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import read_id
from graphql_schema.policies.inputs import PolicyChangeInput, plain_policies
from graphql_schema.policies.mutations.answers import refused, step
from graphql_schema.policies.types import PolicyVersion
from graphql_schema.reading import read_one
from kinerja.domains.policies.service import proposals
from kinerja.domains.policies.service.proposals import Wish
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="A set of policies to be decided on.")
class ProposePoliciesInput:
    """Of which agency, what, why, and from where."""

    agency_code: str = strawberry.field(description="Code of the agency, such as `DISHUB`.")
    change: PolicyChangeInput = strawberry.field(
        description="The whole set: what is not in it will not be in force."
    )
    note: str = strawberry.field(
        description="What it is for, so that the head can decide; 1 to 2000 characters."
    )
    based_on_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of the version in force that the set was made from; null when none is. So"
        " that nobody undoes unseen what another person changed meanwhile.",
    )


@strawberry.type(description="The proposed version, or why there is none.")
class ProposePoliciesPayload:
    """The version."""

    version: PolicyVersion | None = strawberry.field(description="The version, PROPOSED.")
    errors: list[UserError] = strawberry.field(
        description="All that is wrong with the set; empty when it was proposed."
    )


async def propose_policies(
    info: Info,
    input: Annotated[ProposePoliciesInput, strawberry.argument(description="A set of policies.")],
) -> ProposePoliciesPayload:
    """Propose a set; nothing but the refusal is written on any error."""
    try:
        base = input.based_on_id
        path = ("input", "basedOnId")
        based_on = None if base is None else read_id(base, "PolicyVersion", path=path)
        async with step(info, "propose", based_on, agency_code=input.agency_code) as (
            actor,
            session,
        ):
            wish = Wish(
                policies=plain_policies(input.change, actor.agency_id),
                note=input.note,
                based_on_id=None if based_on is None else based_on.key,
            )
            version_id = await proposals.propose_policies(actor, session, wish=wish)
    except KinerjaError as error:
        return ProposePoliciesPayload(version=None, errors=refused(info, error))
    return ProposePoliciesPayload(
        version=read_one("PolicyVersion", actor.agency_id, version_id), errors=[]
    )


mutation = strawberry.mutation(
    resolver=propose_policies,
    description="Propose a whole set of policies: it decides nothing until another person approves"
    " it. The province's guardrails are checked at once. For the performance officer of the"
    " agency.",
)
