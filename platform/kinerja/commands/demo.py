"""`kinerja demo`: Jakarta's agencies with invented people, served until interrupted."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated, Any

import httpx
import orjson
import typer
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.syntax import Syntax

from kinerja.commands.person_tokens import Issuing, issue_for_employee, issue_for_province
from kinerja.commands.terminal import explained_failures, notes, output, run
from kinerja.connections import Connections, connections
from kinerja.demonstration.agencies import share_out
from kinerja.demonstration.persons import ANALYST, Persons, find_persons
from kinerja.demonstration.provisioning import Engines, Plan, provision
from kinerja.demonstration.tour import Step, walk
from kinerja.kit import embedded_database
from kinerja.kit.errors import KinerjaError
from kinerja.settings import Settings, load_settings
from migrations import run as migrations
from policies.engine import PolicyEngine
from policies.permissions import Role
from tenants.engines import create_application_engine, create_owner_engine
from tenants.provisioning import list_agencies

#: The agency whose story the tour tells.
AGENCY = "DISHUB"
START_LIMIT = 60.0
TOKEN_LIFE = timedelta(hours=24)


class EmbeddedOnlyError(KinerjaError):
    """The demonstration writes invented people; it never touches an outside database."""

    code = "EMBEDDED_ONLY"
    en = "The demonstration uses the embedded database only. Unset KINERJA_DATABASE_URL first."
    id = "Demonstrasi hanya memakai basis data tertanam. Hapus KINERJA_DATABASE_URL dahulu."


class PortTakenError(KinerjaError):
    """Another program listens on the port."""

    code = "PORT_TAKEN"
    en = "Port {port} is taken. Choose another one: make demo PORT={other}."
    id = "Port {port} sudah dipakai. Pilih yang lain: make demo PORT={other}."


class NotStartedError(KinerjaError):
    """The service did not become ready."""

    code = "NOT_STARTED"
    en = "The service did not become ready within {seconds} seconds; its messages stand above."
    id = "Layanan belum siap setelah {seconds} detik; pesannya ada di atas."


def demo(
    *,
    employees: Annotated[
        int, typer.Option(min=700, max=200_000, help="How many people to invent in all.")
    ] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed invents the same people.")] = 2026,
    port: Annotated[
        int, typer.Option(min=1, max=65535, envvar="PORT", help="Port to listen on.")
    ] = 8000,
    tour: Annotated[bool, typer.Option(help="Ask four questions before serving.")] = True,
) -> None:
    """Serve a demonstration of Jakarta's agencies, every person invented, until interrupted.

    The first run provisions about fifty agencies, their frameworks, a finalised 2025 and a running
    2026. Later runs keep that data, and all changes; `kinerja demo-clean` forgets it.
    """
    settings = load_settings(port=port)
    if not settings.is_embedded:
        raise EmbeddedOnlyError
    _require_free(settings.host, port)
    with connections(settings) as addresses:
        with explained_failures():
            migrations.upgrade(addresses.for_owner())
        run(_provision(addresses, Plan(people=employees, seed=seed)))
        persons, tokens = run(_sign_in(addresses, settings))
        with _service(settings) as service:
            url = f"http://{settings.host}:{settings.port}/graphql"
            _print_welcome(url, tokens)
            if tour:
                asyncio.run(walk(url, tokens, persons, show=_show))
            notes.print(f"\nServing [bold]{url}[/] until interrupted (Ctrl-C).")
            _serve_until_interrupted(service)


def demo_clean() -> None:
    """Forget the demonstration: stop the embedded database and delete its directory."""
    settings = load_settings()
    if not settings.is_embedded:
        raise EmbeddedOnlyError
    embedded_database.stop(settings.home)
    if settings.home.exists():
        shutil.rmtree(settings.home)
    notes.print("The demonstration's data is gone.")


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(port=port, other=port + 1) from error


async def _provision(addresses: Connections, plan: Plan) -> None:
    engines = Engines(
        owner=create_owner_engine(addresses.for_owner()),
        application=create_application_engine(addresses.application, pool_size=2),
    )
    bar = Progress(
        TextColumn("[progress.description]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("people"),
        TimeElapsedColumn(),
        console=notes,
    )
    try:
        with bar:
            total = sum(share_out(plan.people).values())
            task = bar.add_task("Jakarta", total=total)

            def done(name: str, size: int) -> None:
                bar.update(task, advance=size, description=name[:40].ljust(40))

            await provision(engines, PolicyEngine.load(), plan, done=done)
            bar.update(task, description="Jakarta's agencies are provisioned".ljust(40))
    finally:
        await engines.owner.dispose()
        await engines.application.dispose()


async def _sign_in(addresses: Connections, settings: Settings) -> tuple[Persons, Mapping[str, str]]:
    """Find the people of the tour and issue a token to each."""
    owner = create_owner_engine(addresses.for_owner())
    issuing = Issuing(settings=settings, owner=owner, lifetime=TOKEN_LIFE)
    try:
        known = {agency.code: agency for agency in await list_agencies(owner)}
        persons = await find_persons(owner, known[AGENCY])
        staff = {"officer": persons.officer, "rater": persons.rater, "employee": persons.ratee}
        tokens = {
            who: await issue_for_employee(
                issuing, agency_code=AGENCY, employee=str(subject), roles=()
            )
            for who, subject in staff.items()
        }
        tokens["province"] = await issue_for_province(
            issuing, subject_id=ANALYST, roles=[Role.PROVINCE_HR.value]
        )
    finally:
        await owner.dispose()
    return persons, tokens


@contextmanager
def _service(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run the service in a process of its own, as an operator would."""
    environment = os.environ | {"KINERJA_LOG_FORMAT": "console"}
    command = [sys.executable, "-m", "kinerja", "serve", "--port", str(settings.port)]
    process = subprocess.Popen(command, env=environment)  # noqa: S603 - our own command.
    try:
        _wait_until_ready(f"http://{settings.host}:{settings.port}/readyz", process)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, timeout=2).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise NotStartedError(seconds=int(START_LIMIT))


def _print_welcome(url: str, tokens: Mapping[str, str]) -> None:
    output.print(Panel.fit(f"GraphQL and GraphiQL: [bold]{url}[/]", title="Kinerja"))
    names = {
        "officer": f"performance officer of {AGENCY}",
        "rater": f"rater in {AGENCY}",
        "province": "province (BKD)",
        "employee": f"employee of {AGENCY}",
    }
    output.print("Tokens (24 hours), to send as `Authorization: Bearer …`:")
    for who, name in names.items():
        output.print(f"\n[bold]{name}[/]")
        print(tokens[who])  # noqa: T201 - unwrapped, to be copied.


def _show(step: Step, answer: dict[str, Any]) -> None:
    output.print(f"\n[bold]── {escape(step.title)}[/] ({step.who})")
    _print_code(step.document.strip(), "graphql")
    _print_code(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode(), "json")


def _print_code(code: str, language: str) -> None:
    if output.is_terminal:
        output.print(Syntax(code, language, background_color="default", word_wrap=True))
    else:
        output.print(code, markup=False, highlight=False, soft_wrap=True)


def _serve_until_interrupted(service: subprocess.Popen[bytes]) -> None:
    """Wait for Ctrl-C or SIGTERM, or for the service to end by itself."""
    # A shell starts what a script runs in the background (`make demo &`) with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        code = service.wait()
    except KeyboardInterrupt:
        notes.print("\nStopping.")
    else:
        raise typer.Exit(code or 1)
