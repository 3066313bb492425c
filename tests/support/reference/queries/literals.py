"""Values of arguments as they are written into a document, or handed over beside it."""

import json
from dataclasses import dataclass
from typing import Any


class Word(str):
    """A word that is written without quotes: a value of an enum."""

    __slots__ = ()


@dataclass(frozen=True)
class Given:
    """A variable in the place of a value."""

    name: str


def literal(value: Any) -> str:
    """Return a value as GraphQL writes it."""
    if isinstance(value, Given):
        return f"${value.name}"
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {literal(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def call(name: str, arguments: dict[str, Any]) -> str:
    """Return a field with its arguments."""
    if not arguments:
        return name
    return f"{name}({', '.join(f'{one}: {literal(value)}' for one, value in arguments.items())})"
