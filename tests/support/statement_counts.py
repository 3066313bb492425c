"""Counts the statements behind every query of an acceptance test: a root field is one of them.

A read of the engine is told from all else by where it is sent. Around reads it is asked who the
caller is, what an agency shares with it, and whom the account is about: once for each root at most.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema, parse
from graphql.execution import Executor
from graphql.execution.collect_fields import collect_fields
from graphql.language.ast import OperationType
from sqlalchemy import Engine, event

from kinerja.kit.ids import GlobalId, MalformedIdError
from kinerja.reads.finished import Finished

#: Root fields that the engine answers by one statement; `nodes` by one for each agency. The few
#: others ask what their own tests count.
ONE_STATEMENT = frozenset({"agency", "agencies", "node", "viewer"})
OF_ENGINE = ONE_STATEMENT | {"nodes"}


@dataclass
class Sent:
    """What one request had sent: reads of the engine, and all other statements."""

    reads: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


_sent: ContextVar[Sent | None] = ContextVar("sent", default=None)
_is_read: ContextVar[bool] = ContextVar("is_read", default=False)


@contextmanager
def statements_watched() -> Iterator[None]:
    """Let `sent_inside` hear of the statements of all engines; one watch inside another is one."""
    if event.contains(Engine, "before_cursor_execute", _note):
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        for name in ("fetch", "run"):
            patch.setattr(Finished, name, _marked(getattr(Finished, name)))
        event.listen(Engine, "before_cursor_execute", _note)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", _note)


@contextmanager
def sent_inside() -> Iterator[Sent]:
    """Collect what this task, and those that it starts, send meanwhile."""
    sent = Sent()
    token = _sent.set(sent)
    try:
        yield sent
    finally:
        _sent.reset(token)


def assert_one_statement_a_root(
    sent: Sent, schema: strawberry.Schema, body: Mapping[str, Any], data: Mapping[str, Any] | None
) -> None:
    """Assert that each root field of a query that gave something was exactly one statement."""
    roots = _roots(schema._schema, body)  # noqa: SLF001 - Strawberry keeps it there.
    if roots is None or any(name not in OF_ENGINE for name, _ in roots.values()):
        return
    most = sum(allowed for _, allowed in roots.values())
    given = [key for key, (name, _) in roots.items() if name in ONE_STATEMENT]
    least = sum((data or {}).get(key) is not None for key in given)
    assert least <= len(sent.reads) <= most, (least, most, len(sent.reads), sent.reads)
    asked = (one for one in sent.others if not one.startswith("INSERT"))  # The account itself.
    again = Counter(asked).most_common(1)
    assert all(count <= max(most, 1) for _, count in again), (most, again)


def _roots(schema: GraphQLSchema, body: Mapping[str, Any]) -> dict[str, tuple[str, int]] | None:
    """Return the root fields by response keys, with how many statements each may be."""
    try:
        document = parse(body["query"])
    except Exception:  # noqa: BLE001 - what is no document sends nothing that could be counted.
        return {}
    executor = Executor.build(
        schema,
        document,
        raw_variable_values=dict(body.get("variables") or {}),
        operation_name=body.get("operationName"),
    )
    if not isinstance(executor, Executor):
        return {}
    if executor.operation.operation is not OperationType.QUERY or schema.query_type is None:
        return None
    collected = collect_fields(
        schema,
        executor.fragments,
        executor.variable_values,
        schema.query_type,
        executor.operation,
    )
    roots = {key: details[0].node for key, details in collected.grouped_field_set.items()}
    ids = [one for values in executor.variable_values.coerced.values() for one in _ids(values)]
    agencies = max(1, len({one.agency_id for one in ids}))
    return {
        key: (node.name.value, agencies if node.name.value == "nodes" else 1)
        for key, node in roots.items()
        if not node.name.value.startswith("__")
    }


def _ids(value: object) -> Iterator[GlobalId]:
    for one in value if isinstance(value, list) else [value]:
        try:
            yield GlobalId.parse(str(one))
        except MalformedIdError:
            continue


def _note(_: Any, __: Any, statement: str, *___: Any) -> None:
    sent = _sent.get()
    if sent is not None and not statement.startswith(("SET LOCAL", "SAVEPOINT", "RELEASE")):
        (sent.reads if _is_read.get() else sent.others).append(statement)


def _marked(send: Any) -> Any:
    async def marked(self: Finished, *given: Any) -> Any:
        token = _is_read.set(True)
        try:
            return await send(self, *given)
        finally:
            _is_read.reset(token)

    return marked
