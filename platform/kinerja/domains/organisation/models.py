"""Org units, employees, positions, dated assignments and dated reporting lines."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.organisation.vocabulary import (
    AssignmentKind,
    EmployeeState,
    Employment,
    PositionClass,
    ReportingLineKind,
    UnitLevel,
)
from kinerja.kit.database import Base, Ltree, one_of
from tenants.ownership import TenantOwned

#: Stands where a personal text was erased. No word of a language, and satisfies NOT NULL.
ERASED = "—"


class OrgUnit(TenantOwned, Base):
    """A unit (unit kerja) in the one tree of its agency; `path` holds the codes from the root."""

    __tablename__ = "org_units"
    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        UniqueConstraint("agency_id", "path"),
        ForeignKeyConstraint(["agency_id", "parent_id"], ["org_units.agency_id", "org_units.id"]),
        ForeignKeyConstraint(
            ["agency_id", "head_position_id"],
            ["positions.agency_id", "positions.id"],
            use_alter=True,
            name="fk_org_units_head_position",
        ),
        CheckConstraint("parent_id <> id", name="parent_is_another"),
        # Who heads the root heads the agency: there is one, and the path says which.
        CheckConstraint("(parent_id IS NULL) = (nlevel(path) = 1)", name="root_is_top"),
        CheckConstraint("code ~ '^[A-Za-z0-9_]{1,64}$'", name="code_is_label"),
        one_of("level", UnitLevel),
        Index("ix_org_units_path", "agency_id", "path", postgresql_using="gist"),
        Index("ix_org_units_parent", "agency_id", "parent_id"),
        Index(
            "uq_org_units_one_root",
            "agency_id",
            unique=True,
            postgresql_where=text("parent_id IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    parent_id: Mapped[UUID | None]
    code: Mapped[str]
    name: Mapped[str]
    level: Mapped[str]
    path: Mapped[str] = mapped_column(Ltree)
    head_position_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Employee(TenantOwned, Base):
    """A civil servant (ASN) of an agency. The NIP is personal data: it carries the birth date.

    `inactive_since` is the first day without service, as far as it was entered here. Once erased,
    nobody is told by the row: no NIP, no NRK, and `ERASED` in the place of the name.
    """

    __tablename__ = "employees"
    __table_args__ = (
        UniqueConstraint("agency_id", "nip"),
        CheckConstraint("nip ~ '^[0-9]{18}$'", name="nip_has_18_digits"),
        CheckConstraint("(nip IS NULL) = (erased_at IS NOT NULL)", name="nip_unless_erased"),
        CheckConstraint(
            f"erased_at IS NULL OR (state = 'INACTIVE' AND nrk IS NULL AND name = '{ERASED}')",
            name="erased_keeps_nothing",
        ),
        CheckConstraint(
            "inactive_since IS NULL OR state = 'INACTIVE'", name="inactive_since_some_day"
        ),
        one_of("employment", Employment),
        one_of("state", EmployeeState),
        Index("ix_employees_name", "agency_id", "name", "id"),
        Index(
            "ix_employees_name_trigrams",
            "agency_id",
            "name",
            postgresql_using="gist",
            postgresql_ops={"name": "gist_trgm_ops(siglen=32)"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    nip: Mapped[str | None]
    nrk: Mapped[str | None]
    name: Mapped[str]
    employment: Mapped[str]
    state: Mapped[str]
    inactive_since: Mapped[date | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Position(TenantOwned, Base):
    """A post (jabatan) in an org unit."""

    __tablename__ = "positions"
    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        ForeignKeyConstraint(["agency_id", "org_unit_id"], ["org_units.agency_id", "org_units.id"]),
        one_of("position_class", PositionClass),
        Index("ix_positions_org_unit", "agency_id", "org_unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    position_class: Mapped[str]
    org_unit_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Assignment(TenantOwned, Base):
    """Who holds which position in which unit, between two dates (end exclusive)."""

    __tablename__ = "assignments"
    __table_args__ = (
        ForeignKeyConstraint(["agency_id", "employee_id"], ["employees.agency_id", "employees.id"]),
        ForeignKeyConstraint(["agency_id", "position_id"], ["positions.agency_id", "positions.id"]),
        ForeignKeyConstraint(["agency_id", "org_unit_id"], ["org_units.agency_id", "org_units.id"]),
        CheckConstraint("NOT isempty(valid)", name="valid_not_empty"),
        one_of("kind", AssignmentKind),
        ExcludeConstraint(
            ("agency_id", "="),
            ("employee_id", "="),
            ("valid", "&&"),
            where="kind = 'DEFINITIF'",
            name="ex_assignments_one_definitive",
        ),
        Index("ix_assignments_employee", "agency_id", "employee_id"),
        Index("ix_assignments_position", "agency_id", "position_id"),
        Index("ix_assignments_org_unit", "agency_id", "org_unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    employee_id: Mapped[UUID]
    position_id: Mapped[UUID]
    org_unit_id: Mapped[UUID]
    kind: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)


class ReportingLine(TenantOwned, Base):
    """Who appraises whom, and who stands above the rater, between two dates (end exclusive)."""

    __tablename__ = "reporting_lines"
    __table_args__ = (
        ForeignKeyConstraint(["agency_id", "ratee_id"], ["employees.agency_id", "employees.id"]),
        ForeignKeyConstraint(["agency_id", "rater_id"], ["employees.agency_id", "employees.id"]),
        ForeignKeyConstraint(["agency_id", "superior_id"], ["employees.agency_id", "employees.id"]),
        CheckConstraint("ratee_id <> rater_id", name="rater_is_another"),
        CheckConstraint("superior_id <> ratee_id", name="superior_is_another"),
        CheckConstraint("NOT isempty(valid)", name="valid_not_empty"),
        one_of("kind", ReportingLineKind),
        ExcludeConstraint(
            ("agency_id", "="),
            ("ratee_id", "="),
            ("valid", "&&"),
            where="kind = 'LINE'",
            name="ex_reporting_lines_one_line",
        ),
        Index("ix_reporting_lines_ratee", "agency_id", "ratee_id"),
        Index("ix_reporting_lines_rater", "agency_id", "rater_id"),
        Index("ix_reporting_lines_superior", "agency_id", "superior_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ratee_id: Mapped[UUID]
    rater_id: Mapped[UUID]
    superior_id: Mapped[UUID | None]
    kind: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
