"""What became of each item of a call that does many things at once."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from kinerja.domains.appraisals.errors import (
    DuplicateItemError,
    TextNotAllowedError,
    TooManyItemsError,
)
from kinerja.kit.errors import KinerjaError

Item = TypeVar("Item")


@dataclass(frozen=True)
class Outcome:
    """The answer about one item: the key of what was written, or why nothing was."""

    key: UUID | None = None
    error: KinerjaError | None = None


class Outcomes:
    """The outcomes of a call, by the position of the item; an item fails at most once."""

    def __init__(self, count: int, *, limit: int) -> None:
        if count > limit:
            raise TooManyItemsError(limit=limit, count=count)
        self._outcomes: list[Outcome | None] = [None] * count

    def refuse(self, position: int, error: KinerjaError | None) -> None:
        """Give an item its error, unless it has one; None gives nothing."""
        if error is not None and self._outcomes[position] is None:
            self._outcomes[position] = Outcome(error=error)

    def accept(self, position: int, key: UUID) -> None:
        """Say what was written for an item."""
        self._outcomes[position] = Outcome(key=key)

    def refuse_repeated(self, names: Iterable[Hashable]) -> None:
        """Refuse every item whose name an earlier item has."""
        first: dict[Hashable, int] = {}
        for position, name in enumerate(names):
            if first.setdefault(name, position) != position:
                self.refuse(position, DuplicateItemError(first=first[name]))

    def open(self) -> list[int]:
        """Return the positions that have no outcome yet."""
        return [position for position, one in enumerate(self._outcomes) if one is None]

    def all(self) -> list[Outcome]:
        """Return one outcome for each item, in the order of the items."""
        return [one or Outcome() for one in self._outcomes]


def check_each(
    outcomes: Outcomes, items: Sequence[Item], check: Callable[[Item], KinerjaError | None]
) -> None:
    """Refuse the items in which `check` finds an error."""
    for position, item in enumerate(items):
        outcomes.refuse(position, check(item))


def check_text(value: str | None, field: str, *, limit: int) -> KinerjaError | None:
    """Return what is wrong with a text of several lines; None when nothing is."""
    if value is None:
        return None
    plain = value.replace("\n", "").replace("\t", "")
    if len(value) <= limit and (plain.isprintable() or not plain):
        return None
    return TextNotAllowedError(limit=limit, path=(field,))
