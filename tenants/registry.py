"""Agencies and roles kept in memory, so that a request needs no statement to know its tenant."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.ids import AgencyId
from policies.engine import PolicyEngine
from tenants.errors import AgencySuspendedError, UnknownAgencyError
from tenants.held_roles import HeldRoles
from tenants.models import AgencyState
from tenants.notifications import notifications
from tenants.policy_store import PolicyStore
from tenants.records import AgencyRecord
from tenants.sharing import DataSharing
from tenants.snapshots import Holdings, Province, load_province
from tenants.staff import Staff
from tenants.trusted_documents import NEWS, TrustedDocuments

#: Whoever asks for unknown codes on purpose makes one statement a second, not one a request.
MISS_INTERVAL_SECONDS = 1.0

_DATABASE_ERRORS = (OSError, SQLAlchemyError)
_LOG = structlog.get_logger(__name__)


class AgencyRegistry:
    """Immutable snapshots, each replaced as a whole: at once when notified, else every 30 seconds.

    Everything is loaded at the start, so that no request pays for it; what is new since, when it is
    first asked for. A change that is made through `tenants.provisioning` or `tenants.roles`, or to
    the policies that an agency owns, reaches all processes within milliseconds; `policies` is the
    engine into which those are put. `sharing` knows what agencies grant to API clients, `documents`
    which documents callers may name.
    """

    def __init__(self, engine: AsyncEngine, policies: PolicyEngine | None = None) -> None:
        self._engine = engine
        self.staff = Staff(engine)
        self.sharing = DataSharing()
        self.documents = TrustedDocuments(engine)
        self._province = Province()
        self._held = HeldRoles(engine)
        self._policies = None if policies is None else PolicyStore(engine, policies)
        self._loaded_at = float("-inf")
        self._lock = asyncio.Lock()
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Load agencies, policies, roles and staff, and keep them fresh until `stop`.

        Raises:
            sqlalchemy.exc.DBAPIError: the database cannot be read.
        """
        await self._load_province()
        await self.documents.refresh()
        for agency in self._province.agencies:
            await self._load_agency(agency.id)
            await self.staff.load(agency.id)
        self._watcher = asyncio.create_task(self._watch(), name="agency registry")

    async def stop(self) -> None:
        """Stop listening. Safe to repeat."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher

    @property
    def age_seconds(self) -> float:
        """How long ago the agencies were read; more than a minute means that refreshing fails."""
        return time.monotonic() - self._loaded_at

    async def get(self, code: str) -> AgencyRecord:
        """Return the agency with this code.

        Raises:
            UnknownAgencyError: there is none, also not in the database a moment ago.
            AgencySuspendedError: an operator has suspended it.
        """
        record = self._province.by_code.get(code)
        if record is None and await self._reload_after_miss():
            record = self._province.by_code.get(code)
        return _usable(record, code)

    async def get_by_id(self, agency_id: AgencyId) -> AgencyRecord:
        """Return the agency with this id.

        Raises:
            UnknownAgencyError: there is none, also not in the database a moment ago.
            AgencySuspendedError: an operator has suspended it.
        """
        record = self._province.by_id.get(agency_id)
        if record is None and await self._reload_after_miss():
            record = self._province.by_id.get(agency_id)
        return _usable(record, str(agency_id))

    def all(self) -> Sequence[AgencyRecord]:
        """Return all agencies, suspended ones too, in the order of their codes."""
        return self._province.agencies

    async def roles(self, agency_id: AgencyId, subject_id: UUID, on: date) -> frozenset[str]:
        """Return the roles that a subject explicitly holds in an agency on a day."""
        holdings = self._held.find(agency_id) or await self._load_agency(agency_id)
        return holdings.roles(subject_id, on)

    async def province_roles(self, subject_id: UUID, on: date) -> frozenset[str]:
        """Return the roles that a subject holds above all agencies on a day."""
        return self._province.holdings.roles(subject_id, on)

    async def refresh(self, agency_id: AgencyId | None = None) -> None:
        """Read again what has changed: of one agency and the province, or everywhere."""
        self.sharing.forget(agency_id)
        await self._load_province()
        if agency_id is None:
            await self.documents.refresh()
        everywhere = list(self._province.by_id)
        for changed in everywhere if agency_id is None else [agency_id]:
            if changed in self._province.by_id:
                await self._load_agency(changed)
                await self.staff.load(changed)

    async def _watch(self) -> None:
        async for payload in notifications(self._engine.url):
            try:
                if payload == NEWS:
                    await self.documents.refresh()
                else:
                    await self.refresh(AgencyId(int(payload)) if payload.isdecimal() else None)
            except _DATABASE_ERRORS as error:
                _LOG.warning("agency_registry_not_refreshed", reason=type(error).__name__)

    async def _load_province(self) -> None:
        self._province = await load_province(self._engine)
        self._loaded_at = time.monotonic()

    async def _load_agency(self, agency_id: AgencyId) -> Holdings:
        """Read an agency's policies and roles; after a failure, the next who asks does so again."""
        try:
            if self._policies is not None:
                await self._policies.refresh(agency_id)
            return await self._held.refresh(agency_id)
        except _DATABASE_ERRORS:
            self._held.forget(agency_id)
            raise

    async def _reload_after_miss(self) -> bool:
        """Read the agencies again unless that has just been done; tell whether to look again."""
        missed_at = time.monotonic()
        async with self._lock:
            if self._loaded_at < missed_at - MISS_INTERVAL_SECONDS:
                await self._load_province()
        return self._loaded_at > missed_at - MISS_INTERVAL_SECONDS


def _usable(record: AgencyRecord | None, asked: str) -> AgencyRecord:
    if record is None:
        raise UnknownAgencyError(agency=asked[:40])
    if record.state is AgencyState.SUSPENDED:
        raise AgencySuspendedError(agency=record.code)
    return record
