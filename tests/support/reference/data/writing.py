"""Writes random agencies into a database, past row-level security: only the tables' checks hold."""

from random import Random
from uuid import UUID

from sqlalchemy import bindparam, insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.domains.organisation.models import OrgUnit
from kinerja.kit.database import Base
from kinerja.kit.ids import AgencyId
from kinerja.reads.model import table_of
from tenants.api_clients import ensure_client
from tests.support.reference.data.appraisals import draw_cycles
from tests.support.reference.data.draws import Draws
from tests.support.reference.data.frameworks import draw_frameworks
from tests.support.reference.data.organisation import Drawn, Values, draw_organisation
from tests.support.reference.data.plans import draw_plans
from tests.support.reference.data.rights import draw_feedback, draw_policies, draw_rights


def draw_agency(random: Random, agency_id: AgencyId, clients: list[UUID]) -> Drawn:
    """Draw an agency with rows in every table that it owns."""
    draws, drawn = Draws(random), Drawn(agency_id)
    draw_organisation(draws, drawn)
    draw_frameworks(draws, drawn)
    draw_cycles(draws, drawn)
    draw_plans(draws, drawn)
    draw_policies(draws, drawn)
    draw_rights(draws, drawn, clients)
    draw_feedback(draws, drawn)
    return drawn


async def write_agencies(
    owner: AsyncEngine, random: Random, agency_ids: list[AgencyId]
) -> list[UUID]:
    """Draw and write agencies; return the clients that they share with. Committed."""
    async with owner.begin() as connection:
        clients = [await ensure_client(connection, name) for name in ("Dasbor", 'Gaji "x" \\')]
        await connection.execute(text("SET LOCAL ROLE NONE"))
        for agency_id in agency_ids:
            drawn = draw_agency(random, agency_id, clients)
            for model, values in drawn.rows:
                if values:
                    await connection.execute(insert(model), _writable(model, values))
            await connection.execute(_HEADS, _heads(drawn))
            await connection.execute(_NAMES, {"agency": agency_id, "called": 'Dinas "\\ü"'})
    return clients


_UNITS = table_of(OrgUnit).c
_HEADS = (
    update(table_of(OrgUnit))
    .where(_UNITS.agency_id == bindparam("agency"), _UNITS.id == bindparam("unit"))
    .values(head_position_id=bindparam("head"))
)

_NAMES = text(
    "UPDATE agencies SET name = :called, active_to = DATE '9998-12-30' WHERE id = :agency"
)


def _writable(model: type[Base], values: list[Values]) -> list[Values]:
    """Leave out who heads a unit: its position is not written yet."""
    if model is not OrgUnit:
        return values
    return [{**one, "head_position_id": None} for one in values]


def _heads(drawn: Drawn) -> list[Values]:
    return [
        {"agency": one["agency_id"], "unit": one["id"], "head": one["head_position_id"]}
        for one in drawn.of(OrgUnit)
    ]
