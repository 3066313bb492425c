"""`kinerja migrate`: bring the database to this release's schema."""

from typing import Annotated

import typer

from kinerja.commands.terminal import explained_failures, notes
from kinerja.connections import owner_address
from kinerja.settings import load_settings
from migrations import run as migrations


def migrate(
    *,
    show_sql: Annotated[
        bool, typer.Option("--sql", help="Print the SQL of all migrations and change nothing.")
    ] = False,
) -> None:
    """Bring the database to this release's schema. Safe to repeat.

    Uses KINERJA_DATABASE_OWNER_URL, or the embedded PostgreSQL. Makes the roles kinerja_owner,
    kinerja_app and kinerja_reporter and the extensions where they are missing; gives no passwords.
    """
    if show_sql:
        typer.echo(migrations.offline_sql())
        return
    with owner_address(load_settings()) as url, explained_failures():
        migrations.upgrade(url)
    notes.print(f"The database is at {migrations.head()}.")
