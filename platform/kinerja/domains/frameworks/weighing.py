"""Replacing the weights of a whole draft: its nodes, and one statement to change them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    CompoundSelect,
    Uuid,
    bindparam,
    column,
    func,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from kinerja.domains.frameworks.models import WEIGHT, Component, FrameworkVersion, Indicator
from kinerja.domains.frameworks.vocabulary import ComponentCategory, VersionStatus
from kinerja.kit.ids import AgencyId


@dataclass(frozen=True, kw_only=True)
class StoredNode:
    """A component or indicator of a version: its names, its place and its present weight."""

    id: UUID
    code: str
    parent: str | None
    category: ComponentCategory | None
    weight: Decimal


async def read_nodes(
    session: AsyncSession, version_id: UUID, *, agency_id: AgencyId
) -> list[StoredNode]:
    """Return all nodes of a version, components before indicators, in the order of their codes."""
    above = aliased(Component)
    components = (
        select(
            Component.id,
            Component.code,
            above.code.label("parent"),
            Component.category,
            Component.weight,
        )
        .outerjoin(
            above,
            (above.agency_id == agency_id)
            & (above.version_id == version_id)
            & (above.id == Component.parent_id),
        )
        .where(Component.agency_id == agency_id, Component.version_id == version_id)
    )
    indicators = (
        select(
            Indicator.id,
            Indicator.code,
            above.code.label("parent"),
            null().label("category"),
            Indicator.weight,
        )
        .join(
            above,
            (above.agency_id == agency_id)
            & (above.version_id == version_id)
            & (above.id == Indicator.component_id),
        )
        .where(Indicator.agency_id == agency_id, Indicator.version_id == version_id)
    )
    statement: CompoundSelect[Any] = union_all(components, indicators)
    found = await session.execute(statement)
    nodes = [
        StoredNode(
            id=row["id"],
            code=row["code"],
            parent=row["parent"],
            category=ComponentCategory(row["category"]) if row["category"] else None,
            weight=row["weight"],
        )
        for row in found.mappings()
    ]
    return sorted(nodes, key=lambda node: (node.category is None, node.code))


async def replace_weights(
    session: AsyncSession,
    version_id: UUID,
    *,
    agency_id: AgencyId,
    weights: Mapping[UUID, Decimal],
    allowed: ColumnElement[bool],
) -> int:
    """Set the weights of nodes by their ids, in one statement, and return how many were set.

    Nothing is set unless the version is a draft that `allowed` lets through.
    """
    draft = select(FrameworkVersion.id).where(
        FrameworkVersion.agency_id == agency_id,
        FrameworkVersion.id == version_id,
        FrameworkVersion.status == VersionStatus.DRAFT,
        allowed,
    )
    permitted = draft.cte("draft")
    pairs = (
        func.unnest(
            bindparam("node_ids", list(weights), ARRAY(Uuid())),
            bindparam("node_weights", list(weights.values()), ARRAY(WEIGHT)),
        )
        .table_valued(column("id", Uuid()), column("weight", WEIGHT))
        .render_derived("pairs")
    )
    given = select(pairs.c.id, pairs.c.weight).cte("given")
    changed = [_set(model, given, permitted, agency_id) for model in (Component, Indicator)]
    counts = [select(func.count()).select_from(part).scalar_subquery() for part in changed]
    return int(await session.scalar(select(counts[0] + counts[1])) or 0)


def _set(
    model: type[Component] | type[Indicator], given: CTE, draft: CTE, agency_id: AgencyId
) -> CTE:
    return (
        update(model)
        .where(
            model.agency_id == agency_id,
            model.version_id == draft.c.id,
            model.version_status == VersionStatus.DRAFT,
            model.id == given.c.id,
        )
        .values(weight=given.c.weight)
        .returning(model.id)
        .cte(f"changed_{model.__tablename__}")
    )
