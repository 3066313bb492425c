"""Runs comparisons from tests that are no coroutines: Hypothesis calls from outside any loop."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from random import Random
from typing import TypeVar

from kinerja.domains.organisation.models import OrgUnit
from policies.identity import Subject, SubjectKind
from tests.support.database import DISHUB, Server, cloned_database
from tests.support.reference.catalogue import TWINS
from tests.support.reference.comparing import Arena, DifferenceError, Question, arena
from tests.support.reference.density import Reached
from tests.support.reference.execution import Asker, reference_schema
from tests.support.reference.eyes import Eyes
from tests.support.reference.orders import Order
from tests.support.reference.queries.documents import Document, draw_document
from tests.support.reference.queries.pen import Pen
from tests.support.reference.queries.probes import Prober
from tests.support.reference.queries.shrinking import shrink
from tests.support.reference.queries.varying import varied

Result = TypeVar("Result")

#: How often everybody is asked for what was not reached, and for how many things at once.
ROUNDS, AT_ONCE = 8, 18


class Comparison:
    """A random world, and the questions that are asked about it."""

    def __init__(self, runner: asyncio.Runner, place: Arena) -> None:
        self._runner = runner
        self.place = place
        self.schema = reference_schema()
        self.reached = Reached()
        #: Whether a difference is told with the smallest document that shows it.
        self.explains = True

    def run(self, coroutine: Awaitable[Result]) -> Result:
        """Run a coroutine to its end."""
        return self._runner.run(coroutine)  # type: ignore[arg-type]  # A coroutine.

    def ask_anything(self, random: Random) -> None:
        """Ask one random document as somebody, and compare.

        Raises:
            DifferenceError: the answers differ; it tells the smallest document that shows it.
        """
        self.run(self._ask_anything(random))

    def ask_everybody(self, query: str) -> None:
        """Ask the same of everybody, under all policies; `$cursor` is that of a unit.

        Raises:
            DifferenceError: the answers to one of them differ.
        """
        self.run(self._ask_everybody(query))

    async def _ask_everybody(self, query: str) -> None:
        for persona in self.place.personas:
            for policies in self.place.engines:
                variables = {"cursor": _cursor(await self.place.asker(persona, policies))}
                await self.place.compare(Question(persona, policies, query, variables))

    def ask_for_the_rest(self, random: Random) -> list[str]:
        """Ask directly for what was not reached yet; return what still is not then."""
        return self.run(self._ask_for_the_rest(random))

    async def _ask_anything(self, random: Random) -> None:
        place = self.place
        persona, policies = random.choice(place.personas), random.choice(list(place.engines))
        asker = await place.asker(persona, policies)
        document = draw_document(random, self.schema, asker, self.reached.count)
        await self._compare(document, Question(persona, policies, "", {}))
        await self._ask_again(document, Question(persona, policies, "", {}), random)

    async def _ask_again(self, document: Document, first: Question, random: Random) -> None:
        """Ask the same with other values, by somebody else, and under other policies."""
        for _ in range(random.choice([0, 1, 1])):
            other = varied(random, document) if random.random() < 0.7 else document
            who = Question(
                random.choice([first.persona, random.choice(self.place.personas)]),
                random.choice(list(self.place.engines)),
                "",
                {},
            )
            # A cursor is one of its agency and order, and has ids as who got it knows them.
            has_cursor = "after:" in document.query or "before:" in document.query
            # The plain reader withholds no small groups: those from outside are not asked for any.
            is_summed = "aggregates" in document.query or "groups" in document.query
            is_bound = has_cursor or (is_summed and _is_outside(who.persona.subject))
            if other is not None:
                await self._compare(other, first if is_bound else who)

    async def _ask_for_the_rest(self, random: Random) -> list[str]:
        place = self.place
        everybody = [(one, policies) for one in place.personas for policies in place.engines]
        random.shuffle(everybody)
        for persona, policies in everybody * ROUNDS:
            missing = self.reached.missing(self.schema)
            asker = await place.asker(persona, policies)
            eyes = asker.eyes[persona.subject.agency_id or 2]
            assert isinstance(eyes, Eyes)
            random.shuffle(missing)
            for start in range(0, len(missing), AT_ONCE):
                pen = Pen(random, self.reached.count)
                wanted = missing[start : start + AT_ONCE]
                document = Prober(pen, self.schema, asker, eyes).document(wanted)
                if document is not None:
                    await self._compare(document, Question(persona, policies, "", {}))
        return self.reached.missing(self.schema)

    async def _compare(self, document: Document, who: Question) -> None:
        try:
            notes = await self.place.compare(_about(document, who))
        except DifferenceError as error:
            raise (await self._explained(document, who) if self.explains else error) from error
        if notes is not None:
            self.reached.add(notes, document.forms)

    async def _explained(self, document: Document, who: Question) -> DifferenceError:
        async def differs(smaller: Document) -> bool:
            try:
                await self.place.compare(_about(smaller, who))
            except DifferenceError:
                return True
            return False

        smallest = await shrink(document, self.schema, differs)
        try:
            await self.place.compare(_about(smallest, who))
        except DifferenceError as error:
            about = f"{who.persona.name} by policies '{who.policies}'"
            asked = f"{smallest.query}\n{smallest.variables}"
            return DifferenceError(f"{error}\nasked by {about}:\n{asked}")
        return DifferenceError(f"once only: {document.query}\n{document.variables}")


def _cursor(asker: Asker) -> str | None:
    """Return the cursor of the first unit that somebody sees in DISHUB."""
    eyes, twin = asker.in_agency(DISHUB), TWINS["OrgUnit"]
    units = [row for row in eyes.rows.all(OrgUnit) if eyes.sees(twin, row)]
    return Order.of(twin, eyes, None).cursor(units[0]) if units else None


def _is_outside(subject: Subject) -> bool:
    return subject.kind is not SubjectKind.PERSON or subject.agency_id is None


def _about(document: Document, who: Question) -> Question:
    return Question(who.persona, who.policies, document.query, document.variables)


@contextmanager
def comparison(server: Server, template: str, random: Random) -> Iterator[Comparison]:
    """Make a world for one module of tests."""
    with asyncio.Runner() as runner:
        made = cloned_database(server, template)
        database = runner.run(made.__aenter__())
        entered = arena(database, random)
        try:
            yield Comparison(runner, runner.run(entered.__aenter__()))
        finally:
            runner.run(entered.__aexit__(None, None, None))
            runner.run(made.__aexit__(None, None, None))
