"""Bringing the policies that agencies own from the database into the engine, and keeping them so.

The loader reads typed columns and joins no text. What was read must still have the hash with which
it was proposed, and lie within the guardrails of this release; else the agency falls back:

* None of its own roles and rules counts: that closes.
* To forget what it suspended would open. If the set is authentic and every rule that it suspends
  is known, exactly those stay suspended (but not what the province no longer lets it suspend).
  Else everything is suspended that an agency could suspend: whatever it had decided, that is no
  wider. The rights of the person, of the province and of the law stay in both cases.

While the database cannot be read, the last policies that were read stay in force.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.errors import KinerjaErrorGroup
from kinerja.kit.ids import AgencyId
from policies.agency import AgencyPolicies, OwnRole, OwnRule
from policies.engine import PolicyEngine
from policies.guardrails import Guardrails, guardrails
from tenants.policy_models import (
    AgencyPolicyRole,
    AgencyPolicyRule,
    AgencyPolicySuspension,
    PolicyVersion,
    PolicyVersionStatus,
)
from tenants.session import tenant_session

_LOG = structlog.get_logger(__name__)


class BrokenPoliciesError(ValueError):
    """A stored set of policies cannot be used; the reason is for the log, never for a caller."""


@dataclass(frozen=True)
class InForce:
    """The version that is in force in an agency, and what it suspends."""

    version_id: UUID
    content_hash: str
    suspended: tuple[str, ...]


class PolicyStore:
    """Keeps the engine's policies of agencies as the database has them."""

    def __init__(
        self, engine: AsyncEngine, policies: PolicyEngine, *, rails: Guardrails | None = None
    ) -> None:
        self._engine = engine
        self._policies = policies
        self._rails = rails or guardrails()
        self._versions: dict[AgencyId, UUID] = {}
        self._broken: set[AgencyId] = set()
        # Who reads later puts later, so that nothing old is put over something new.
        self._locks: defaultdict[AgencyId, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def broken(self) -> frozenset[AgencyId]:
        """The agencies whose own policies could not be used; they have fallen back."""
        return frozenset(self._broken)

    async def refresh(self, agency_id: AgencyId) -> None:
        """Put an agency's version in force into the engine: by one statement if it is there.

        A version never changes, so the same one is not read again; else it takes three statements.

        Raises:
            sqlalchemy.exc.DBAPIError: the database cannot be read; nothing was changed.
        """
        async with self._locks[agency_id], tenant_session(self._engine, agency_id) as session:
            found = await find_in_force(session, agency_id)
            if found is None:
                self._drop(agency_id)
            elif self._versions.get(agency_id) != found.version_id:
                self._put(await self._usable(session, agency_id, found), found.version_id)

    async def _usable(
        self, session: AsyncSession, agency_id: AgencyId, found: InForce
    ) -> AgencyPolicies:
        """Return the stored policies, or what the agency falls back to."""
        try:
            policies = await _read_authentic(session, agency_id, found)
        except BrokenPoliciesError as error:
            self._note_broken(agency_id, found, [str(error)])
            return self._rails.narrowest(agency_id)
        try:
            self._rails.check(policies)
        except KinerjaErrorGroup as group:
            self._note_broken(agency_id, found, _codes(group))
            return self._without_own_rules(policies)
        self._broken.discard(agency_id)
        return policies

    def _without_own_rules(self, policies: AgencyPolicies) -> AgencyPolicies:
        known = {row.name for row in self._rails.baseline.rows}
        if not known.issuperset(policies.suspended):
            return self._rails.narrowest(policies.agency_id)
        kept = self._rails.suspendable.intersection(policies.suspended)
        return AgencyPolicies(policies.agency_id, suspended=tuple(sorted(kept)))

    def _note_broken(self, agency_id: AgencyId, found: InForce, reasons: list[str]) -> None:
        self._broken.add(agency_id)
        version_id = str(found.version_id)
        _LOG.error(
            "agency_policies_broken", agency_id=agency_id, version_id=version_id, reasons=reasons
        )

    def _put(self, policies: AgencyPolicies, version_id: UUID) -> None:
        self._policies.put(policies)
        self._versions[policies.agency_id] = version_id

    def _drop(self, agency_id: AgencyId) -> None:
        self._policies.drop(agency_id)
        self._versions.pop(agency_id, None)
        self._broken.discard(agency_id)


async def find_in_force(session: AsyncSession, agency_id: AgencyId) -> InForce | None:
    """Return the version that is in force in an agency, by one statement."""
    version, suspension = PolicyVersion, AgencyPolicySuspension
    suspended = (
        select(func.array_agg(suspension.rule_name))
        .where(suspension.agency_id == agency_id, suspension.version_id == version.id)
        .scalar_subquery()
    )
    statement = select(version.id, version.content_hash, suspended).where(
        version.agency_id == agency_id, version.status == PolicyVersionStatus.IN_FORCE
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else InForce(row[0], row[1], tuple(sorted(row[2] or ())))


async def read_policies(
    session: AsyncSession, agency_id: AgencyId, version: InForce
) -> AgencyPolicies:
    """Read what a version holds, by two statements. Says nothing about whether it is sound.

    Raises:
        BrokenPoliciesError: a list holds something else than words.
    """
    role, rule = AgencyPolicyRole, AgencyPolicyRule
    roles = await session.execute(
        select(role.name, role.description, role.inherits)
        .where(role.agency_id == agency_id, role.version_id == version.version_id)
        .order_by(role.name)
    )
    columns = (rule.name, rule.role, rule.resource, rule.action, rule.relation)
    rules = await session.execute(
        select(*columns, rule.states, rule.field_classes)
        .where(rule.agency_id == agency_id, rule.version_id == version.version_id)
        .order_by(rule.name)
    )
    return AgencyPolicies(
        agency_id,
        roles=tuple(OwnRole(name, text, _words(inherits)) for name, text, inherits in roles),
        rows=tuple(OwnRule(*row[:5], _set(row.states), _set(row.field_classes)) for row in rules),
        suspended=version.suspended,
    )


async def _read_authentic(
    session: AsyncSession, agency_id: AgencyId, found: InForce
) -> AgencyPolicies:
    """Read a version, which must hold what was proposed and approved.

    Raises:
        BrokenPoliciesError: it does not.
    """
    policies = await read_policies(session, agency_id, found)
    if policies.revision != found.content_hash:
        message = "the content has another hash than when it was proposed"
        raise BrokenPoliciesError(message)
    return policies


def _set(words: Sequence[object] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(_words(words))


def _words(words: Sequence[object]) -> tuple[str, ...]:
    """Return a list of words; PostgreSQL lets an array hold NULLs and further arrays."""
    found = tuple(word for word in words if isinstance(word, str))
    if len(found) < len(words):
        message = "a list holds something else than words"
        raise BrokenPoliciesError(message)
    return found


def _codes(group: KinerjaErrorGroup) -> list[str]:
    """Return what is wrong in the words of the vocabulary: codes and paths, at most twenty."""
    return [f"{one.code} at {'.'.join(map(str, one.path))}" for one in group.errors[:20]]
