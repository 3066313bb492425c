"""How much each caller may still ask for: points that come back, in the memory of a process."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

#: Callers that are remembered; beyond it those are forgotten that have been quiet the longest.
MOST_KEYS = 50_000


class Balance(NamedTuple):
    """What a caller has left, and (None: it was enough) in how many seconds to try again."""

    left: int
    wait: int | None


class Budgets:
    """Buckets of `maximum` points, of which each gets back `restored` points in every `seconds`.

    Every process counts for itself: with several, so many times more may be spent together. Who is
    forgotten begins with a full bucket; it takes `most_keys` others to be forgotten.
    """

    def __init__(
        self,
        *,
        maximum: int,
        restored: int,
        seconds: float = 1.0,
        most_keys: int = MOST_KEYS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.maximum = maximum
        self.restored = restored
        self._seconds = seconds
        self._most_keys = most_keys
        self._now = now
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def spend(self, key: bytes, points: int) -> Balance:
        """Take points off a caller's bucket; all that are asked for, or none.

        More than `maximum` points are never there, however long one waits.
        """
        now = self._now()
        left, since = self._left.pop(key, (float(self.maximum), now))
        left = min(float(self.maximum), left + (now - since) * self.restored / self._seconds)
        is_enough = left >= points
        left -= points if is_enough else 0
        self._left[key] = (left, now)
        if len(self._left) > self._most_keys:
            self._left.popitem(last=False)
        wait = None if is_enough else math.ceil((points - left) * self._seconds / self.restored)
        return Balance(math.floor(left), wait)


@dataclass(frozen=True)
class Allowance:
    """The bucket of one caller."""

    budgets: Budgets
    key: bytes

    def spend(self, points: int) -> Balance:
        """Take points off it; all that are asked for, or none."""
        return self.budgets.spend(self.key, points)
