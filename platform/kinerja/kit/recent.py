"""What was used last, up to a bound: the memory of every cache whose keys clients choose."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Keeps at most `size` entries of together at most `weight`; what was used longest ago goes.

    `weigh` tells the weight of an entry; an entry heavier than all that may be kept is not kept.
    """

    def __init__(
        self,
        size: int,
        *,
        weight: int | None = None,
        weigh: Callable[[Key, Value], int] = lambda *_: 0,
    ) -> None:
        self._size = size
        self._most = weight
        self._weigh = weigh
        self._weight = 0
        self._kept: OrderedDict[Key, Value] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: Key) -> Value | None:
        """Return the entry, which counts as used; None if there is none."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Key, value: Value) -> Value:
        """Keep an entry in place of any other under its key, and return it."""
        self._drop(key)
        self._kept[key] = value
        self._weight += self._weigh(key, value)
        while len(self._kept) > self._size or self._is_too_heavy():
            self._drop(next(iter(self._kept)))
        return value

    def _is_too_heavy(self) -> bool:
        return self._most is not None and self._weight > self._most

    def _drop(self, key: Key) -> None:
        if key in self._kept:
            self._weight -= self._weigh(key, self._kept.pop(key))
