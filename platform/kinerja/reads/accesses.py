"""Keeping account of reads: who read what of whom, for which purpose, in the same transaction.

An agency keeps account of every read by somebody who does not belong to it, of every read under an
inspection case, and of what its own people read of others that UU 27/2022 protects (Pasal 31).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId
from kinerja.reads.access import Access
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.levels import ME, Levels
from kinerja.reads.touched import (
    Account,
    Part,
    Touched,
    counted_in,
    listed_in,
    told_of,
)
from policies.identity import SubjectKind, effective_roles
from policies.permissions import Action, Resource
from policies.relations import AGENCY
from policies.subject import Actor
from tenants.access_log import Access as Logged
from tenants.access_log import Circumstances, Reader, record_accesses, record_report
from tenants.session import UnitOfWork


@dataclass(frozen=True)
class Seen:
    """Root objects that somebody has read, and what the read touched."""

    actor: Actor
    touched: Touched
    keys: tuple[UUID, ...]


@dataclass(frozen=True)
class ReportSeen:
    """A report across agencies that somebody has read: only aggregates, so no agency's own."""

    actor: Actor
    after: Mapping[str, Any]


def is_stranger(actor: Actor) -> bool:
    """Tell whether somebody acts in an agency without belonging to it; API clients always do."""
    subject = actor.subject
    return subject.kind is SubjectKind.CLIENT or subject.agency_id != actor.agency_id


def accountable(actor: Actor | None, touched: Touched, keys: Sequence[UUID]) -> Iterator[Seen]:
    """Yield what an agency must keep account of, if anything."""
    if actor is None or not keys:
        return
    parts = tuple(part for part in touched.parts if _account(actor, part).rules)
    if parts:
        yield Seen(actor, Touched(touched.type_name, parts), tuple(keys))


def asked_about(actor: Actor, type_name: str, key: UUID) -> Iterator[Seen]:
    """Yield the account of being told why one may, or may not, act on an object that one sees.

    `key` is that of the row, and no pseudonym.
    """
    resource = CATALOGUE[type_name].resource
    if resource is not None:
        told = told_of(type_name, resource, actor.grant(resource, Action.VIEW))
        yield from accountable(actor, told, (key,))


def tried_out(actor: Actor, resources: Iterable[Resource]) -> Iterator[Seen]:
    """Yield the account of having counted what a change of policies would do to people."""
    grant = actor.grant(Resource.POLICY, Action.CONFIGURE)
    yield from accountable(actor, counted_in(resources, grant), (actor.subject.id,))


def recalculated(actor: Actor, version_id: UUID) -> Iterator[Seen]:
    """Yield the account of having seen what a framework version would make of people's results."""
    grant = actor.grant(Resource.APPRAISAL, Action.VIEW)
    yield from accountable(actor, listed_in("FrameworkVersion", grant), (version_id,))


async def keep_account(
    unit: UnitOfWork,
    circumstances: Circumstances,
    seen: Iterable[Seen],
    reports: Sequence[ReportSeen] = (),
) -> bool:
    """Write down what was read, one INSERT an agency; tell whether there was anything to write.

    Raises:
        sqlalchemy.exc.DBAPIError: it cannot be written; then what was read must not be answered.
    """
    by_agency: dict[AgencyId, list[Seen]] = {}
    for one in seen:
        by_agency.setdefault(one.actor.agency_id, []).append(one)
    has_written = bool(reports)
    for agency_id, here in by_agency.items():
        async with unit.within(agency_id) as session:
            accesses = [access for one in here for access in await _accesses(session, one)]
            distinct = list(dict.fromkeys(accesses))
            if distinct:
                actor = here[0].actor
                await record_accesses(session, _reader(actor), circumstances, distinct)
                has_written = True
    for report in reports:
        async with unit.within(None) as session:
            await record_report(session, _reader(report.actor), circumstances, report.after)
    return has_written


def _reader(actor: Actor) -> Reader:
    return Reader(
        actor.agency_id, actor.subject, tuple(sorted(effective_roles(actor, actor.roles)))
    )


def _account(actor: Actor, part: Part) -> Account:
    return part.strangers if is_stranger(actor) else part.staff


async def _accesses(session: AsyncSession, seen: Seen) -> list[Logged]:
    """Return what is to be written about one read: nothing about what is the asker's own."""
    accesses: list[Logged] = []
    for part in seen.touched.parts:
        if not part.owned:
            accesses.append(_access(seen.actor, part, None))
            continue
        owners = await _owners(session, seen)
        others = (owners[key] for key in seen.keys if owners.get(key) != seen.actor.subject.id)
        accesses += [_access(seen.actor, part, owner) for owner in others]
    return accesses


def _access(actor: Actor, part: Part, owner: UUID | None) -> Logged:
    account = _account(actor, part)
    return Logged(
        reach=part.reach,
        owner_id=owner,
        resources=part.resources,
        field_classes=part.field_classes,
        rules=account.rules,
        covers_everyone=account.covers_everyone,
    )


async def _owners(session: AsyncSession, seen: Seen) -> Mapping[UUID, UUID | None]:
    """Return whom each of the root objects is about."""
    type_name = seen.touched.type_name
    if type_name in {"Viewer", "Employee"}:
        return {key: key for key in seen.keys}
    source = Levels(Access(None)).open(CATALOGUE[type_name])
    level = source.level
    key, owner = level.row[level.model.key], level.facts.owner
    if owner is None:
        message = f"{type_name} is about no person"
        raise TypeError(message)
    keys = bindparam("keys", list(seen.keys), ARRAY(Uuid()))
    statement = (
        select(key.label("key"), owner.label("owner"))
        .select_from(source.from_clause)
        .where(level.facts.agency == ME.agency, key == any_(keys))
    )
    found = await session.execute(statement, {AGENCY: seen.actor.agency_id})
    return {row.key: row.owner for row in found}
