"""Whether somebody may try out a set of policies before it is proposed or decided on."""

from sqlalchemy import Integer, String, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.policies.content import of_bounded_size
from policies import guardrails
from policies.agency import AgencyPolicies
from policies.facts import RowFacts
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.policy_models import PolicyVersionStatus

_ACTIONS = (Action.CONFIGURE, Action.DECIDE)


async def check_trial(actor: Actor, session: AsyncSession, policies: AgencyPolicies) -> None:
    """Refuse whoever may neither propose nor decide, and what could not be proposed.

    Raises:
        NotPermittedError: the actor may not prepare or decide policies here.
        TooManyPartsError, PolicyTextError: it is more than one version may hold.
        KinerjaError: a word is unknown, or the province does not let an agency do this.
    """
    facts = RowFacts(
        agency=literal(int(actor.agency_id), Integer()),
        state=literal(PolicyVersionStatus.PROPOSED.value, String()),
    )
    grants = (actor.grant(Resource.POLICY, action) for action in _ACTIONS)
    allowed = or_(*(grant.row_filter(facts, actor) for grant in grants))
    if not await session.scalar(select(allowed)):
        raise actor.refused(Resource.POLICY, Action.CONFIGURE)
    guardrails.check(of_bounded_size(policies))
