"""Add documents that callers name by an identifier, and clients that may run nothing else."""

import sqlalchemy as sa
from alembic import op

from migrations.roles import APPLICATION
from migrations.tenant_tables import create_reference_table

revision: str = "a018_trusted_documents"
down_revision: str | None = "a017_text_search"
branch_labels: str | None = None
depends_on: str | None = None

#: The grammar of document identifiers: `sha256:<hex>`, `x-<scheme>:<text>`, or a text of one's own.
#: https://github.com/graphql/graphql-over-http, appendix "Persisted Documents".
IDENTIFIER = "^(sha256:[0-9a-f]{64}|x-[A-Za-z0-9._~-]+:[A-Za-z0-9._~-]+|[A-Za-z0-9._~-]+)$"


def upgrade() -> None:
    """Create the table; no client is restricted to it yet."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    create_reference_table(
        "trusted_documents",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("client_id", sa.UUID(), nullable=True),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("operations", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            f"document_id ~ '{IDENTIFIER}' AND length(document_id) <= 200",
            name=op.f("ck_trusted_documents_document_id_shape"),
        ),
        sa.CheckConstraint(
            "text_hash = sha256(convert_to(text, 'UTF8'))",
            name=op.f("ck_trusted_documents_text_hash_sha256"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["api_clients.id"], name=op.f("fk_trusted_documents_client_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_documents")),
    )
    # An identifier means one document at a time: for a client, and (NULL) for everybody.
    op.create_index(
        "uq_trusted_documents_named",
        "trusted_documents",
        ["client_id", "document_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.add_column(
        "api_clients",
        sa.Column(
            "requires_trusted_documents",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
        ),
    )
    op.execute(f"GRANT SELECT (requires_trusted_documents) ON api_clients TO {APPLICATION}")


def downgrade() -> None:
    """Drop them: every caller may send any document again."""
    op.drop_column("api_clients", "requires_trusted_documents")
    op.drop_table("trusted_documents")
