"""Report cells: the rollup that cross-agency reports read."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.kit.database import Base
from tenants.ownership import Partitioned


class ReportCell(Partitioned, Base):
    """Counts and sums of one finalised cycle, by component category and official grade.

    `category` is 'COMPOSITE' for the whole result. Written by finalisation, in its statement.
    """

    __tablename__ = "report_cells"
    __table_args__ = (
        ForeignKeyConstraint(["agency_id", "cycle_id"], ["cycles.agency_id", "cycles.id"]),
        CheckConstraint("employees > 0", name="employees_positive"),
        {"postgresql_partition_by": "LIST (agency_id)"},
    )

    cycle_id: Mapped[UUID] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    grade: Mapped[str] = mapped_column(primary_key=True)
    cycle_kind: Mapped[str]
    period: Mapped[Range[date]] = mapped_column(DATERANGE)
    employees: Mapped[int]
    score_sum: Mapped[Decimal]
    score_min: Mapped[Decimal]
    score_max: Mapped[Decimal]
