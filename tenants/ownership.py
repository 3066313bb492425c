"""The mixins that make a table the property of an agency."""

from typing import Any

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column


class TenantOwned:
    """A table of which each row belongs to one agency.

    `agency_id` leads the primary key, every unique and foreign key and every index; row-level
    security is forced on it. `tenants.row_security` lists the policies that such a table carries.
    """

    agency_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("agencies.id"), primary_key=True, sort_order=-100
    )


class Partitioned(TenantOwned):
    """A tenant-owned table that grows with every cycle: one list partition an agency."""

    __table_args__: Any = {"postgresql_partition_by": "LIST (agency_id)"}  # noqa: RUF012
