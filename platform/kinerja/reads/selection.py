"""What a client selected, without GraphQL: a frozen tree that the engine turns into a statement."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

#: What arguments are made of, once GraphQL has read them.
Scalar: TypeAlias = str | int | float | bool | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class InputObject:
    """An input object: names and values, in the order in which they were given."""

    items: tuple[tuple[str, "Value"], ...]


Value: TypeAlias = Scalar | InputObject | tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """One entry of a response: under which key, from which field, with which arguments.

    `on` holds, for each concrete type that the field may give, what was selected on it: fragments
    are resolved, duplicates merged, skipped fields left out, all in the order of the query.
    """

    key: str
    name: str
    arguments: tuple[tuple[str, Value], ...] = ()
    on: tuple[tuple[str, tuple["Selection", ...]], ...] = ()

    def fields(self, type_name: str) -> tuple["Selection", ...]:
        """Return what was selected on `type_name`; nothing if the field cannot give that type."""
        return next((fields for name, fields in self.on if name == type_name), ())

    def argument(self, name: str) -> Value:
        """Return an argument; None when it was left out or given as null, which mean the same."""
        return next((value for given, value in self.arguments if given == name), None)
