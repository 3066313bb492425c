"""Making an agency that can begin to work: the tenant itself and the frameworks it starts from."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.domains.frameworks.loading import load_preset
from kinerja.domains.frameworks.presets import get_preset
from tenants.models import AgencyKind
from tenants.provisioning import create_agency
from tenants.records import AgencyRecord
from tenants.session import tenant_session


async def provision_agency(  # noqa: PLR0913 - what an operator says of a new agency.
    owner_engine: AsyncEngine,
    application_engine: AsyncEngine,
    *,
    code: str,
    name: str,
    kind: AgencyKind,
    active_from: date,
    presets: Sequence[str] = (),
    publish: bool = False,
) -> AgencyRecord:
    """Make an agency as the owner, then its frameworks as the application.

    The frameworks are drafts unless `publish`: people of the agency adapt and publish them. All
    presets are read before anything is written.

    Raises:
        PresetNotFoundError: there is no such preset; nothing was made.
        AgencyCodeError: the code has another shape than an agency's code; nothing was made.
        AgencyExistsError: the code is taken; nothing was changed.
    """
    for preset in presets:
        get_preset(preset)
    agency = await create_agency(
        owner_engine, code=code, name=name, kind=kind, active_from=active_from
    )
    async with tenant_session(application_engine, agency.id) as session:
        for preset in presets:
            await load_preset(
                session,
                agency_id=agency.id,
                preset_code=preset,
                actor_id=None,
                publish=publish,
            )
    return agency
