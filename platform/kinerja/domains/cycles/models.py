"""Cycles: a period in which the employees of an agency are appraised."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Integer,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.cycles.vocabulary import CycleKind, CycleState, DistributionMode
from kinerja.kit.database import Base, one_of
from tenants.ownership import TenantOwned


class Cycle(TenantOwned, Base):
    """A period of appraisal. From OPEN on it pins one published framework version.

    `planning_due`, `self_review_due` and `rating_due` are the last days on which plans are agreed
    to, ratees assess themselves, and raters are in time. `objection_days` is for how many days
    after delivery a ratee may object (PP 30/2019 Pasal 59: 14); 0: results are final when the cycle
    is finalised, without calibration and delivery, as periodic ones are.
    """

    __tablename__ = "cycles"
    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        ForeignKeyConstraint(
            ["agency_id", "framework_id"], ["frameworks.agency_id", "frameworks.id"]
        ),
        ForeignKeyConstraint(
            ["agency_id", "framework_id", "framework_version_id"],
            [
                "framework_versions.agency_id",
                "framework_versions.framework_id",
                "framework_versions.id",
            ],
            name="fk_cycles_version",
        ),
        one_of("kind", CycleKind),
        one_of("state", CycleState),
        one_of("distribution_mode", DistributionMode),
        CheckConstraint(
            "framework_version_id IS NOT NULL OR state IN ('PLANNED', 'PLANNING', 'CANCELLED')",
            name="open_pins_version",
        ),
        CheckConstraint("objection_days BETWEEN 0 AND 60", name="objection_days_in_range"),
        CheckConstraint(
            "NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)",
            name="period_bounded",
        ),
        ExcludeConstraint(
            ("agency_id", "="),
            ("framework_id", "="),
            ("kind", "="),
            ("period", "&&"),
            where="state <> 'CANCELLED'",
            name="ex_cycles_period_overlap",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    framework_id: Mapped[UUID]
    framework_version_id: Mapped[UUID | None]
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    period: Mapped[Range[date]] = mapped_column(DATERANGE)
    state: Mapped[str]
    planning_due: Mapped[date | None]
    self_review_due: Mapped[date | None]
    rating_due: Mapped[date | None]
    objection_days: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    distribution_mode: Mapped[str] = mapped_column(server_default=text("'ADVISORY'"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finalised_at: Mapped[datetime | None]
