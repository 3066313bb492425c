"""How often something may happen: so many tries a minute for each key, in memory."""

import time
from collections.abc import Callable

from kinerja.kit.budgets import MOST_KEYS, Budgets

_MINUTE = 60.0


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
        self._tries = Budgets(
            maximum=per_minute, restored=per_minute, seconds=_MINUTE, most_keys=most_keys, now=now
        )

    def take(self, key: bytes) -> int | None:
        """Use up one try of a key; return None, or in how many seconds there is one again."""
        return self._tries.spend(key, 1).wait
