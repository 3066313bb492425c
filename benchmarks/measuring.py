"""How variants are measured: in turn, round by round, so that what disturbs one disturbs all."""

import statistics
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from rich.progress import track

Act = Callable[[], Awaitable[object]]
WARM_UP = 10


@dataclass(frozen=True)
class Times:
    """The seconds that a variant took, one entry a round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle of the times."""
        return statistics.median(self.seconds)

    @property
    def p99(self) -> float:
        """The time that one round in a hundred exceeds."""
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[98]


async def measure(variants: Mapping[str, Act], *, rounds: int, title: str) -> dict[str, Times]:
    """Run every variant once a round, each round beginning with the next one.

    A progress bar says how far it is. The first rounds only warm caches and plans.
    """
    names = list(variants)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number in track(range(-WARM_UP, rounds), description=title):
        for name in turned(names, number):
            started = perf_counter()
            await variants[name]()
            if number >= 0:
                seconds[name].append(perf_counter() - started)
    return {name: Times(tuple(taken)) for name, taken in seconds.items()}


def ratio(times: Mapping[str, Times], name: str, base: str) -> float:
    """Return how much longer `name` took than `base`: the median of the rounds' own ratios.

    Both were measured in the same round, so a slow moment of the machine divides out.
    """
    pairs = zip(times[name].seconds, times[base].seconds, strict=True)
    return statistics.median(one / other for one, other in pairs)


def turned(names: Sequence[str], number: int) -> list[str]:
    """Return the names beginning with another one each round."""
    start = number % len(names)
    return [*names[start:], *names[:start]]
