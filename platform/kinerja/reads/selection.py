"""What a client selected, without GraphQL: a frozen tree that the engine turns into a statement."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
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
    `slot` is what `Wanted.arguments` reads the arguments by, if they hold variables of the request.
    """

    key: str
    name: str
    arguments: tuple[tuple[str, Value], ...] = ()
    on: tuple[tuple[str, tuple["Selection", ...]], ...] = ()
    slot: Hashable = field(default=None, compare=False)

    def fields(self, type_name: str) -> tuple["Selection", ...]:
        """Return what was selected on `type_name`; nothing if the field cannot give that type."""
        return next((fields for name, fields in self.on if name == type_name), ())

    def argument(self, name: str) -> Value:
        """Return an argument; None when it was left out or given as null, which mean the same."""
        return next((value for given, value in self.arguments if given == name), None)

    def bare(self) -> "Selection":
        """Return the selection without its arguments: they have been settled."""
        return replace(self, arguments=(), slot=None)

    def slots(self) -> Iterator[Hashable]:
        """Yield the slots of this selection and of all below it."""
        if self.slot is not None:
            yield self.slot
        for _, fields in self.on:
            for one in fields:
                yield from one.slots()
