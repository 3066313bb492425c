"""Frameworks in the database: every statement names the agency, every change is guarded.

`allowed` is the actor's row filter over the columns of `FrameworkVersion`; a change that touches
nothing answers None or False, and the service finds out why.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Uuid,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.frameworks.models import Component, Framework, FrameworkVersion, Indicator
from kinerja.domains.frameworks.tree import ComponentSpec, VersionContent, VersionTerms
from kinerja.domains.frameworks.tree_rows import TreeRows, tree_of
from kinerja.domains.frameworks.vocabulary import ApplicableClass, Scheme, VersionStatus
from kinerja.kit.ids import AgencyId, new_id


@dataclass(frozen=True, kw_only=True)
class VersionRecord:
    """A version without its tree."""

    id: UUID
    framework_id: UUID
    number: int
    status: VersionStatus
    terms: VersionTerms


class FrameworkRepository:
    """Frameworks, versions and trees of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add_framework(
        self, code: str, *, name: str, allowed: ColumnElement[bool]
    ) -> UUID | None:
        """Insert a framework and return its id; None if not `allowed` or the code is taken."""
        agency = literal(int(self._agency_id), Integer())
        row = select(agency, literal(new_id(), Uuid()), literal(code), literal(name)).where(allowed)
        added: UUID | None = await self._session.scalar(
            pg_insert(Framework)
            .from_select(["agency_id", "id", "code", "name"], row)
            .on_conflict_do_nothing(index_elements=["agency_id", "code"])
            .returning(Framework.id)
        )
        return added

    async def find_framework_id(self, code: str) -> UUID | None:
        """Return the id of the framework with this code."""
        found: UUID | None = await self._session.scalar(
            select(Framework.id).where(
                Framework.agency_id == self._agency_id, Framework.code == code
            )
        )
        return found

    async def lock_framework(self, framework_id: UUID, *, allowed: ColumnElement[bool]) -> bool:
        """Hold a framework until the transaction ends, so that its versions number in turn."""
        found = await self._session.scalar(
            select(Framework.id)
            .where(Framework.agency_id == self._agency_id, Framework.id == framework_id, allowed)
            .with_for_update()
        )
        return found is not None

    async def has_framework(self, framework_id: UUID) -> bool:
        """Tell whether the agency has this framework."""
        found = await self._session.scalar(
            select(Framework.id).where(
                Framework.agency_id == self._agency_id, Framework.id == framework_id
            )
        )
        return found is not None

    async def find_latest(
        self, framework_id: UUID, *, allowed: ColumnElement[bool]
    ) -> VersionRecord | None:
        """Return the version of a framework with the highest number that `allowed` lets through."""
        latest = select(*FrameworkVersion.__table__.columns).where(
            FrameworkVersion.agency_id == self._agency_id,
            FrameworkVersion.framework_id == framework_id,
            allowed,
        )
        return await self._record(latest.order_by(FrameworkVersion.number.desc()).limit(1))

    async def add_version(
        self, framework_id: UUID, *, terms: VersionTerms, created_by: UUID | None
    ) -> UUID:
        """Insert the next version of a locked framework, an empty draft, and return its id."""
        key = new_id()
        # Read apart: Citus takes no subquery among the values of an INSERT.
        number = await self._session.scalar(
            select(func.coalesce(func.max(FrameworkVersion.number), 0) + 1).where(
                FrameworkVersion.agency_id == self._agency_id,
                FrameworkVersion.framework_id == framework_id,
            )
        )
        await self._session.execute(
            insert(FrameworkVersion).values(
                agency_id=self._agency_id,
                id=key,
                framework_id=framework_id,
                number=number,
                created_by=created_by,
                **_columns(terms),
            )
        )
        return key

    async def find_version(
        self, version_id: UUID, *, allowed: ColumnElement[bool] | None = None
    ) -> VersionRecord | None:
        """Return a version that `allowed` lets through, any version if it is None."""
        return await self._record(self._version(version_id, allowed))

    async def lock_draft(
        self, version_id: UUID, *, allowed: ColumnElement[bool]
    ) -> VersionRecord | None:
        """Hold a draft that the actor may configure until the transaction ends."""
        draft = self._version(version_id, allowed).where(
            FrameworkVersion.status == VersionStatus.DRAFT
        )
        return await self._record(draft.with_for_update(of=FrameworkVersion))

    async def change_terms(
        self, version_id: UUID, *, terms: VersionTerms, allowed: ColumnElement[bool]
    ) -> bool:
        """Replace the terms of a draft that the actor may configure."""
        changed = await self._session.scalar(
            update(FrameworkVersion)
            .where(
                FrameworkVersion.agency_id == self._agency_id,
                FrameworkVersion.id == version_id,
                FrameworkVersion.status == VersionStatus.DRAFT,
                allowed,
            )
            .values(**_columns(terms))
            .returning(FrameworkVersion.id)
            .execution_options(synchronize_session=False)
        )
        return changed is not None

    async def content(self, version: VersionRecord) -> VersionContent:
        """Read the tree of a version and return all that the version says."""
        components = await self._session.execute(
            select(*Component.__table__.columns)
            .where(Component.agency_id == self._agency_id, Component.version_id == version.id)
            .order_by(Component.ordinal, Component.id)
        )
        indicators = await self._session.execute(
            select(*Indicator.__table__.columns)
            .where(Indicator.agency_id == self._agency_id, Indicator.version_id == version.id)
            .order_by(Indicator.ordinal, Indicator.id)
        )
        return VersionContent(
            terms=version.terms,
            components=tree_of(components.mappings(), indicators.mappings()),
        )

    async def replace_tree(self, version_id: UUID, components: tuple[ComponentSpec, ...]) -> None:
        """Put `components` in the place of the tree of a locked draft."""
        for model in (Indicator, Component):
            await self._session.execute(
                delete(model)
                .where(
                    model.agency_id == self._agency_id,
                    model.version_id == version_id,
                    model.version_status == VersionStatus.DRAFT,
                )
                .execution_options(synchronize_session=False)
            )
        await self.add_tree(version_id, components)

    async def add_tree(self, version_id: UUID, components: tuple[ComponentSpec, ...]) -> None:
        """Insert `components` into an empty draft."""
        rows = TreeRows(self._agency_id, version_id)
        rows.add(components)
        if rows.components:
            await self._session.execute(insert(Component), rows.components)
        if rows.indicators:
            await self._session.execute(insert(Indicator), rows.indicators)

    def _version(
        self, version_id: UUID, allowed: ColumnElement[bool] | None
    ) -> Select[tuple[Any, ...]]:
        found = select(*FrameworkVersion.__table__.columns).where(
            FrameworkVersion.agency_id == self._agency_id, FrameworkVersion.id == version_id
        )
        return found if allowed is None else found.where(allowed)

    async def _record(self, statement: Select[tuple[Any, ...]]) -> VersionRecord | None:
        row = (await self._session.execute(statement)).mappings().one_or_none()
        if row is None:
            return None
        return VersionRecord(
            id=row["id"],
            framework_id=row["framework_id"],
            number=row["number"],
            status=VersionStatus(row["status"]),
            terms=VersionTerms(
                scheme=Scheme(row["scheme"]),
                effective=row["effective"],
                applies_to=tuple(ApplicableClass(name) for name in row["applies_to"]),
                legal_basis=row["legal_basis"],
            ),
        )


def _columns(terms: VersionTerms) -> dict[str, Any]:
    return {
        "scheme": terms.scheme.value,
        "effective": terms.effective,
        "applies_to": [name.value for name in terms.applies_to],
        "legal_basis": terms.legal_basis,
    }
