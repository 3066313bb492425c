"""Asks everything for everybody, and gathers what came of it."""

import io
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.support.clients import Client
from tests.support.isolation.canaries import Secrets, dump
from tests.support.isolation.documents import asked_fields
from tests.support.isolation.evidence import (
    Evidence,
    ask_in_both,
    mint_cursors,
    succeeded,
    told_by,
)
from tests.support.isolation.probes import Probe, mutations, own_mutations, reads
from tests.support.isolation.worlds import Worlds
from tests.support.telemetry import recording

#: Who is asked for with every request. The others have the roles of one of these, and are asked
#: for with those that look for rows of the other agency.
THOROUGH = frozenset({"head", "officer", "ratee", "DISHUB client of pseudonyms"})
#: Who sees most of an agency, each something that the others do not.
SEEING = ("head", "officer", "dpo", "rater", "ratee", "DUKCAPIL client")


@dataclass
class Findings:
    """What came of it, about the agency that nobody should have learned of."""

    evidence: Evidence = field(default_factory=Evidence)
    asked: frozenset[str] = frozenset()
    #: Tables of which rows were changed or removed, and what was added to which, in short.
    changed: set[str] = field(default_factory=set)
    added: set[tuple[str, str]] = field(default_factory=set)
    #: What of it was in logs, spans or metrics.
    logged: set[str] = field(default_factory=set)
    spans: int = 0
    #: By role above agencies: the columns that it was shown, and the tables that it wrote.
    province_seen: dict[str, set[str]] = field(default_factory=dict)
    province_changed: dict[str, set[str]] = field(default_factory=dict)
    province_added: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    #: What its own people see: the columns; and the mutations that they can make.
    own_seen: set[str] = field(default_factory=set)
    own_made: set[str] = field(default_factory=set)


async def gather(worlds: Worlds) -> Findings:
    """Ask everything; the agency's own people come last, since they change it."""
    found = Findings()
    with everything_logged() as logged, recording() as recorded:
        probes = await _prepared(worlds)
        found.asked = asked_fields({one.document for some in probes for one in some})
        before = await dump(worlds.full.database, worlds.theirs.id)
        await _ask_for_all(worlds, *probes, found)
        after = await dump(worlds.full.database, worlds.theirs.id)
        found.changed, found.added = _compared(before, after)
        found.logged = worlds.secrets.found_in(logged.getvalue() + recorded.text)
        found.spans = len(recorded.spans)
    await _province(worlds, *probes, found)
    await _own_people(worlds, found)
    return found


async def _prepared(worlds: Worlds) -> tuple[list[Probe], list[Probe]]:
    await mint_cursors([*their_people(worlds).values()], worlds.their_targets)
    ours, theirs = worlds.our_targets, worlds.their_targets
    return list(reads(ours, theirs)), list(mutations(ours, theirs))


def their_people(worlds: Worlds) -> Mapping[str, Client]:
    """Return the clients of who sees most of the agency, an inspector too."""
    inspector = worlds.full.provider.token(
        worlds.province["inspectorate"], lifetime=timedelta(hours=1)
    )
    tokens = {name: one for name, one in worlds.personas(worlds.theirs) if name in SEEING}
    return {
        name: worlds.full.with_token(one)
        for name, one in {**tokens, "inspector": inspector}.items()
    }


async def _ask_for_all(
    worlds: Worlds, to_read: list[Probe], to_change: list[Probe], found: Findings
) -> None:
    """Ask request by request, so that each is parsed once for all who send it."""
    everybody = {**dict(worlds.personas(worlds.ours)), "nobody": None}
    for probes, is_for_all in ((to_read, _looks_for_rows), (to_change, _claims)):
        for probe in probes:
            for persona in everybody if is_for_all(probe) else sorted(THOROUGH):
                token = everybody[persona]
                await ask_in_both(worlds, persona, token, [probe], found.evidence)


def _looks_for_rows(probe: Probe) -> bool:
    return probe.name.startswith("agency(DUKCAPIL)") or _claims(probe)


def names_another_agency(probe: Probe) -> bool:
    """Tell whether a request says openly that it is about the other agency."""
    openly = ("node(named", "nodes(named", "why(named")
    return probe.name.startswith(openly) or "DUKCAPIL" in probe.name


def _claims(probe: Probe) -> bool:
    return any(word in probe.name for word in ("claimed", "narrowed from", "simulate", "Report"))


async def _province(
    worlds: Worlds, to_read: list[Probe], to_change: list[Probe], found: Findings
) -> None:
    database, theirs = worlds.full.database, worlds.theirs.id
    for role, person in worlds.province.items():
        token = worlds.full.provider.token(person, lifetime=timedelta(hours=1))
        client = worlds.full.with_token(token)
        before = await dump(database, theirs)
        told = await told_by(
            client, [*(one for one in to_read if _looks_for_rows(one)), *to_change]
        )
        found.province_seen[role] = columns_in(worlds.secrets, told)
        compared = _compared(before, await dump(database, theirs))
        found.province_changed[role], found.province_added[role] = compared


async def _own_people(worlds: Worlds, found: Findings) -> None:
    ours, theirs = worlds.our_targets, worlds.their_targets
    people = their_people(worlds)
    for client in people.values():
        some = (one for one in reads(theirs, ours) if one.name.startswith(("node(own", "agency(")))
        told = await told_by(client, some)
        found.own_seen |= columns_in(worlds.secrets, told)
    for probe in own_mutations(theirs):
        for client in people.values():
            if succeeded(await client.query(probe.document, probe.variables)):
                found.own_made.add(probe.name)
                break


def columns_in(secrets: Secrets, told: str) -> set[str]:
    """Return the columns of which a text tells something."""
    return {secrets.texts[one] for one in secrets.found_in(told) if one in secrets.texts}


def _in_short(row: Mapping[str, Any]) -> str:
    """Say what an event is about: the deed, or what was read."""
    return str(row.get("action") or row.get("topic") or row.get("resources"))


def _compared(
    before: Mapping[str, list[str]], after: Mapping[str, list[str]]
) -> tuple[set[str], set[tuple[str, str]]]:
    """Return the tables of which rows were changed or removed, and what was added to which."""
    changed = {name for name, rows in before.items() if set(rows) - set(after[name])}
    added = {
        (name, _in_short(json.loads(row)))
        for name, rows in after.items()
        for row in set(rows) - set(before[name])
    }
    return changed, added


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """Collect our log lines, which go to standard error, and those of libraries."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        with redirect_stderr(written):
            yield written
    finally:
        root.removeHandler(handler)
