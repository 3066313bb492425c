"""Add what people ask about their own data, legal holds, reasons apart from events, and erasure."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.roles import APPLICATION
from migrations.tenant_tables import OF_THIS_AGENCY, Access, create_tenant_table

revision: str = "a014_personal_data"
down_revision: str | None = "a013_security_events"
branch_labels: str | None = None
depends_on: str | None = None

#: By name: what an erased employee must be, and nobody else may be. The next migration validates
#: them, in a transaction of its own.
EMPLOYEE_CHECKS = {
    "nip_unless_erased": "(nip IS NULL) = (erased_at IS NOT NULL)",
    "erased_keeps_nothing": "erased_at IS NULL"
    " OR (state = 'INACTIVE' AND nrk IS NULL AND name = '—')",
    "inactive_since_some_day": "inactive_since IS NULL OR state = 'INACTIVE'",
}


def upgrade() -> None:
    """Add them."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    _let_employees_be_erased()
    _add_requests()
    _add_holds()
    _add_reasons()


def downgrade() -> None:
    """Remove them. Fails where somebody has been erased: nobody can give the NIP back."""
    for table in ("audit_reasons", "legal_holds", "data_requests"):
        op.drop_table(table)
    op.execute(f"ALTER POLICY employees_insert ON employees WITH CHECK ({OF_THIS_AGENCY})")
    op.execute(
        f"ALTER POLICY employees_update ON employees USING ({OF_THIS_AGENCY})"
        f" WITH CHECK ({OF_THIS_AGENCY})"
    )
    for name in EMPLOYEE_CHECKS:
        op.drop_constraint(op.f(f"ck_employees_{name}"), "employees")
    op.drop_column("employees", "inactive_since")
    op.drop_column("employees", "erased_at")
    op.alter_column("employees", "nip", nullable=False)


def _let_employees_be_erased() -> None:
    op.add_column("employees", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("employees", sa.Column("inactive_since", sa.Date(), nullable=True))
    op.execute(f"GRANT UPDATE (inactive_since) ON employees TO {APPLICATION}")
    op.alter_column("employees", "nip", nullable=True)
    for name, check in EMPLOYEE_CHECKS.items():
        constraint = f"ck_employees_{name}"
        op.execute(f"ALTER TABLE employees ADD CONSTRAINT {constraint} CHECK ({check}) NOT VALID")
    # What was erased stays so: the application neither changes such a row nor makes one.
    is_there = f"{OF_THIS_AGENCY} AND erased_at IS NULL"
    op.execute(f"ALTER POLICY employees_insert ON employees WITH CHECK ({is_there})")
    op.execute(
        f"ALTER POLICY employees_update ON employees USING ({is_there})"
        f" WITH CHECK ({OF_THIS_AGENCY})"
    )


def _add_requests() -> None:
    create_tenant_table(
        "data_requests",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("employee_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("change_event_id", sa.UUID(), nullable=True),
        *_request_checks(),
        *_of_employee("data_requests"),
        access=Access(
            update=("state", "decided_by", "decided_at", "decision", "change_event_id"),
        ),
    )
    op.create_index("ix_data_requests_employee", "data_requests", ["agency_id", "employee_id"])
    op.create_index(
        "uq_data_requests_open",
        "data_requests",
        ["agency_id", "employee_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'FILED'"),
    )
    op.execute(
        f"ALTER POLICY data_requests_insert ON data_requests"
        f" WITH CHECK ({OF_THIS_AGENCY} AND state = 'FILED')"
    )
    op.execute(
        f"ALTER POLICY data_requests_update ON data_requests"
        f" USING ({OF_THIS_AGENCY} AND state = 'FILED')"
        f" WITH CHECK ({OF_THIS_AGENCY} AND state <> 'FILED')"
    )


def _request_checks() -> tuple[sa.CheckConstraint, ...]:
    checks = {
        "kind_known": "kind IN ('CORRECTION', 'ERASURE', 'ACCESS')",
        "state_known": "state IN ('FILED', 'DONE', 'REFUSED', 'WITHDRAWN')",
        "due_in_three_days": "due_at - filed_at = interval '72 hours'",
        "decided_when_decided": "(state IN ('DONE', 'REFUSED')) = (decided_by IS NOT NULL)"
        " AND (decided_by IS NULL) = (decided_at IS NULL)"
        " AND (decided_by IS NULL) = (decision IS NULL)",
        "decided_by_another": "decided_by <> employee_id",
        "correction_names_change": "(kind = 'CORRECTION' AND state = 'DONE')"
        " = (change_event_id IS NOT NULL)",
    }
    return tuple(
        sa.CheckConstraint(check, name=op.f(f"ck_data_requests_{name}"))
        for name, check in checks.items()
    )


def _add_holds() -> None:
    create_tenant_table(
        "legal_holds",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("employee_id", sa.UUID(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        sa.Column("placed_by", sa.UUID(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.UUID(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("NOT lower_inf(valid)", name=op.f("ck_legal_holds_begins")),
        sa.CheckConstraint(
            "NOT isempty(valid) OR lifted_at IS NOT NULL",
            name=op.f("ck_legal_holds_empty_when_lifted"),
        ),
        sa.CheckConstraint(
            "(lifted_by IS NULL) = (lifted_at IS NULL)",
            name=op.f("ck_legal_holds_lifted_by_somebody"),
        ),
        sa.CheckConstraint(
            "placed_by <> employee_id AND lifted_by <> employee_id",
            name=op.f("ck_legal_holds_by_another"),
        ),
        *_of_employee("legal_holds"),
        access=Access(update=("valid", "lifted_by", "lifted_at"), open_while="lifted_at IS NULL"),
    )
    op.create_index("ix_legal_holds_employee", "legal_holds", ["agency_id", "employee_id"])


def _add_reasons() -> None:
    create_tenant_table(
        "audit_reasons",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("octet_length(salt) = 16", name=op.f("ck_audit_reasons_salt_128_bits")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_audit_reasons_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "event_id", name=op.f("pk_audit_reasons")),
        access=Access(),
    )
    op.create_index("ix_audit_reasons_person", "audit_reasons", ["agency_id", "person_id"])


def _of_employee(table: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["agency_id", "employee_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f(f"fk_{table}_agency_id_employee_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f(f"fk_{table}_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f(f"pk_{table}")),
    )
