"""A schema of a few fields that misbehave in known ways, to test the HTTP edge by itself."""

import asyncio
from decimal import Decimal

import orjson
import strawberry

from graphql_schema.connections import Edge, PageInfo
from graphql_schema.context import Info
from graphql_schema.service_schema import ServiceSchema
from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup
from kinerja.kit.ids import AgencyId, new_id
from tenants.audit import record

#: What a resolver's fault says; it must never reach a client.
SECRET = "password=hunter2 at postgresql://db.internal/kinerja"


class OutOfTeaError(KinerjaError):
    code = "OUT_OF_TEA"
    en = "There is no tea. Boil {litres} litres of water."
    id = "Teh habis. Rebuslah {litres} liter air."


@strawberry.type
class Thing:
    name: str = "thing"

    @strawberry.field
    def part(self) -> "Thing | None":
        return None

    @strawberry.field
    def parts(self) -> list["Thing"]:
        return []

    @strawberry.field
    def things(self, first: int | None = None, last: int | None = None) -> "ThingConnection":
        raise NotImplementedError


@strawberry.type
class ThingConnection:
    edges: list[Edge[Thing]]
    nodes: list[Thing]
    page_info: PageInfo
    total_count: int


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "you") -> str:
        return f"hello {name}"

    @strawberry.field
    def thing(self) -> Thing:
        return Thing()

    @strawberry.field
    def pages(self, first: int | None = None, last: int | None = None) -> ThingConnection | None:
        assert first is None or last is None or first == last
        return None

    @strawberry.field
    def many(self, ids: list[str]) -> list[Thing]:
        return [Thing(name=name) for name in ids]

    @strawberry.field
    def exact(self) -> Decimal:
        return Decimal("79.9000000000")

    @strawberry.field
    def fault(self) -> str | None:
        raise RuntimeError(SECRET)

    @strawberry.field
    def null(self) -> str:
        return None  # type: ignore[return-value]  # the fault that is tested.

    @strawberry.field
    def refused(self) -> str | None:
        raise OutOfTeaError(litres=2, path=("cup",))

    @strawberry.field
    def refused_twice(self) -> str | None:
        raise KinerjaErrorGroup([OutOfTeaError(litres=1), OutOfTeaError(litres=2)])

    @strawberry.field
    async def slow(self, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "done"

    @strawberry.field
    def who(self, info: Info) -> str:
        subject = info.context.signed_in()
        scopes = ",".join(sorted(subject.scopes))
        return f"{subject.kind} {subject.id} {subject.agency_id} {scopes}"


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def write(self, info: Info, reason: str) -> str:
        await _write(info, reason)
        return reason

    @strawberry.mutation
    async def write_and_wait(self, info: Info, reason: str, seconds: float) -> str:
        await _write(info, reason)
        await asyncio.sleep(seconds)
        return reason

    @strawberry.mutation
    async def write_and_fail(self, info: Info, reason: str) -> str | None:
        await _write(info, reason)
        raise RuntimeError(SECRET)

    @strawberry.mutation
    async def write_and_refuse(self, info: Info, reason: str) -> str | None:
        await _write(info, reason)
        raise OutOfTeaError(litres=2)


async def _write(info: Info, reason: str) -> None:
    """Write an audit event, as any real mutation does."""
    agency = AgencyId(2)
    async with info.context.unit.savepoint(agency) as session:
        await record(
            session,
            agency_id=agency,
            actor_id=None,
            action="tea.made",
            object_type="Tea",
            object_id=new_id(),
            reason=reason,
        )


tiny_schema = ServiceSchema(Query, Mutation)

#: Forty fragments, each spread twice in the one before: 2^40 fields for a limiter without memory.
DOUBLING = (
    "{ thing { ...F0 } } "
    + " ".join(f"fragment F{n} on Thing {{ name ...F{n + 1} ...F{n + 1} }}" for n in range(39))
    + " fragment F39 on Thing { name }"
)


def nested(levels: int) -> str:
    """Return a query that nests `levels` fields."""
    return "{ thing { " + "part { " * (levels - 2) + "name" + " }" * (levels - 2) + " } }"


def as_json(value: object) -> str:
    """Return JSON text for a query string."""
    return orjson.dumps(value).decode()
