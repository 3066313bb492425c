"""Asks the service and its peers the same questions, over the same data, in turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx
import orjson

from benchmarks import contestants, world
from benchmarks.answers import check_same, size
from benchmarks.contestants import (
    ALL,
    ANSWERERS,
    CONSTANT,
    FLOOR,
    KINERJA,
    UNGUARDED,
)
from benchmarks.load import Ask, Load, Post, Slice, Statement, load
from benchmarks.questions.asked import Question, questions
from benchmarks.reasons import in_agency
from benchmarks.recording import Sent, recording
from benchmarks.rounds import Effort, Rates, in_turn
from benchmarks.servers import Server, running
from benchmarks.service import service
from benchmarks.world import World
from graphql_schema.schema import create_schema
from policies.engine import PolicyEngine


@dataclass(frozen=True)
class Measured:
    """What was found about one question: how much is asked for, and the rates by connections."""

    question: Question
    values: int
    bytes: Mapping[str, int]
    rates: Mapping[int, Rates]
    sent: Sent


@dataclass(frozen=True)
class Comparison:
    """What was found about all of them."""

    measured: Sequence[Measured]
    memory: Mapping[str, float]
    ceiling: Mapping[int, Slice] = field(default_factory=dict)


async def compare(given: World, effort: Effort, names: Sequence[str] = ALL) -> Comparison:
    """Measure those of these names, and the bare driver, on every question.

    Raises:
        DifferentAnswersError: they do not answer the same; nothing is measured then.
    """
    asked = questions(given)
    sent = await record(given, asked)
    programs = contestants.programs(given, names)
    with running(programs, logs=world.HOME / "logs") as servers, load() as generator:
        asking = [_prepare(given, question, servers, sent[question.name]) for question in asked]
        measured = [await _measure(one, generator, effort) for one in asking]
        memory = {name: server.memory for name, server in servers.items()}
        largest = max(one.bytes[KINERJA] for one in measured)
        ceiling = await _ceiling(generator, effort, largest)
    return Comparison(measured, memory, ceiling)


async def record(given: World, asked: Sequence[Question]) -> dict[str, Sent]:
    """Return the statement that the service sends for each question."""
    found: dict[str, Sent] = {}
    async with service(given.urls.application, create_schema(), PolicyEngine.load()) as ours:
        for question in asked:
            document = question.document(ANSWERERS[KINERJA])
            with recording() as log:
                await ours.ask(given.head, given.agency, document, dict(question.ours))
            found[question.name] = log.longest()
    return found


@dataclass(frozen=True)
class _Asking:
    question: Question
    sent: Sent
    values: int
    asks: Mapping[str, Ask]


def _prepare(
    given: World, question: Question, servers: Mapping[str, Server], sent: Sent
) -> _Asking:
    """Ask everybody once, compare the answers, and remember how long they are."""
    token = contestants.token(given)
    posts = {
        name: Post(
            server.port,
            question.body(ANSWERERS[name]),
            token if name in (KINERJA, UNGUARDED) else None,
        )
        for name, server in servers.items()
    }
    answers = {name: _answer(post) for name, post in posts.items()}
    data = {name: orjson.loads(answer)["data"] for name, answer in answers.items()}
    check_same(data)
    asks: dict[str, Ask] = {
        name: Post(post.port, post.body, post.token, len(answers[name]))
        for name, post in posts.items()
    }
    asks[FLOOR] = floor(given, sent)
    return _Asking(question, sent, size(data[KINERJA]), asks)


def floor(given: World, sent: Sent) -> Statement:
    """Return the statement for the bare driver, in a session that is in the agency."""
    return Statement(given.urls.application, in_agency(given.agency.id), sent.text, sent.values)


def _answer(post: Post) -> bytes:
    headers = {"content-type": "application/json", "accept": "application/json"}
    if post.token is not None:
        headers["authorization"] = f"Bearer {post.token}"
    url = f"http://127.0.0.1:{post.port}/graphql"
    answer = httpx.post(url, content=post.body, headers=headers, timeout=60)
    if answer.status_code != httpx.codes.OK or "errors" in answer.json():
        message = f"{answer.status_code}: {answer.text[:2000]}"
        raise RuntimeError(message)
    return answer.content


async def _measure(asking: _Asking, generator: Load, effort: Effort) -> Measured:
    rates = {
        number: await in_turn(
            asking.asks,
            generator,
            effort=effort,
            connections=number,
            title=f"{asking.question.name}, {number} connections",
        )
        for number in effort.connections
    }
    sizes = {name: ask.size or 0 for name, ask in asking.asks.items() if isinstance(ask, Post)}
    return Measured(asking.question, asking.values, sizes, rates, asking.sent)


async def _ceiling(generator: Load, effort: Effort, size: int) -> dict[int, Slice]:
    """Find out how many answers of the largest size the load generator can take in."""
    program = contestants.constant_answer(size)
    with running([program], logs=world.HOME / "logs") as servers:
        post = Post(servers[CONSTANT].port, b"{}", None, size)
        return {
            number: await generator.run(post, connections=number, seconds=4 * effort.seconds)
            for number in effort.connections
        }
