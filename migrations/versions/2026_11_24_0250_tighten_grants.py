"""Leave the application's role only what it needs, and an agency one root."""

from alembic import op

from migrations.roles import APPLICATION, SEALER
from migrations.tenant_tables import OF_THIS_AGENCY, on_citus

revision: str = "a016_tighter_grants"
down_revision: str | None = "a015_erased_employees"
branch_labels: str | None = None
depends_on: str | None = None

#: What tells when something happened, and is not for the writer to choose. A default and no right
#: to the column would say the same, but on Citus the coordinator sends defaults on as values.
DATED = ("audit_events", "access_events")
JUST_NOW = (
    "(occurred_at >= statement_timestamp() - interval '1 minute'"
    " AND occurred_at <= clock_timestamp() + interval '1 minute')"
)
CHAIN = ("audit_chain", "audit_seals")
NOT_GIVEN = (
    "'authenticated', 'employee', 'api_client', 'province_hr', 'inspectorate', 'survey_owner'"
)
#: Every column of the events above all agencies but the one that tells when.
PROVINCE_COLUMNS = "id, actor_id, action, object_type, object_id, purpose, after, request_id"


def upgrade() -> None:
    """Tighten; an agency that has several roots must be mended before."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    _keep_one_root()
    _date_events()
    _let_the_sealer_seal()
    _may_give(f"{NOT_GIVEN}, 'operator'")


def downgrade() -> None:
    """Loosen again what was tightened."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    _may_give(NOT_GIVEN)
    for table in CHAIN:
        op.execute(f"DROP POLICY {table}_sealer_insert ON {table}")
        op.execute(
            f"CREATE POLICY {table}_insert ON {table} FOR INSERT TO {APPLICATION}"
            f" WITH CHECK ({OF_THIS_AGENCY})"
        )
        op.execute(f"GRANT INSERT ON {table} TO {APPLICATION}")
    for table in ("audit_events", *CHAIN):
        op.execute(f"DROP POLICY {table}_sealer_select ON {table}")
    op.execute(f"REVOKE ALL ON agencies, audit_events, {', '.join(CHAIN)} FROM {SEALER}")
    for table in DATED:
        op.execute(f"ALTER POLICY {table}_insert ON {table} WITH CHECK ({OF_THIS_AGENCY})")
    op.execute(f"GRANT INSERT ON province_events TO {APPLICATION}")
    op.drop_index("uq_org_units_one_root", "org_units")
    op.execute("ALTER TABLE org_units DROP CONSTRAINT ck_org_units_root_is_top")


def _keep_one_root() -> None:
    op.create_index(
        "uq_org_units_one_root",
        "org_units",
        ["agency_id"],
        unique=True,
        postgresql_where="parent_id IS NULL",
    )
    op.execute(
        "ALTER TABLE org_units ADD CONSTRAINT ck_org_units_root_is_top"
        " CHECK ((parent_id IS NULL) = (nlevel(path) = 1))"
    )


def _date_events() -> None:
    for table in DATED:
        op.execute(
            f"ALTER POLICY {table}_insert ON {table} WITH CHECK ({OF_THIS_AGENCY} AND {JUST_NOW})"
        )
    if not on_citus():
        op.execute(f"REVOKE INSERT ON province_events FROM {APPLICATION}")
        op.execute(f"GRANT INSERT ({PROVINCE_COLUMNS}) ON province_events TO {APPLICATION}")


def _let_the_sealer_seal() -> None:
    """Keep the chain from whoever gets hold of the application's role: it writes no links."""
    for table in ("audit_events", *CHAIN):
        op.execute(
            f"CREATE POLICY {table}_sealer_select ON {table} FOR SELECT TO {SEALER}"
            f" USING ({OF_THIS_AGENCY})"
        )
    for table in CHAIN:
        op.execute(
            f"CREATE POLICY {table}_sealer_insert ON {table} FOR INSERT TO {SEALER}"
            f" WITH CHECK ({OF_THIS_AGENCY})"
        )
        op.execute(f"DROP POLICY {table}_insert ON {table}")
        op.execute(f"REVOKE INSERT ON {table} FROM {APPLICATION}")
        op.execute(f"GRANT INSERT ON {table} TO {SEALER}")
    op.execute(f"GRANT SELECT ON agencies, audit_events, {', '.join(CHAIN)} TO {SEALER}")


def _may_give(but: str) -> None:
    """Let agencies give roles; whoever operates the platform is named by the owner alone."""
    op.execute(
        "ALTER POLICY role_assignments_insert ON role_assignments"
        f" WITH CHECK ({OF_THIS_AGENCY} AND role NOT IN ({but}))"
    )
