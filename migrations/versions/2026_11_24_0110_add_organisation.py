"""Add org units, employees, positions, assignments and reporting lines."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenant_tables import LTREE, Access, create_tenant_table

revision: str = "a002_organisation"
down_revision: str | None = "a001_agencies"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Create the tables."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    create_tenant_table(
        "org_units",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("parent_id", sa.UUID(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("path", LTREE, nullable=False),
        sa.Column("head_position_id", sa.UUID(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "code ~ '^[A-Za-z0-9_]{1,64}$'", name=op.f("ck_org_units_code_is_label")
        ),
        sa.CheckConstraint(
            "level IN ('AGENCY', 'SEKRETARIAT', 'BIDANG', 'SUKU_DINAS', 'SEKSI', 'SUBBAGIAN',"
            " 'UPT', 'KECAMATAN', 'KELURAHAN')",
            name=op.f("ck_org_units_level_known"),
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_org_units_parent_is_another")),
        sa.ForeignKeyConstraint(
            ["agency_id", "head_position_id"],
            ["positions.agency_id", "positions.id"],
            name="fk_org_units_head_position",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "parent_id"],
            ["org_units.agency_id", "org_units.id"],
            name=op.f("fk_org_units_agency_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_org_units_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_org_units")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_org_units_agency_id_code")),
        sa.UniqueConstraint("agency_id", "path", name=op.f("uq_org_units_agency_id_path")),
        access=Access(update=("name", "parent_id", "path", "level", "head_position_id")),
    )
    op.create_index("ix_org_units_parent", "org_units", ["agency_id", "parent_id"], unique=False)
    op.create_index(
        "ix_org_units_path",
        "org_units",
        ["agency_id", "path"],
        unique=False,
        postgresql_using="gist",
    )
    create_tenant_table(
        "employees",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("nip", sa.Text(), nullable=False),
        sa.Column("nrk", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("employment", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "employment IN ('PNS', 'PPPK')", name=op.f("ck_employees_employment_known")
        ),
        sa.CheckConstraint("nip ~ '^[0-9]{18}$'", name=op.f("ck_employees_nip_has_18_digits")),
        sa.CheckConstraint(
            "state IN ('ACTIVE', 'INACTIVE')", name=op.f("ck_employees_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_employees_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_employees")),
        sa.UniqueConstraint("agency_id", "nip", name=op.f("uq_employees_agency_id_nip")),
        access=Access(update=("nip", "nrk", "name", "employment", "state")),
    )
    op.create_index("ix_employees_name", "employees", ["agency_id", "name", "id"], unique=False)
    create_tenant_table(
        "positions",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position_class", sa.Text(), nullable=False),
        sa.Column("org_unit_id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "position_class IN ('JPT', 'ADMINISTRATOR', 'PENGAWAS', 'PELAKSANA', 'FUNGSIONAL')",
            name=op.f("ck_positions_position_class_known"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "org_unit_id"],
            ["org_units.agency_id", "org_units.id"],
            name=op.f("fk_positions_agency_id_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_positions_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_positions")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_positions_agency_id_code")),
        access=Access(update=("name", "position_class", "org_unit_id")),
    )
    op.create_index(
        "ix_positions_org_unit", "positions", ["agency_id", "org_unit_id"], unique=False
    )
    create_tenant_table(
        "assignments",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("employee_id", sa.UUID(), nullable=False),
        sa.Column("position_id", sa.UUID(), nullable=False),
        sa.Column("org_unit_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("agency_id"), "="),
            (sa.column("employee_id"), "="),
            (sa.column("valid"), "&&"),
            where=sa.text("kind = 'DEFINITIF'"),
            using="gist",
            name="ex_assignments_one_definitive",
        ),
        sa.CheckConstraint(
            "kind IN ('DEFINITIF', 'PLT', 'PLH')", name=op.f("ck_assignments_kind_known")
        ),
        sa.CheckConstraint("NOT isempty(valid)", name=op.f("ck_assignments_valid_not_empty")),
        sa.ForeignKeyConstraint(
            ["agency_id", "employee_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_assignments_agency_id_employee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "org_unit_id"],
            ["org_units.agency_id", "org_units.id"],
            name=op.f("fk_assignments_agency_id_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "position_id"],
            ["positions.agency_id", "positions.id"],
            name=op.f("fk_assignments_agency_id_position_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_assignments_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_assignments")),
        access=Access(update=("valid",)),
    )
    op.create_index(
        "ix_assignments_employee", "assignments", ["agency_id", "employee_id"], unique=False
    )
    op.create_index(
        "ix_assignments_org_unit", "assignments", ["agency_id", "org_unit_id"], unique=False
    )
    op.create_index(
        "ix_assignments_position", "assignments", ["agency_id", "position_id"], unique=False
    )
    create_tenant_table(
        "reporting_lines",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("ratee_id", sa.UUID(), nullable=False),
        sa.Column("rater_id", sa.UUID(), nullable=False),
        sa.Column("superior_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid", postgresql.DATERANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("agency_id"), "="),
            (sa.column("ratee_id"), "="),
            (sa.column("valid"), "&&"),
            where=sa.text("kind = 'LINE'"),
            using="gist",
            name="ex_reporting_lines_one_line",
        ),
        sa.CheckConstraint(
            "kind IN ('LINE', 'DELEGATED', 'TEAM')", name=op.f("ck_reporting_lines_kind_known")
        ),
        sa.CheckConstraint("NOT isempty(valid)", name=op.f("ck_reporting_lines_valid_not_empty")),
        sa.CheckConstraint(
            "ratee_id <> rater_id", name=op.f("ck_reporting_lines_rater_is_another")
        ),
        sa.CheckConstraint(
            "superior_id <> ratee_id", name=op.f("ck_reporting_lines_superior_is_another")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "ratee_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_reporting_lines_agency_id_ratee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "rater_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_reporting_lines_agency_id_rater_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "superior_id"],
            ["employees.agency_id", "employees.id"],
            name=op.f("fk_reporting_lines_agency_id_superior_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_reporting_lines_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_reporting_lines")),
        access=Access(update=("valid", "superior_id")),
    )
    op.create_index(
        "ix_reporting_lines_ratee", "reporting_lines", ["agency_id", "ratee_id"], unique=False
    )
    op.create_index(
        "ix_reporting_lines_rater", "reporting_lines", ["agency_id", "rater_id"], unique=False
    )
    op.create_index(
        "ix_reporting_lines_superior", "reporting_lines", ["agency_id", "superior_id"], unique=False
    )
    op.create_foreign_key(
        "fk_org_units_head_position",
        "org_units",
        "positions",
        ["agency_id", "head_position_id"],
        ["agency_id", "id"],
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_constraint("fk_org_units_head_position", "org_units")
    op.drop_table("reporting_lines")
    op.drop_table("assignments")
    op.drop_table("positions")
    op.drop_table("employees")
    op.drop_table("org_units")
