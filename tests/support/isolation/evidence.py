"""What was asked and answered in both worlds, and what of it should not have been."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.clients import Answer, Client
from tests.support.isolation.canaries import unpacked
from tests.support.isolation.documents import node_of, pages
from tests.support.isolation.probes import Probe
from tests.support.isolation.targets import Targets
from tests.support.isolation.worlds import Worlds

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[0-9.]*(Z|\+00:00)")


@dataclass(frozen=True)
class Told:
    """What somebody was told who should not have been: where, and what or instead of what."""

    persona: str
    probe: str
    what: Any


@dataclass
class Evidence:
    """What came of it. `leaks` and `differences` are to be empty, `accepted` too."""

    requests: int = 0
    leaks: list[Told] = field(default_factory=list)
    differences: list[Told] = field(default_factory=list)
    accepted: list[Told] = field(default_factory=list)
    malformed: list[Told] = field(default_factory=list)

    def look_at(
        self, persona: str, probe: Probe, full: Answer, bare: Answer, *, worlds: Worlds
    ) -> None:
        """Judge one pair of answers."""
        self.requests += 1
        told = json.dumps([full.body, *_told_headers(full)], ensure_ascii=False)
        said = json.dumps([probe.document, probe.variables])
        if found := worlds.secrets.found_in(told) - worlds.secrets.found_in(said):
            places = {one: worlds.secrets.texts.get(one, "an id") for one in found}
            self.leaks.append(Told(persona, probe.name, places))
        pair = [comparable(one, worlds.known) for one in (full, bare)]
        if pair[0] != pair[1]:
            self.differences.append(Told(persona, probe.name, _first_difference(*pair)))
        if full.data is None and not full.errors:
            self.malformed.append(Told(persona, probe.name, full.body))
        if _is_broken(full):
            self.malformed.append(Told(persona, probe.name, full.errors[:1]))


def _is_broken(answer: Answer) -> bool:
    """Tell whether the request itself was wrong, so that nothing was asked."""
    wrong = {"GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT", "BAD_REQUEST", "INTERNAL_SERVER_ERROR"}
    return bool(wrong & set(answer.codes)) or any(
        code.startswith(("QUERY_", "INTERNAL", "TOO_MANY")) for code in answer.codes
    )


def _told_headers(answer: Answer) -> list[str]:
    return [f"{name}: {value}" for name, value in answer.headers.items()]


def comparable(answer: Answer, known: frozenset[str]) -> str:
    """Return an answer without what differs between any two requests: new ids, the present time."""
    text = unpacked(json.dumps([answer.status, answer.body], ensure_ascii=False))
    text = _UUID.sub(lambda found: found.group() if found.group() in known else "new", text)
    return _INSTANT.sub("instant", text)


def _first_difference(left: str, right: str) -> tuple[str, str]:
    place = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), 0)
    return left[max(0, place - 120) : place + 120], right[max(0, place - 120) : place + 120]


def succeeded(answer: Answer) -> bool:
    """Tell whether a mutation did anything: a payload without an error, as a whole and in parts."""
    return answer.data is not None and not any(_errors(answer.data))


def _errors(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name in ("errors", "error") and one:
                yield one
            yield from _errors(one)
    elif isinstance(value, list):
        for one in value:
            yield from _errors(one)


async def ask_in_both(
    worlds: Worlds, persona: str, token: str | None, probes: Iterable[Probe], evidence: Evidence
) -> None:
    """Let somebody send requests in both worlds, and judge the answers."""
    for probe in probes:
        full, bare = await _pair(worlds, token, probe)
        evidence.look_at(persona, probe, full, bare, worlds=worlds)
        if probe.document.startswith("mutation") and succeeded(full):
            evidence.accepted.append(Told(persona, probe.name, full.body))
        if full.errors:
            await ask_in_both(worlds, persona, token, probe.parts, evidence)


async def _pair(worlds: Worlds, token: str | None, probe: Probe) -> tuple[Answer, Answer]:
    full, bare = [
        await one.with_token(token).query(probe.document, probe.variables)
        for one in (worlds.full, worlds.bare)
    ]
    return full, bare


async def told_by(client: Client, probes: Iterable[Probe]) -> str:
    """Return all that somebody is told."""
    bodies = []
    for probe in probes:
        answer = await client.query(probe.document, probe.variables)
        bodies.append(json.dumps(answer.body, ensure_ascii=False))
        if answer.errors:
            bodies.append(await told_by(client, probe.parts))
    return "\n".join(bodies)


async def mint_cursors(clients: Sequence[Client], targets: Targets) -> None:
    """Let the agency's own people read a cursor of every type."""
    for type_name, name, one in pages():
        target = node_of(one)
        if type_name == "Viewer" or target in targets.cursors:
            continue
        document = (
            f"query ($id: ID!) {{ node(id: $id) {{ ... on {type_name}"
            f" {{ found: {name}(first: 1) {{ edges {{ cursor }} }} }} }} }}"
        )
        for key in targets.some(type_name, 9):
            for client in clients:
                answer = await client.query(document, {"id": targets.gid(type_name, key)})
                edges = (((answer.data or {}).get("node") or {}).get("found") or {}).get("edges")
                if edges and target not in targets.cursors:
                    targets.cursors[target] = edges[0]["cursor"]
