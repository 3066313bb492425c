"""What every resolver gets: who asks, in which language, and the one transaction of the request."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import strawberry

from graphql_schema.citizens import CitizenRates
from kinerja.kit.budgets import Allowance, Balance
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError, Language
from kinerja.kit.ids import AgencyId
from kinerja.reads.accesses import ReportSeen, Seen
from kinerja.reads.connection import Engine
from kinerja.reads.empty_lists import EmptyList
from kinerja.reads.planning import Hidden
from kinerja.settings import Settings
from policies.engine import PolicyEngine
from policies.identity import Subject, SubjectKind
from policies.permissions import Role
from policies.subject import Actor
from tenants.access_log import Circumstances
from tenants.errors import UnknownAgencyError
from tenants.refusals import RefusalCounter
from tenants.registry import AgencyRegistry
from tenants.security_events import Refusal
from tenants.session import UnitOfWork
from tenants.staff import Standing


class NotAuthenticatedError(KinerjaError):
    """The request carries no valid token, and what it asks for is not for everybody."""

    code = "UNAUTHENTICATED"
    en = "Sign in first: send a valid token in the header `Authorization: Bearer …`."
    id = "Masuk terlebih dahulu: kirim token yang sah di header `Authorization: Bearer …`."


class ForeignTokenError(KinerjaError):
    """The token of an API client is good, but for another agency."""

    code = "FOREIGN_TOKEN"
    en = "This token is for another agency. Ask with one that is for this agency."
    id = "Token ini untuk perangkat daerah lain. Gunakan token untuk perangkat daerah ini."


@dataclass
class Context:
    """One request. The edge makes it, and commits or rolls back `unit` when the answer is ready."""

    subject: Subject | None
    language: Language
    unit: UnitOfWork
    registry: AgencyRegistry
    refusals: RefusalCounter
    policies: PolicyEngine
    report_engine: Engine | None
    request_id: UUID
    settings: Settings
    #: Why a person reads, as the person states it.
    purpose: str | None = None
    #: The network that the request comes from, as a keyed hash; and what it may send as a citizen.
    visitor: bytes | None = None
    citizens: CitizenRates = field(default_factory=CitizenRates, repr=False)
    #: What the caller may ask for lately (None: as much as it likes), and what was left of it.
    allowance: Allowance | None = None
    balance: Balance | None = field(default=None, init=False)
    #: What policy hides in the answer, by paths of response keys.
    hidden: dict[tuple[str, ...], Hidden] = field(default_factory=dict, init=False, repr=False)
    #: Why lists of the answer are empty, by paths of response keys.
    empty: dict[tuple[str, ...], EmptyList] = field(default_factory=dict, init=False, repr=False)
    #: What the agencies must keep account of before the answer may go out.
    seen: list[Seen] = field(default_factory=list, init=False, repr=False)
    reports: list[ReportSeen] = field(default_factory=list, init=False, repr=False)
    _actors: dict[AgencyId, Actor] = field(default_factory=dict, init=False, repr=False)

    def circumstances(self, document: str) -> Circumstances:
        """Return under which circumstances the request reads by `document`."""
        document_hash = hashlib.sha256(document.encode()).digest()
        return Circumstances(self.request_id, document_hash, self.purpose)

    def signed_in(self) -> Subject:
        """Return who asks.

        Raises:
            NotAuthenticatedError: nobody has signed in.
        """
        if self.subject is None:
            raise NotAuthenticatedError
        return self.subject

    async def knows(self, agency_id: AgencyId) -> bool:
        """Tell whether an id may name something: of an agency that exists, or of none (0)."""
        try:
            return not agency_id or bool(await self.registry.get_by_id(agency_id))
        except UnknownAgencyError:
            return False

    async def roles_above(self) -> frozenset[str]:
        """Return the roles that the subject holds above all agencies today.

        Raises:
            NotAuthenticatedError: nobody has signed in.
        """
        subject = self.signed_in()
        if await self._standing(subject) is Standing.LEFT:
            return frozenset()
        return await self.registry.province_roles(subject.id, today())

    async def actor(self, agency_id: AgencyId) -> Actor:
        """Return the subject with all roles that it holds in `agency_id` today.

        Raises:
            NotAuthenticatedError: nobody has signed in.
            UnknownAgencyError: there is no such agency.
            AgencySuspendedError: an operator has suspended it.
            ForeignTokenError: an API client's token is for another agency.
        """
        subject = self.signed_in()
        if (known := self._actors.get(agency_id)) is not None:
            return known
        agency = await self.registry.get_by_id(agency_id)
        day = today()
        if subject.kind is SubjectKind.CLIENT:
            subject = await self._shared(subject, agency.id, day)
        actor = Actor(
            subject=subject,
            agency_id=agency.id,
            roles=await self._roles(subject, agency.id, day),
            today=day,
            request_id=self.request_id,
            policies=self.policies,
            smallest_group=self.settings.report_minimum_group,
        )
        self._actors[agency_id] = actor
        return actor

    async def _roles(self, subject: Subject, agency_id: AgencyId, day: date) -> frozenset[str]:
        """Return the roles that are held in the agency and above all agencies, and the implicit.

        Who has left the agency of the token holds none, anywhere, whatever was granted before.
        """
        held = await self.registry.roles(agency_id, subject.id, day)
        above = await self.registry.province_roles(subject.id, day)
        if subject.kind is SubjectKind.CLIENT:
            return held | above | {Role.API_CLIENT}
        standing = await self._standing(subject)
        if standing is Standing.LEFT:
            return frozenset()
        is_staff = standing is Standing.SERVING and subject.agency_id == agency_id
        return held | above | ({Role.EMPLOYEE} if is_staff else set())

    async def _shared(self, client: Subject, agency_id: AgencyId, day: date) -> Subject:
        """Return an API client with the scopes that the agency grants it today."""
        sharing = self.registry.sharing
        granted = await sharing.scopes(self.unit, agency_id, client_id=client.id, on=day)
        is_foreign = client.agency_id not in {None, agency_id}
        if is_foreign or granted is None:
            self.refusals.count(Refusal.FOREIGN, agency_id=agency_id, client_id=client.id)
        if is_foreign:
            raise ForeignTokenError
        return client.shared(agency_id, granted)

    async def _standing(self, subject: Subject) -> Standing:
        """Ask the agency that employs a person, by the token, whether it does."""
        if subject.kind is SubjectKind.CLIENT or subject.agency_id is None:
            return Standing.UNKNOWN
        return await self.registry.staff.standing(self.unit, subject.agency_id, subject.id)


Info = strawberry.Info[Context, None]
