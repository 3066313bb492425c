"""The table of how units performed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.domains.calibration.vocabulary import OrgRating
from kinerja.kit.database import Base, Ltree, one_of
from tenants.ownership import TenantOwned


class OrgPerformance(TenantOwned, Base):
    """How a unit performed in a cycle (SE Menteri PANRB 3/2023, step 1). Append-only.

    `unit_path` is where the unit stood then. The latest revision counts.
    """

    __tablename__ = "org_performances"
    __table_args__ = (
        UniqueConstraint("agency_id", "cycle_id", "org_unit_id", "revision"),
        ForeignKeyConstraint(["agency_id", "cycle_id"], ["cycles.agency_id", "cycles.id"]),
        ForeignKeyConstraint(["agency_id", "org_unit_id"], ["org_units.agency_id", "org_units.id"]),
        one_of("rating", OrgRating),
        CheckConstraint("revision > 0", name="revision_positive"),
        Index("ix_org_performances_unit", "agency_id", "org_unit_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cycle_id: Mapped[UUID]
    org_unit_id: Mapped[UUID]
    unit_path: Mapped[str] = mapped_column(Ltree)
    revision: Mapped[int]
    rating: Mapped[str]
    basis: Mapped[str]
    decided_by: Mapped[UUID]
    decided_at: Mapped[datetime] = mapped_column(server_default=func.now())
