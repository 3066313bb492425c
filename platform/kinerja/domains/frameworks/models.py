"""Frameworks, their versions, and each version's tree of components and indicators."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.frameworks.vocabulary import (
    ComponentCategory,
    Direction,
    NotApplicablePolicy,
    Scheme,
    Source,
    VersionStatus,
)
from kinerja.kit.database import Base, one_of
from tenants.ownership import TenantOwned

#: Four decimals: three times 33.33 is not 100, nor is three times 33.3333 (domain case G14).
WEIGHT = Numeric(7, 4)


class Framework(TenantOwned, Base):
    """A named set of indicators of one agency; its content lives in versions."""

    __tablename__ = "frameworks"
    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,63}$'", name="code_shape"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class FrameworkVersion(TenantOwned, Base):
    """One version of a framework; immutable once published.

    `status` changes only through the function `transition_framework_version` of the database,
    which refuses to publish unless the weights of all siblings sum to exactly 100.
    """

    __tablename__ = "framework_versions"
    __table_args__ = (
        UniqueConstraint("agency_id", "framework_id", "number"),
        UniqueConstraint("agency_id", "framework_id", "id"),
        UniqueConstraint("agency_id", "id", "status"),
        ForeignKeyConstraint(
            ["agency_id", "framework_id"], ["frameworks.agency_id", "frameworks.id"]
        ),
        one_of("status", VersionStatus),
        one_of("scheme", Scheme),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("NOT isempty(effective)", name="effective_not_empty"),
        ExcludeConstraint(
            ("agency_id", "="),
            ("framework_id", "="),
            ("effective", "&&"),
            where="status = 'PUBLISHED'",
            name="ex_framework_versions_published_overlap",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    framework_id: Mapped[UUID]
    number: Mapped[int]
    status: Mapped[str] = mapped_column(server_default=text("'DRAFT'"))
    scheme: Mapped[str]
    effective: Mapped[Range[date]] = mapped_column(DATERANGE)
    applies_to: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    legal_basis: Mapped[str | None]
    content_hash: Mapped[str | None]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    submitted_by: Mapped[UUID | None]
    published_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]


class Component(TenantOwned, Base):
    """A node (unsur) of a version's tree: a share of the composite, divided among its children."""

    __tablename__ = "components"
    __table_args__ = (
        UniqueConstraint("agency_id", "version_id", "code"),
        UniqueConstraint("agency_id", "version_id", "id"),
        ForeignKeyConstraint(
            ["agency_id", "version_id", "version_status"],
            ["framework_versions.agency_id", "framework_versions.id", "framework_versions.status"],
            name="fk_components_version_status",
            deferrable=True,
            initially="DEFERRED",
        ),
        ForeignKeyConstraint(
            ["agency_id", "version_id", "parent_id"],
            ["components.agency_id", "components.version_id", "components.id"],
            name="fk_components_parent",
        ),
        CheckConstraint("weight > 0 AND weight <= 100", name="weight_in_range"),
        CheckConstraint("parent_id <> id", name="parent_is_another"),
        CheckConstraint("code ~ '^[a-z0-9][a-z0-9_]{0,63}$'", name="code_shape"),
        one_of("category", ComponentCategory),
        Index("ix_components_parent", "agency_id", "version_id", "parent_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID]
    version_status: Mapped[str] = mapped_column(server_default=text("'DRAFT'"))
    parent_id: Mapped[UUID | None]
    code: Mapped[str]
    name_id: Mapped[str]
    name_en: Mapped[str]
    category: Mapped[str]
    weight: Mapped[Decimal] = mapped_column(WEIGHT)
    ordinal: Mapped[int]


class Indicator(TenantOwned, Base):
    """A leaf of a version's tree: what is measured, against which target, by which rule."""

    __tablename__ = "indicators"
    __table_args__ = (
        UniqueConstraint("agency_id", "version_id", "code"),
        UniqueConstraint("agency_id", "version_id", "id"),
        ForeignKeyConstraint(
            ["agency_id", "version_id", "version_status"],
            ["framework_versions.agency_id", "framework_versions.id", "framework_versions.status"],
            name="fk_indicators_version_status",
            deferrable=True,
            initially="DEFERRED",
        ),
        ForeignKeyConstraint(
            ["agency_id", "version_id", "component_id"],
            ["components.agency_id", "components.version_id", "components.id"],
            name="fk_indicators_component",
        ),
        CheckConstraint("weight > 0 AND weight <= 100", name="weight_in_range"),
        CheckConstraint("code ~ '^[a-z0-9][a-z0-9_]{0,63}$'", name="code_shape"),
        CheckConstraint("floor >= 0 AND cap > floor AND cap <= 120", name="floor_below_cap"),
        CheckConstraint("scale_min < scale_max", name="scale_ordered"),
        CheckConstraint(
            "CASE direction WHEN 'RANGE' THEN range_low IS NOT NULL AND range_high IS NOT NULL"
            " AND range_low <= range_high ELSE target IS NOT NULL AND target > 0 END",
            name="target_fits_direction",
        ),
        one_of("direction", Direction),
        one_of("source", Source),
        one_of("na_policy", NotApplicablePolicy),
        Index("ix_indicators_component", "agency_id", "version_id", "component_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID]
    version_status: Mapped[str] = mapped_column(server_default=text("'DRAFT'"))
    component_id: Mapped[UUID]
    code: Mapped[str]
    name_id: Mapped[str]
    name_en: Mapped[str]
    definition: Mapped[str]
    unit: Mapped[str]
    direction: Mapped[str]
    target: Mapped[Decimal | None]
    range_low: Mapped[Decimal | None]
    range_high: Mapped[Decimal | None]
    cap: Mapped[Decimal] = mapped_column(server_default=text("120"))
    floor: Mapped[Decimal] = mapped_column(server_default=text("0"))
    scale_min: Mapped[Decimal] = mapped_column(server_default=text("0"))
    scale_max: Mapped[Decimal]
    source: Mapped[str]
    evidence_required: Mapped[bool] = mapped_column(server_default=text("false"))
    applies_to: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    na_policy: Mapped[str]
    weight: Mapped[Decimal] = mapped_column(WEIGHT)
    ordinal: Mapped[int]
