"""The one place that knows how a tenant-owned table is laid out in the database.

On PostgreSQL the growing tables are list-partitioned by agency; on Citus every tenant-owned table
is distributed by `agency_id` and colocated with the others. Row-level security is the same on both:
enabled, forced, one permissive policy a command and role, bound to the agency of the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import ForeignKeyConstraint, SchemaItem
from sqlalchemy.types import UserDefinedType

from migrations.roles import APPLICATION, OWNER, REPORTER

#: On Citus the first distributed table opens the colocation group that all others join.
FIRST = "role_assignments"
#: Unset or empty sees nothing: after a `SET LOCAL` the setting reads back as '', hence `nullif`.
OF_THIS_AGENCY = "agency_id = nullif(current_setting('kinerja.agency_id', true), '')::integer"

#: Set by the owner's functions while they work, on Citus only; see `Access`.
IN_TRANSITION = "current_setting('kinerja.transition', true) = 'on'"

_CITUS = sa.text("SELECT 1 FROM pg_extension WHERE extname = 'citus'")


class _Ltree(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:  # noqa: ANN401 - the signature of SQLAlchemy.
        return "LTREE"


#: A frozen copy of the column type: a migration must not move when the model does.
LTREE = _Ltree()


@dataclass(frozen=True)
class Access:
    """What the application role may do with a tenant table.

    `update` lists the columns it may change; `open_while` closes a row for UPDATE and DELETE as
    soon as the condition is false, so that what is final stays final. `moved` lists the columns
    that only a function of the owner changes.

    Citus lets only one role touch an agency's shards in a transaction, so no function can act as
    the owner there. It acts as the caller instead, who may change `moved` only while the function
    has set `kinerja.transition` for the transaction.
    """

    insert: bool = True
    update: Sequence[str] = ()
    delete: bool = False
    open_while: str | None = None
    moved: Sequence[str] = ()


def on_citus() -> bool:
    """Tell whether the tables are to be distributed by Citus."""
    if op.get_context().as_sql:
        return False
    return op.get_bind().scalar(_CITUS) is not None


def change_shards_one_by_one(connection: sa.Connection) -> None:
    """Let Citus use one connection a node for all that the migrations of a session change.

    It distributes no table in a transaction that has changed shards of another one in parallel,
    as adding a column does.
    """
    if connection.scalar(_CITUS) is not None:
        connection.execute(sa.text("SET citus.multi_shard_modify_mode = 'sequential'"))


def create_reference_table(name: str, *elements: SchemaItem, reportable: bool = False) -> None:
    """Create a table that all agencies share; `reportable` shows it to cross-agency reports."""
    op.create_table(name, *elements)
    if on_citus():
        op.execute(f"SELECT create_reference_table('{name}')")
    readers = f"{APPLICATION}, {REPORTER}" if reportable else APPLICATION
    op.execute(f"GRANT SELECT ON {name} TO {readers}")


def create_tenant_table(
    name: str,
    *elements: SchemaItem,
    access: Access,
    growing: bool = False,
    reportable: bool = False,
) -> None:
    """Create a tenant-owned table with its layout, row-level security and grants."""
    if on_citus():
        _create_distributed_table(name, elements)
    elif growing:
        op.create_table(name, *elements, postgresql_partition_by="LIST (agency_id)")
    else:
        op.create_table(name, *elements)
    secure_rows(name, access)
    if reportable:
        op.execute(f"CREATE POLICY {name}_report ON {name} FOR SELECT TO {REPORTER} USING (true)")
        op.execute(f"GRANT SELECT ON {name} TO {REPORTER}")


def _create_distributed_table(name: str, elements: Sequence[SchemaItem]) -> None:
    """Create a table without foreign keys, distribute it, then add them.

    Citus refuses foreign keys from a table that is not distributed yet to one that is.
    """
    keys = [element for element in elements if isinstance(element, ForeignKeyConstraint)]
    others = [element for element in elements if not isinstance(element, ForeignKeyConstraint)]
    op.create_table(name, *others)
    colocated = "'default'" if name == FIRST else f"'{FIRST}'"
    op.execute(
        f"SELECT create_distributed_table('{name}', 'agency_id', colocate_with => {colocated})"
    )
    for key in keys:
        if not key.use_alter:  # The migration adds these itself, when the other table exists.
            targets = [element.target_fullname.split(".") for element in key.elements]
            op.create_foreign_key(
                str(key.name),
                name,
                targets[0][0],
                list(key.column_keys),
                [column for _, column in targets],
                deferrable=key.deferrable,
                initially=key.initially,
            )


def secure_rows(name: str, access: Access) -> None:
    """Force row-level security on a tenant table and grant what `access` says."""
    open_ = OF_THIS_AGENCY + (f" AND {access.open_while}" if access.open_while else "")
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY {name}_owner ON {name} FOR ALL TO {OWNER}"
        f" USING ({OF_THIS_AGENCY}) WITH CHECK ({OF_THIS_AGENCY})"
    )
    op.execute(
        f"CREATE POLICY {name}_select ON {name} FOR SELECT TO {APPLICATION}"
        f" USING ({OF_THIS_AGENCY})"
    )
    op.execute(f"GRANT SELECT ON {name} TO {APPLICATION}")
    if access.insert:
        op.execute(
            f"CREATE POLICY {name}_insert ON {name} FOR INSERT TO {APPLICATION}"
            f" WITH CHECK ({open_})"
        )
        op.execute(f"GRANT INSERT ON {name} TO {APPLICATION}")
    if access.update:
        _let_update(name, access, open_)
    if access.delete:
        op.execute(
            f"CREATE POLICY {name}_delete ON {name} FOR DELETE TO {APPLICATION} USING ({open_})"
        )
        op.execute(f"GRANT DELETE ON {name} TO {APPLICATION}")


def _let_update(name: str, access: Access, open_: str) -> None:
    columns, check = [*access.update], OF_THIS_AGENCY
    if access.moved and on_citus():
        columns += access.moved
        open_ = check = f"{OF_THIS_AGENCY} AND ({access.open_while} OR {IN_TRANSITION})"
    op.execute(
        f"CREATE POLICY {name}_update ON {name} FOR UPDATE TO {APPLICATION}"
        f" USING ({open_}) WITH CHECK ({check})"
    )
    op.execute(f"GRANT UPDATE ({', '.join(columns)}) ON {name} TO {APPLICATION}")


def partition_for_agencies(name: str) -> None:
    """Make the partitions of a new growing table for the agencies that exist already.

    As SQL, so that the migration can be printed without a database. New agencies get theirs when
    they are provisioned.
    """
    if on_citus():
        return
    op.execute(f"""
        DO $$
        DECLARE
            agency integer;
            part text;
        BEGIN
            FOR agency IN SELECT id FROM agencies ORDER BY id LOOP
                part := '{name}_agency_' || agency;
                EXECUTE format('CREATE TABLE %I (LIKE {name} INCLUDING ALL)', part);
                EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
                EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
                EXECUTE format(
                    'ALTER TABLE {name} ATTACH PARTITION %I FOR VALUES IN (%L)', part, agency
                );
            END LOOP;
        END $$
    """)  # noqa: S608 - the name of a table of ours.
