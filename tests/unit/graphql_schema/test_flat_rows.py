"""Flat rows are written as GraphQL would complete them: keys, order, nulls, enums and scalars."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
import strawberry

from graphql_schema.executor import ReadingExecutor
from graphql_schema.flat_rows import flat
from graphql_schema.scalars import schema_config


@strawberry.enum
class Colour(Enum):
    """An enum whose values are not its names."""

    RED = "merah"
    GREEN = "hijau"


@strawberry.type
class Inside:
    """An object."""

    name: str


@strawberry.type
class Thing:
    """A row."""

    own_name: str
    colour: Colour | None
    amount: Decimal | None
    day: date
    inside: Inside | None = None


@dataclass(frozen=True)
class Stored:
    """What is known of a thing."""

    own_name: str
    colour: Colour | None
    amount: Decimal | None
    day: date
    inside: Inside | None = None


ROWS = [
    Stored("satu", Colour.RED, Decimal("1.50"), date(2026, 1, 2)),
    Stored("dua", None, None, date(2026, 3, 4), Inside(name="dalam")),
]


@strawberry.type
class Query:
    """The same rows, written at once and completed by GraphQL itself."""

    @strawberry.field
    def at_once(self) -> list[Thing]:
        """Return flat rows."""
        return flat(Thing, ROWS)

    @strawberry.field
    def one_by_one(self) -> list[Thing]:
        """Return objects."""
        return [Thing(**vars(row)) for row in ROWS]


SCHEMA = strawberry.Schema(
    query=Query, execution_context_class=ReadingExecutor, config=schema_config()
)


def _ask(field: str, selected: str) -> Any:
    given = "($yes: Boolean = true)" if "$yes" in selected else ""
    result = SCHEMA.execute_sync(f"query {given} {{ rows: {field} {selected} }} {FRAGMENTS}")
    assert not result.errors
    assert result.data is not None
    return [list(row.items()) for row in result.data["rows"]]


FRAGMENTS = "fragment F on Thing { day ownName }"


@pytest.mark.parametrize(
    "selected",
    [
        "{ ownName colour amount day ...F }",
        "{ ...F last: day colour __typename kind: __typename }",
        "{ day ... @include(if: $yes) { amount } ... @skip(if: $yes) { colour } ...F }",
        "{ a: ownName b: ownName ownName ... on Thing { amount ownName } ...F }",
    ],
)
def test_flat_rows_are_written_as_objects_are_completed(selected: str) -> None:
    assert _ask("atOnce", selected) == _ask("oneByOne", selected)


def test_a_field_that_leads_to_an_object_is_refused() -> None:
    result = SCHEMA.execute_sync("{ atOnce { inside { name } } }")

    assert result.data is None
    assert result.errors
    assert "Thing.inside is no single value" in result.errors[0].message
