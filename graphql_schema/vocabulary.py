"""How a closed vocabulary of a domain becomes an enum of the schema, with every value described."""

from enum import StrEnum
from typing import Any, cast

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition


def describe(
    vocabulary: type[StrEnum], description: str, /, *, called: str | None = None, **values: str
) -> None:
    """Make `vocabulary` an enum of the schema; `called` is its name there, if not its own.

    Raises:
        ValueError: a value lacks a description, or a description lacks its value.
    """
    if set(values) != {member.name for member in vocabulary}:
        message = f"describe exactly the values of {vocabulary.__name__}"
        raise ValueError(message)
    strawberry.enum(vocabulary, name=called, description=description)
    definition = cast("StrawberryEnumDefinition", cast("Any", vocabulary).__strawberry_definition__)
    for value in definition.values:
        value.description = values[value.name]
