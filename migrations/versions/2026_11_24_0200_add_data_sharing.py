"""Add API clients, the grants under which agencies share data with them, and pseudonyms.

`api_tokens.client_name` stays for the code that is deployed; it is dropped in a later release.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.roles import APPLICATION
from migrations.tenant_tables import Access, create_tenant_table, on_citus

revision: str = "a011_data_sharing"
down_revision: str | None = "a010_inspection_cases"
branch_labels: str | None = None
depends_on: str | None = None

#: What the service needs of a client; whom to call about it is the operators' business.
READABLE = ("id", "name", "pseudonym_key", "disabled_at")
SCOPE = "[a-z_]+([.][a-z_]+)*:[a-z]+"

#: A permutation of all UUIDs that only the key can turn round: four rounds of a Feistel network
#: over the two halves, each round with the first eight bytes of SHA-256(key, round, other half)
#: (Luby and Rackoff 1988). Its twin in Python is `kinerja.kit.pseudonyms`.
PSEUDONYM = """
CREATE FUNCTION pseudonym(key bytea, id uuid) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $function$
DECLARE
    digits text := encode(uuid_send(id), 'hex');
    a bigint := ('x' || left(digits, 16))::bit(64)::bigint;
    b bigint := ('x' || right(digits, 16))::bit(64)::bigint;
BEGIN
    a := a # ('x' || encode(sha256(key || '\\x01'::bytea || int8send(b)), 'hex'))::bit(64)::bigint;
    b := b # ('x' || encode(sha256(key || '\\x02'::bytea || int8send(a)), 'hex'))::bit(64)::bigint;
    a := a # ('x' || encode(sha256(key || '\\x03'::bytea || int8send(b)), 'hex'))::bit(64)::bigint;
    b := b # ('x' || encode(sha256(key || '\\x04'::bytea || int8send(a)), 'hex'))::bit(64)::bigint;
    RETURN encode(int8send(a) || int8send(b), 'hex')::uuid;
END $function$
"""


def upgrade() -> None:
    """Create the tables and the function; each client name that has tokens becomes a client."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(PSEUDONYM)
    _create_clients()
    _adopt_clients_of_tokens()
    _create_grants()


def _create_clients() -> None:
    op.create_table(
        "api_clients",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("pseudonym_key", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "octet_length(pseudonym_key) >= 16", name=op.f("ck_api_clients_pseudonym_key_long")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_clients")),
        sa.UniqueConstraint("name", name=op.f("uq_api_clients_name")),
    )
    if on_citus():
        op.execute("SELECT create_reference_table('api_clients')")
    op.execute(f"GRANT SELECT ({', '.join(READABLE)}) ON api_clients TO {APPLICATION}")


def _adopt_clients_of_tokens() -> None:
    """Make a client of every name that has tokens, with a key of 244 random bits."""
    op.execute("""
        INSERT INTO api_clients (id, name, pseudonym_key, created_at)
        SELECT DISTINCT ON (client_name) client_id, client_name,
            uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), created_at
        FROM api_tokens ORDER BY client_name, created_at, id
    """)
    op.execute("""
        UPDATE api_tokens SET client_id = api_clients.id FROM api_clients
        WHERE api_clients.name = api_tokens.client_name AND api_tokens.client_id <> api_clients.id
    """)
    # Obeyed from now on; the rows above obey it too, and a later release says so (VALIDATE).
    op.create_foreign_key(
        op.f("fk_api_tokens_client_id"),
        "api_tokens",
        "api_clients",
        ["client_id"],
        ["id"],
        postgresql_not_valid=True,
    )


def _create_grants() -> None:
    create_tenant_table(
        "data_sharing_grants",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("client_id", sa.UUID(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("granted_by", sa.UUID(), nullable=True),
        sa.Column(
            "granted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("revoked_by", sa.UUID(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        *_grant_checks(),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_data_sharing_grants_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_data_sharing_grants")),
        access=Access(update=("revoked_at", "revoked_by"), open_while="revoked_at IS NULL"),
    )
    op.create_index(
        "ix_data_sharing_grants_client", "data_sharing_grants", ["agency_id", "client_id"]
    )


def _grant_checks() -> tuple[sa.CheckConstraint, ...]:
    checks = {
        "scopes_shape": "cardinality(scopes) BETWEEN 1 AND 32 AND"
        f" array_to_string(scopes, ',', '') ~ '^{SCOPE}(,{SCOPE})*$'",
        "legal_basis_given": "legal_basis ~ '[^[:space:]]'",
        "purpose_given": "purpose ~ '[^[:space:]]'",
        "valid_bounded": "coalesce(lower(valid) > '-infinity'"
        " AND upper(valid) <= lower(valid) + interval '5 years', false)",
        "revoked_at_given": "revoked_by IS NULL OR revoked_at IS NOT NULL",
    }
    return tuple(
        sa.CheckConstraint(check, name=op.f(f"ck_data_sharing_grants_{name}"))
        for name, check in checks.items()
    )


def downgrade() -> None:
    """Drop them; tokens keep the id and name of their client."""
    op.drop_table("data_sharing_grants")
    op.drop_constraint(op.f("fk_api_tokens_client_id"), "api_tokens")
    op.drop_table("api_clients")
    op.execute("DROP FUNCTION pseudonym(bytea, uuid)")
