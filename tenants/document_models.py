"""Documents that callers name by an identifier instead of sending their text."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, LargeBinary, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.kit.database import Base

_IDENTIFIER = "^(sha256:[0-9a-f]{64}|x-[A-Za-z0-9._~-]+:[A-Za-z0-9._~-]+|[A-Za-z0-9._~-]+)$"


class TrustedDocument(Base):
    """One identifier of a document, of one client or (`client_id` NULL) of everybody.

    A reference table that the service only reads. A row never changes but for being retired, so
    what an identifier has meant can always be told.
    """

    __tablename__ = "trusted_documents"
    __table_args__ = (
        CheckConstraint(
            f"document_id ~ '{_IDENTIFIER}' AND length(document_id) <= 200",
            name="document_id_shape",
        ),
        CheckConstraint("text_hash = sha256(convert_to(text, 'UTF8'))", name="text_hash_sha256"),
        Index(
            "uq_trusted_documents_named",
            "client_id",
            "document_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("api_clients.id"))
    document_id: Mapped[str]
    text_hash: Mapped[bytes] = mapped_column(LargeBinary)
    text: Mapped[str]
    operations: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    retired_at: Mapped[datetime | None]
