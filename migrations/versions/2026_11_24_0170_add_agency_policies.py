"""Add the policies that agencies own, and let the service give and end roles.

A version starts as proposed and never is so again, so that nothing can be added to what was
decided. On Citus no policy may look at another table: there the service's own statements, and the
hash of the content that it compares when it loads a version, are the guard.
"""

import sqlalchemy as sa
from alembic import op

from migrations.roles import APPLICATION
from migrations.tenant_tables import OF_THIS_AGENCY, Access, create_tenant_table, on_citus

revision: str = "a008_agency_policies"
down_revision: str | None = "a007_final_results"
branch_labels: str | None = None
depends_on: str | None = None

WORD = "[a-z][a-z0-9_-]{1,63}"
ROLE = "[a-z][a-z0-9_]{1,63}"
STATE = "[A-Z][A-Z0-9_]{1,63}"
PARTS = ("policy_roles", "policy_rules", "policy_suspensions")
#: What nobody in an agency can give: what follows from who somebody is, and what is above them all.
NOT_GIVEN = (
    "'authenticated', 'employee', 'api_client', 'province_hr', 'inspectorate', 'survey_owner'"
)


def upgrade() -> None:
    """Create the tables."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    _create_versions()
    _create_part(
        "policy_roles",
        "name",
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("inherits", sa.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint(f"name ~ '^{ROLE}$'", name=op.f("ck_policy_roles_name_shape")),
        _words("policy_roles", "inherits", ROLE),
    )
    texts = ("role", "resource", "action", "relation")
    _create_part(
        "policy_rules",
        "name",
        *(sa.Column(column, sa.Text(), nullable=False) for column in texts),
        sa.Column("states", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("field_classes", sa.ARRAY(sa.Text()), nullable=True),
        *(_word("policy_rules", column) for column in ("name", *texts)),
        _words("policy_rules", "states", STATE),
        _words("policy_rules", "field_classes", ROLE),
    )
    _create_part("policy_suspensions", "rule_name", _word("policy_suspensions", "rule_name"))
    _let_roles_be_given()


def _create_versions() -> None:
    create_tenant_table(
        "policy_versions",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'PROPOSED'"), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("based_on_id", sa.UUID(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.UUID(), nullable=False),
        sa.Column(
            "proposed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        *_version_checks(),
        sa.ForeignKeyConstraint(
            ["agency_id", "based_on_id"],
            ["policy_versions.agency_id", "policy_versions.id"],
            name=op.f("fk_policy_versions_agency_id_based_on_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_policy_versions_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_policy_versions")),
        sa.UniqueConstraint(
            "agency_id", "number", name=op.f("uq_policy_versions_agency_id_number")
        ),
        access=Access(update=("status", "decided_by", "decided_at", "decision_reason")),
    )
    op.create_index(
        "uq_policy_versions_in_force",
        "policy_versions",
        ["agency_id"],
        unique=True,
        postgresql_where=sa.text("status = 'IN_FORCE'"),
    )
    op.execute(
        f"ALTER POLICY policy_versions_insert ON policy_versions"
        f" WITH CHECK ({OF_THIS_AGENCY} AND status = 'PROPOSED')"
    )
    op.execute(
        f"ALTER POLICY policy_versions_update ON policy_versions"
        f" USING ({OF_THIS_AGENCY} AND status IN ('PROPOSED', 'IN_FORCE'))"
        f" WITH CHECK ({OF_THIS_AGENCY} AND status <> 'PROPOSED')"
    )


def _version_checks() -> tuple[sa.CheckConstraint, ...]:
    checks = {
        "status_known": "status IN ('PROPOSED', 'IN_FORCE', 'SUPERSEDED', 'REJECTED', 'WITHDRAWN')",
        "number_positive": "number > 0",
        "content_hash_shape": "content_hash ~ '^[0-9a-f]{64}$'",
        "decided_by_somebody": "(status = 'PROPOSED') = (decided_by IS NULL)"
        " AND (decided_by IS NULL) = (decided_at IS NULL)",
        "approved_by_another": "status NOT IN ('IN_FORCE', 'SUPERSEDED')"
        " OR decided_by <> proposed_by",
    }
    return tuple(
        sa.CheckConstraint(check, name=op.f(f"ck_policy_versions_{name}"))
        for name, check in checks.items()
    )


def _let_roles_be_given() -> None:
    op.execute(
        "CREATE POLICY role_assignments_insert ON role_assignments FOR INSERT TO "
        f"{APPLICATION} WITH CHECK ({OF_THIS_AGENCY} AND role NOT IN ({NOT_GIVEN}))"
    )
    op.execute(
        "CREATE POLICY role_assignments_update ON role_assignments FOR UPDATE TO "
        f"{APPLICATION} USING ({OF_THIS_AGENCY}) WITH CHECK ({OF_THIS_AGENCY})"
    )
    op.execute(f"GRANT INSERT, UPDATE (valid) ON role_assignments TO {APPLICATION}")


def _create_part(table: str, key: str, *elements: sa.schema.SchemaItem) -> None:
    """Create a table of what versions hold; closed as soon as the version is decided."""
    create_tenant_table(
        table,
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.UUID(), nullable=False),
        sa.Column(key, sa.Text(), nullable=False),
        *elements,
        sa.ForeignKeyConstraint(
            ["agency_id", "version_id"],
            ["policy_versions.agency_id", "policy_versions.id"],
            name=op.f(f"fk_{table}_agency_id_version_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f(f"fk_{table}_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "version_id", key, name=op.f(f"pk_{table}")),
        access=Access(),
    )
    if not on_citus():
        op.execute(
            f"ALTER POLICY {table}_insert ON {table} WITH CHECK ({OF_THIS_AGENCY} AND EXISTS ("  # noqa: S608 - the words above.
            f"SELECT 1 FROM policy_versions parent WHERE parent.agency_id = {table}.agency_id"
            f" AND parent.id = {table}.version_id AND parent.status = 'PROPOSED'))"
        )


def _word(table: str, column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} ~ '^{WORD}$'", name=op.f(f"ck_{table}_{column}_shape"))


def _words(table: str, column: str, word: str) -> sa.CheckConstraint:
    joined = f"array_to_string({column}, ',', '')"
    return sa.CheckConstraint(
        f"cardinality({column}) = 0 OR ({joined} ~ '^{word}(,{word})*$'"
        f" AND cardinality(string_to_array({joined}, ',')) = cardinality({column})"
        f" AND cardinality({column}) <= 32)",
        name=op.f(f"ck_{table}_{column}_shape"),
    )


def downgrade() -> None:
    """Drop the tables, and let only the owner give roles."""
    op.execute(f"REVOKE INSERT, UPDATE (valid) ON role_assignments FROM {APPLICATION}")
    for command in ("insert", "update"):
        op.execute(f"DROP POLICY role_assignments_{command} ON role_assignments")
    for table in (*PARTS, "policy_versions"):
        op.drop_table(table)
