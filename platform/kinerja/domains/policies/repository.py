"""Versions of policies in the database: every statement names the agency, every step is guarded.

`allowed` is the actor's row filter over the columns of `PolicyVersion`; a step that touches nothing
answers None or False, and the service finds out why.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Uuid,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.policies.content import (
    read_role,
    read_rule,
    role_columns,
    rule_columns,
)
from kinerja.kit.ids import AgencyId, new_id
from policies.agency import AgencyPolicies
from tenants.policy_models import (
    AgencyPolicyRole,
    AgencyPolicyRule,
    AgencyPolicySuspension,
    PolicyVersion,
    PolicyVersionStatus,
)


@dataclass(frozen=True, kw_only=True)
class VersionRecord:
    """A version without its content."""

    id: UUID
    number: int
    status: PolicyVersionStatus
    based_on_id: UUID | None
    content_hash: str
    proposed_by: UUID
    decided_by: UUID | None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The head of a version to be written."""

    policies: AgencyPolicies
    note: str
    based_on_id: UUID | None
    proposed_by: UUID


class PolicyRepository:
    """Versions of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def find(
        self, version_id: UUID, *, allowed: ColumnElement[bool] | None = None
    ) -> VersionRecord | None:
        """Return a version that `allowed` lets through, any version if it is None."""
        found = self._versions().where(PolicyVersion.id == version_id)
        return await self._record(found if allowed is None else found.where(allowed))

    async def find_in_force(self) -> VersionRecord | None:
        """Return the version in force; None: the baseline alone decides."""
        in_force = PolicyVersion.status == PolicyVersionStatus.IN_FORCE.value
        return await self._record(self._versions().where(in_force))

    async def add(self, proposal: Proposal, *, allowed: ColumnElement[bool]) -> UUID | None:
        """Write the next version of a locked agency, proposed; None if not `allowed`."""
        key = new_id()
        values: dict[str, ColumnElement[Any]] = {
            "agency_id": literal(int(self._agency_id), Integer()),
            "id": literal(key, Uuid()),
            # Read apart: Citus takes no subquery among the values of an INSERT.
            "number": literal(await self._next_number(), Integer()),
            "note": literal(proposal.note),
            "based_on_id": literal(proposal.based_on_id, Uuid()),
            "content_hash": literal(proposal.policies.revision),
            "proposed_by": literal(proposal.proposed_by, Uuid()),
        }
        statement = insert(PolicyVersion).from_select(
            list(values), select(*values.values()).where(allowed)
        )
        if await self._session.scalar(statement.returning(PolicyVersion.id)) is None:
            return None
        await self._add_content(key, proposal.policies)
        return key

    async def content(self, version_id: UUID) -> AgencyPolicies:
        """Read what a version holds."""
        suspensions = await self._part(AgencyPolicySuspension, version_id)
        return AgencyPolicies(
            self._agency_id,
            roles=tuple(map(read_role, await self._part(AgencyPolicyRole, version_id))),
            rows=tuple(map(read_rule, await self._part(AgencyPolicyRule, version_id))),
            suspended=tuple(row["rule_name"] for row in suspensions),
        )

    async def supersede(self) -> bool:
        """Take the version in force out of force; tell whether there was one."""
        statement = (
            update(PolicyVersion)
            .where(
                PolicyVersion.agency_id == self._agency_id,
                PolicyVersion.status == PolicyVersionStatus.IN_FORCE.value,
            )
            .values(status=PolicyVersionStatus.SUPERSEDED.value)
            .returning(PolicyVersion.id)
            .execution_options(synchronize_session=False)
        )
        return await self._session.scalar(statement) is not None

    async def decide(
        self,
        version_id: UUID,
        status: PolicyVersionStatus,
        *,
        by: UUID,
        reason: str | None,
        allowed: ColumnElement[bool],
    ) -> bool:
        """Let a proposed version be `status` from now on, if `allowed`."""
        statement = (
            update(PolicyVersion)
            .where(
                PolicyVersion.agency_id == self._agency_id,
                PolicyVersion.id == version_id,
                PolicyVersion.status == PolicyVersionStatus.PROPOSED.value,
                allowed,
            )
            .values(
                status=status.value,
                decided_by=by,
                decided_at=func.statement_timestamp(),
                decision_reason=reason,
            )
            .returning(PolicyVersion.id)
            .execution_options(synchronize_session=False)
        )
        return await self._session.scalar(statement) is not None

    async def _next_number(self) -> int:
        highest = await self._session.scalar(
            select(func.max(PolicyVersion.number)).where(PolicyVersion.agency_id == self._agency_id)
        )
        return (highest or 0) + 1

    async def _add_content(self, version_id: UUID, policies: AgencyPolicies) -> None:
        key = {"agency_id": self._agency_id, "version_id": version_id}
        parts: tuple[tuple[type[Any], list[dict[str, Any]]], ...] = (
            (AgencyPolicyRole, [role_columns(role) for role in policies.roles]),
            (AgencyPolicyRule, [rule_columns(rule) for rule in policies.rows]),
            (AgencyPolicySuspension, [{"rule_name": name} for name in policies.suspended]),
        )
        for model, rows in parts:
            if rows:
                await self._session.execute(insert(model), [{**key, **row} for row in rows])

    async def _part(self, model: Any, version_id: UUID) -> Any:  # noqa: ANN401 - one of three models.
        rows = await self._session.execute(
            select(*model.__table__.c)
            .where(model.agency_id == self._agency_id, model.version_id == version_id)
            .order_by(*model.__table__.primary_key.columns)
        )
        return rows.mappings().all()

    def _versions(self) -> Select[tuple[Any, ...]]:
        return select(*PolicyVersion.__table__.c).where(PolicyVersion.agency_id == self._agency_id)

    async def _record(self, statement: Select[tuple[Any, ...]]) -> VersionRecord | None:
        row = (await self._session.execute(statement)).mappings().one_or_none()
        if row is None:
            return None
        return VersionRecord(
            id=row["id"],
            number=row["number"],
            status=PolicyVersionStatus(row["status"]),
            based_on_id=row["based_on_id"],
            content_hash=row["content_hash"],
            proposed_by=row["proposed_by"],
            decided_by=row["decided_by"],
        )
