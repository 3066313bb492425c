"""Granting data to API clients, and revoking: by the head of the agency.

Both work in the actor's agency and in the caller's transaction; a failure raises, and the caller
undoes whatever was written. Running services hear of it when the transaction commits.
"""

from typing import Never
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.data_sharing.errors import GrantNotFoundError, GrantRevokedError
from kinerja.domains.data_sharing.facts import GRANT_FACTS, new_grant_facts
from kinerja.domains.data_sharing.history import Deed, note, told
from kinerja.domains.data_sharing.repository import GrantRepository
from kinerja.domains.data_sharing.terms import NewGrant, Terms
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.api_clients import UnknownClientError
from tenants.provisioning import notify
from tenants.sharing_models import DataSharingGrant


async def grant_data(actor: Actor, session: AsyncSession, wish: NewGrant) -> UUID:
    """Let a client read in the actor's agency, and return the grant's id.

    Raises:
        NotPermittedError: the actor is not the head of the agency.
        UnknownClientError: no usable client has that name.
        KinerjaError: the terms are not sound; see `Terms.read`.
    """
    grant = actor.require(Resource.DATA_SHARING_GRANT, Action.CONFIGURE)
    allowed = grant.row_filter(new_grant_facts(actor.agency_id), actor)
    terms = Terms.read(wish, today=actor.today)
    made = await GrantRepository(session, actor.agency_id).add(
        wish.client_name, terms, granted_by=actor.subject.id, allowed=allowed
    )
    if made is None:
        # Whether there is such a client is told only to somebody who could grant it something.
        if await session.scalar(select(allowed)):
            raise UnknownClientError(path=("clientName",))
        raise actor.refused(Resource.DATA_SHARING_GRANT, Action.CONFIGURE)
    await note(actor, session, Deed.GRANTED, grant_id=made, after=told(wish.client_name, terms))
    await notify(session, actor.agency_id)
    return made


async def revoke_data(actor: Actor, session: AsyncSession, grant_id: UUID) -> None:
    """Revoke a grant: its client reads nothing under it any more, two seconds later at the latest.

    Raises:
        NotPermittedError: the actor is not the head of the agency.
        GrantRevokedError: it was revoked before.
        GrantNotFoundError: there is no such grant, or none that the actor may see.
    """
    grant = actor.require(Resource.DATA_SHARING_GRANT, Action.CONFIGURE)
    allowed = grant.row_filter(GRANT_FACTS, actor)
    repository = GrantRepository(session, actor.agency_id)
    if not await repository.revoke(grant_id, revoked_by=actor.subject.id, allowed=allowed):
        await _refuse_revoking(actor, session, grant_id)
    await note(actor, session, Deed.REVOKED, grant_id=grant_id, after={})
    await notify(session, actor.agency_id)


async def _refuse_revoking(actor: Actor, session: AsyncSession, grant_id: UUID) -> Never:
    visible = actor.grant(Resource.DATA_SHARING_GRANT, Action.VIEW).row_filter(GRANT_FACTS, actor)
    grant = actor.grant(Resource.DATA_SHARING_GRANT, Action.CONFIGURE)
    is_revoked = DataSharingGrant.revoked_at.is_not(None)
    reason = case((is_revoked, Refusal.STATE.value), else_=grant.refusal(GRANT_FACTS, actor))
    found = await session.execute(
        select(reason).where(
            DataSharingGrant.agency_id == actor.agency_id, DataSharingGrant.id == grant_id, visible
        )
    )
    told_reason = found.scalar_one_or_none()
    if told_reason is None:
        raise GrantNotFoundError(path=("dataSharingGrantId",))
    if told_reason == Refusal.STATE.value:
        raise GrantRevokedError(path=("dataSharingGrantId",))
    raise actor.refused(Resource.DATA_SHARING_GRANT, Action.CONFIGURE, told_reason)
