"""How often something may happen: a bucket of tries for each key, in the memory of one process."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

_MINUTE = 60.0
#: Keys that are remembered; beyond it those are forgotten that have been quiet the longest.
MOST_KEYS = 50_000


class RateLimit:
    """Lets each key through `per_minute` times at once, and as often again in every minute after.

    Every process counts for itself: with several, so many times more get through together.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        most_keys: int = MOST_KEYS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._size = float(per_minute)
        self._most_keys = most_keys
        self._now = now
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def take(self, key: bytes) -> int | None:
        """Use up one try of a key; return None, or in how many seconds there is one again."""
        now = self._now()
        left, since = self._left.pop(key, (self._size, now))
        left = min(self._size, left + (now - since) * self._size / _MINUTE)
        allowed = left >= 1.0
        self._left[key] = (left - 1.0 if allowed else left, now)
        if len(self._left) > self._most_keys:
            self._left.popitem(last=False)
        return None if allowed else math.ceil((1.0 - left) * _MINUTE / self._size)
