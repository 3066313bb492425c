"""Grants in the database: every statement names the agency, every change is guarded.

`allowed` is the actor's row filter; a change that touches nothing answers None or False, and the
service finds out why.
"""

from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Text,
    Uuid,
    cast,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import DATERANGE, insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.data_sharing.terms import Terms
from kinerja.kit.ids import AgencyId, new_id
from tenants.sharing_models import APIClient, DataSharingGrant

_COLUMNS = [
    "agency_id",
    "id",
    "client_id",
    "scopes",
    "legal_basis",
    "purpose",
    "valid",
    "granted_by",
]


class GrantRepository:
    """Grants of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(
        self,
        client_name: str,
        terms: Terms,
        *,
        granted_by: UUID | None,
        allowed: ColumnElement[bool],
    ) -> UUID | None:
        """Insert a grant and return its id; None: not `allowed`, or no usable client."""
        row = select(
            literal(int(self._agency_id), Integer()),
            literal(new_id(), Uuid()),
            APIClient.id,
            literal(list(terms.scopes), ARRAY(Text())),
            literal(terms.legal_basis),
            literal(terms.purpose),
            cast(terms.valid, DATERANGE),
            literal(granted_by, Uuid()),
        ).where(APIClient.name == client_name, APIClient.disabled_at.is_(None), allowed)
        statement = insert(DataSharingGrant).from_select(_COLUMNS, row)
        added: UUID | None = await self._session.scalar(statement.returning(DataSharingGrant.id))
        return added

    async def revoke(
        self, grant_id: UUID, *, revoked_by: UUID, allowed: ColumnElement[bool]
    ) -> bool:
        """Revoke a grant that was not revoked yet."""
        statement = (
            update(DataSharingGrant)
            .where(
                DataSharingGrant.agency_id == self._agency_id,
                DataSharingGrant.id == grant_id,
                DataSharingGrant.revoked_at.is_(None),
                allowed,
            )
            .values(revoked_at=func.statement_timestamp(), revoked_by=literal(revoked_by, Uuid()))
            .returning(DataSharingGrant.id)
            .execution_options(synchronize_session=False)
        )
        return await self._session.scalar(statement) is not None
