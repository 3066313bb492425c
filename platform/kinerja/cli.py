"""`kinerja`: the command line, assembled from the modules of `kinerja.commands`."""

import sys
from typing import Annotated

import typer

import kinerja
from kinerja.commands import (
    agency,
    appraisals,
    audit,
    client,
    database,
    demo,
    documents,
    exports,
    imports,
    migrate,
    person,
    retention,
    role,
    scores,
    security,
    serve,
    token,
)
from kinerja.commands.terminal import notes
from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup
from kinerja.settings import InvalidSettingsError

app = typer.Typer(
    name="kinerja",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Performance appraisal of civil servants, agency by agency.",
    epilog="Settings are KINERJA_* variables; with none, everything runs embedded under .kinerja.",
)
app.command(epilog=serve.EPILOG)(serve.serve)
app.command()(migrate.migrate)
app.command(epilog=exports.EPILOG)(exports.export)
app.command()(demo.demo)
app.command()(demo.demo_clean)
app.add_typer(agency.app, name="agency")
app.add_typer(appraisals.app, name="appraisals")
app.add_typer(audit.app, name="audit")
app.add_typer(client.app, name="client")
app.add_typer(database.app, name="database")
app.add_typer(documents.app, name="documents")
app.add_typer(imports.app, name="import")
app.add_typer(person.app, name="person")
app.add_typer(retention.app, name="retention")
app.add_typer(role.app, name="role")
app.add_typer(scores.app, name="scores")
app.add_typer(security.app, name="security")
app.add_typer(token.app, name="token")


def _print_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"kinerja {kinerja.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


def main() -> None:
    """Run the command line; an expected failure is one sentence, not a traceback.

    Exit codes: 0 done, 1 refused, 2 wrong settings or arguments.
    """
    try:
        app()
    except KinerjaErrorGroup as group:
        for error in group.errors:
            _say(error)
        sys.exit(1)
    except KinerjaError as error:
        _say(error)
        sys.exit(2 if isinstance(error, InvalidSettingsError) else 1)


def _say(error: KinerjaError) -> None:
    notes.print(f"kinerja: {error}", style="red", markup=False, soft_wrap=True)
