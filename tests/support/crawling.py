"""A walk through everything that an asker can reach, with every field that the schema has.

The queries are made from the schema, so that a new field or edge is walked without a new test.
"""

import base64
import binascii
import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, get_named_type, is_leaf_type

from kinerja.reads.catalogue import NODE_TYPES
from tests.support.clients import Answer, Client
from tests.support.reading import full_schema

SCHEMA = full_schema()._schema  # noqa: SLF001 - graphql-core's own schema.
#: So many objects of one type are opened; the rows of one type are read alike.
OPENED = 4
_PAGE = "totalCount pageInfo { startCursor endCursor } edges { cursor node { __typename %s } }"
_BASE64 = re.compile(r"[A-Za-z0-9_-]{24,}")


@dataclass
class Crawl:
    """What one asker has been told: all bodies, and the objects by type and id."""

    client: Client
    bodies: list[str] = field(default_factory=list)
    met: dict[str, str] = field(default_factory=dict)
    opened: Counter[str] = field(default_factory=Counter)

    async def ask(self, query: str, **variables: Any) -> Answer:
        """Ask, and keep the whole body of the answer, errors and extensions too."""
        answer = await self.client.query(query, variables)
        self.bodies.append(json.dumps(answer.body, ensure_ascii=False))
        return answer

    async def walk(self, *roots: str) -> None:
        """Begin with queries that have no variables, and open what they lead to."""
        waiting: deque[str] = deque()
        for root in roots:
            waiting.extend(self._note((await self.ask(root)).data))
        while waiting:
            key = waiting.popleft()
            type_name = self.met[key]
            if self.opened[type_name] < OPENED:
                self.opened[type_name] += 1
                answer = await self.ask(node_query(type_name), id=key)
                assert not answer.errors, (type_name, answer.errors)
                waiting.extend(self._note(answer.data))

    def _note(self, data: Any) -> Iterator[str]:
        for type_name, key in _objects(data):
            if key not in self.met:
                self.met[key] = type_name
                yield key

    def told(self) -> str:
        """Return all that was told as one text: with what base64 hides in ids and cursors."""
        plain = "\n".join(self.bodies)
        return "\n".join([plain, *map(_decoded, sorted(set(_BASE64.findall(plain))))])


def node_query(type_name: str) -> str:
    """Return the query of one object with all its fields, and those of what is next to it."""
    return (
        f"query ($id: ID!) {{ node(id: $id) {{ __typename ... on {type_name}"
        f" {{ {selection(type_name, depth=1)} }} }} }}"
    )


def selection(type_name: str, *, depth: int) -> str:
    """Return all fields of a type, and of what its edges lead to, `depth` steps away."""
    type_ = SCHEMA.get_type(type_name)
    assert isinstance(type_, GraphQLObjectType)
    chosen = [_chosen(name, one, depth) for name, one in type_.fields.items()]
    return " ".join(one for one in chosen if one)


def _chosen(name: str, given: GraphQLField, depth: int) -> str:
    call = name + _required(given)
    target = get_named_type(given.type)
    if is_leaf_type(target):
        return call
    if depth == 0:
        return ""
    if target.name.endswith("Connection"):
        inner = selection(target.name.removesuffix("Connection"), depth=depth - 1)
        return f"{call} {{ {_PAGE % inner} }}"
    return f"{call} {{ __typename {selection(target.name, depth=depth - 1)} }}"


def _required(given: GraphQLField) -> str:
    values = {"String!": '"main"', "Int!": "1", "Boolean!": "true", "ID!": f'"{SOME_VERSION}"'}
    needed = [
        f"{name}: {values[str(argument.type)]}"
        for name, argument in given.args.items()
        if isinstance(argument.type, GraphQLNonNull)
    ]
    return f"({', '.join(needed)})" if needed else ""


#: The id of a framework version that does not exist.
SOME_VERSION = "RnJhbWV3b3JrVmVyc2lvbjoyOjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMQ"


def _objects(data: Any) -> Iterator[tuple[str, str]]:
    """Yield type and id of every object in the answer that `node` finds again."""
    if isinstance(data, dict):
        if data.get("__typename") in NODE_TYPES and data.get("id"):
            yield data["__typename"], data["id"]
        for value in data.values():
            yield from _objects(value)
    elif isinstance(data, list):
        for value in data:
            yield from _objects(value)


def _decoded(text: str) -> str:
    """Return what a text says once its base64 is taken away; itself where it is none."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "replace")
    except binascii.Error:
        return text
