"""What every mutation begins with: read the ids, find their one agency, open the change."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

import strawberry

from graphql_schema.context import Info
from kinerja.kit.errors import KinerjaError, PathSegment
from kinerja.kit.ids import AgencyId, GlobalId
from kinerja.reads.connection import Session
from kinerja.reads.identifiers import read_id
from policies.subject import Actor

__all__ = ["Change", "TenantMismatchError", "change", "read_id", "read_ids"]


class TenantMismatchError(KinerjaError):
    """One change names things of several agencies."""

    code = "TENANT_MISMATCH"
    en = "The ids belong to different agencies. Make one change for each agency."
    id = "Id berasal dari perangkat daerah yang berbeda. Buat satu perubahan per perangkat daerah."


class Change(NamedTuple):
    """An open change: who makes it, and the session whose savepoint holds it."""

    actor: Actor
    session: Session


def read_ids(
    texts: Sequence[strawberry.ID], *type_names: str, path: Sequence[PathSegment] = ()
) -> list[GlobalId]:
    """Read several global ids; an error's path ends with the position of the wrong one."""
    return [
        read_id(text, *type_names, path=(*path, position)) for position, text in enumerate(texts)
    ]


@asynccontextmanager
async def change(
    info: Info, *ids: GlobalId | None, agency_code: str | None = None
) -> AsyncIterator[Change]:
    """Open one change in the one agency that `ids` and `agency_code` name (None ids are left out).

    Everything written inside is kept or undone as a whole: any exception, an expected failure
    too, rolls back to the savepoint and is raised again.

    Raises:
        NotAuthenticatedError: nobody has signed in.
        TenantMismatchError: the ids belong to several agencies.
        UnknownAgencyError: there is no such agency.
        AgencySuspendedError: an operator has suspended it.
    """
    info.context.signed_in()
    agencies = {given.agency_id for given in ids if given is not None}
    if agency_code is not None:
        agencies.add(await _named(info, agency_code))
    actor = await info.context.actor(_only(agencies))
    async with info.context.unit.savepoint(actor.agency_id) as session:
        yield Change(actor, session)


async def _named(info: Info, agency_code: str) -> AgencyId:
    try:
        return (await info.context.registry.get(agency_code)).id
    except KinerjaError as error:
        raise error.at("agencyCode") from None


def _only(agencies: set[AgencyId]) -> AgencyId:
    if not agencies:
        message = "a change names its agency: pass an id or the agency's code"
        raise ValueError(message)
    if len(agencies) > 1:
        raise TenantMismatchError
    return agencies.pop()
