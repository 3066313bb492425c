"""The names of the roles that an agency has made for itself, as its policies in force have them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId
from tenants.policy_models import AgencyPolicyRole, PolicyVersion, PolicyVersionStatus


async def own_roles_in_force(session: AsyncSession, agency_id: AgencyId) -> frozenset[str]:
    """Return the names of the agency's own roles that can be given and count at present."""
    role, version = AgencyPolicyRole, PolicyVersion
    names = await session.scalars(
        select(role.name)
        .join(version, version.id == role.version_id)
        .where(
            role.agency_id == agency_id,
            version.agency_id == agency_id,
            version.status == PolicyVersionStatus.IN_FORCE.value,
        )
    )
    return frozenset(names)
