"""API clients, and the grants under which an agency shares data with one of them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.kit.database import Base
from tenants.ownership import TenantOwned

_SCOPE = "[a-z_]+([.][a-z_]+)*:[a-z]+"


class APIClient(Base):
    """A program of a third party. A reference table of which the service reads what it needs.

    `pseudonym_key` is the secret by which ids about people are permuted for this client: who has
    it can turn the client's pseudonyms round. It is never changed, else all pseudonyms would be.
    `requires_trusted_documents`: the client may run only documents that were registered before.
    """

    __tablename__ = "api_clients"
    __table_args__ = (
        CheckConstraint("octet_length(pseudonym_key) >= 16", name="pseudonym_key_long"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    contact: Mapped[str | None]
    pseudonym_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    disabled_at: Mapped[datetime | None]
    requires_trusted_documents: Mapped[bool] = mapped_column(server_default=text("false"))


class DataSharingGrant(TenantOwned, Base):
    """What one agency lets one client read, on which legal basis, for what, from when to when.

    The end is given, five years after the start at the latest. A revoked grant stays as it is.
    `granted_by` is NULL where an operator entered what the agency had decided elsewhere.

    `client_id` has no foreign key: the row is selected from `api_clients`, of which nobody deletes,
    and a key to a table that all agencies share would let their transactions meet on its rows.
    """

    __tablename__ = "data_sharing_grants"
    __table_args__ = (
        CheckConstraint(
            "cardinality(scopes) BETWEEN 1 AND 32 AND"
            f" array_to_string(scopes, ',', '') ~ '^{_SCOPE}(,{_SCOPE})*$'",
            name="scopes_shape",
        ),
        CheckConstraint("legal_basis ~ '[^[:space:]]'", name="legal_basis_given"),
        CheckConstraint("purpose ~ '[^[:space:]]'", name="purpose_given"),
        CheckConstraint(
            "coalesce(lower(valid) > '-infinity'"
            " AND upper(valid) <= lower(valid) + interval '5 years', false)",
            name="valid_bounded",
        ),
        CheckConstraint("revoked_by IS NULL OR revoked_at IS NOT NULL", name="revoked_at_given"),
        Index("ix_data_sharing_grants_client", "agency_id", "client_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    legal_basis: Mapped[str]
    purpose: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
    granted_by: Mapped[UUID | None]
    granted_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    revoked_by: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]
