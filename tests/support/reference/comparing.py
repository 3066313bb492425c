"""Asks both readers the same, and says where they differ."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import orjson
import strawberry

from graphql_schema.execution import Outcome, run_operation
from policies.engine import PolicyEngine
from policies.permissions import FieldClass
from tenants.engines import create_application_engine
from tenants.registry import AgencyRegistry
from tests.support.database import DISHUB, DPMPTSP, DUKCAPIL, Database
from tests.support.policy_agreement import MODEL
from tests.support.reading import full_schema
from tests.support.reference.askers import Persona, Service, give_roles
from tests.support.reference.catalogue import TWINS
from tests.support.reference.data.rules import draw_rules
from tests.support.reference.data.writing import write_agencies
from tests.support.reference.execution import Answered, Asker, answer
from tests.support.reference.eyes import Eyes
from tests.support.reference.notes import Notes
from tests.support.reference.plain import Twin
from tests.support.reference.rows import Rows, load_rows
from tests.support.reference.told import untrue

#: How the engine marks an empty list: white space that JSON ignores; no text holds it as it is.
_MARK = re.compile(rb"\[\n[ \t]+\]")


#: How many sets of random policies there are beside the baseline.
RULE_SETS = 3


class DifferenceError(AssertionError):
    """The two readers gave different answers."""


@dataclass(frozen=True)
class Question:
    """One operation, and who asks it under which policies."""

    persona: Persona
    policies: str
    query: str
    variables: Mapping[str, Any]


@dataclass
class Arena:
    """A database with random agencies, everybody who asks, and the policies that decide."""

    service: Service
    rows: dict[int, Rows]
    personas: list[Persona]
    engines: dict[str, PolicyEngine]
    askers: dict[tuple[str, str], Asker]

    async def ask(self, question: Question, schema: strawberry.Schema | None = None) -> Outcome:
        """Let the service answer; nothing is kept."""
        context = self.service.context(question.persona.subject, self.engines[question.policies])
        try:
            return await run_operation(
                schema or full_schema(),
                context,
                query=question.query,
                variables=dict(question.variables),
                name=None,
                extensions={},
                queries_only=True,
            )
        finally:
            await context.unit.rollback()

    async def asker(self, persona: Persona, policies: str) -> Asker:
        """Return the persona's eyes, made once."""
        key = (persona.name, policies)
        if key not in self.askers:
            engine = self.engines[policies]
            self.askers[key] = await self.service.asker(persona, engine, self.rows)
        return self.askers[key]

    async def compare(
        self, question: Question, schema: strawberry.Schema | None = None
    ) -> Notes | None:
        """Ask both; return what the plain reader came across, or None if both refused.

        Raises:
            DifferenceError: the answers differ.
        """
        outcome = await self.ask(question, schema)
        asker = await self.asker(question.persona, question.policies)
        reference = answer(asker, question.query, question.variables)
        return check(outcome, reference, asker)


def check(outcome: Outcome, reference: Answered, asker: Asker) -> Notes | None:
    """Compare two answers byte by byte; None if both refused to answer."""
    errors = outcome.body.get("errors")
    if errors:
        _check_refused(errors, reference, asker)
        return None
    mine = _MARK.sub(b"[]", orjson.dumps(outcome.body["data"]))
    if reference.refusals:
        raise DifferenceError(f"only the plain reader refused: {reference.refusals}")
    if mine != reference.data:
        raise DifferenceError(_difference(mine, reference.data))
    if wrong := untrue(outcome.body.get("extensions") or {}, reference.notes):
        raise DifferenceError("; ".join(wrong))
    return reference.notes


def _check_refused(errors: list[Any], reference: Answered, asker: Asker) -> None:
    """Compare refusals; the plain reader comes across a wrong argument only where it is used."""
    refused = {one.code for one in reference.refusals}
    for error in errors:
        code = error["extensions"]["code"]
        if code in refused or (code == "FIELD_HIDDEN" and hides(asker, error["message"])):
            continue
        raise DifferenceError(f"the engine refused {error}, the plain reader {reference.refusals}")


def hides(asker: Asker, message: str) -> bool:
    """Tell whether a message names something that some type never shows the asker."""
    name = message.split("`")[1]
    sides = [side for twin in TWINS.values() for side in _sides(twin, name)]
    eyes = [one for one in asker.eyes.values() if isinstance(one, Eyes)]
    return any(not one.ever_shows(*side) for one in eyes for side in sides)


def _sides(twin: Twin, name: str) -> Iterator[tuple[Twin, FieldClass]]:
    """Yield the types and classes that something of this name is about."""
    for known in (twin.fields, twin.filters, twin.orders):
        if name in known:
            yield twin, known[name].field_class
    if (edge := twin.edges.get(name)) is not None:
        yield twin, edge.field_class
        yield TWINS[edge.target], edge.target_class


def _difference(mine: bytes, other: bytes) -> str:
    place = next(
        (n for n, (one, two) in enumerate(zip(mine, other, strict=False)) if one != two),
        min(len(mine), len(other)),
    )
    near = slice(max(place - 300, 0), place + 120)
    return f"engine: …{mine[near].decode()}\nplain:  …{other[near].decode()}"


@asynccontextmanager
async def arena(database: Database, random: Random) -> AsyncIterator[Arena]:
    """Write two random agencies, and let everybody come."""
    clients = await write_agencies(database.owner, random, [DUKCAPIL, DISHUB])
    drawn = await load_rows(database.owner, DISHUB)
    personas = await give_roles(database, drawn, random, clients)
    rows: dict[int, Rows] = {}
    for one in (DUKCAPIL, DISHUB, DPMPTSP):
        rows[one] = await load_rows(database.owner, one)
    # An engine of its own: the pool of the requests is theirs.
    engine = create_application_engine(database.url, pool_size=2)
    registry = AgencyRegistry(engine)
    await registry.start()
    try:
        service = Service(database, registry)
        policies = {"baseline": PolicyEngine.load()}
        for number in range(RULE_SETS):
            policies[f"drawn {number}"] = PolicyEngine(draw_rules(random), MODEL)
        yield Arena(service, rows, personas, policies, {})
    finally:
        await registry.stop()
        await engine.dispose()
