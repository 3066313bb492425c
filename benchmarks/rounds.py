"""How servers are measured: in turn, slice by slice, so that what disturbs one disturbs all."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from rich.progress import track

from benchmarks.load import Ask, Load, Slice
from benchmarks.measuring import turned

#: The first rounds only warm caches, plans and compilers of others.
WARM_UP = 2
#: However slow somebody is, so many rounds are measured.
LEAST = 3


@dataclass(frozen=True)
class Effort:
    """How long is measured: at most so many rounds of slices of so many seconds each.

    `budget` is how many seconds all rounds of one question over one number of connections may take.
    """

    rounds: int = 40
    seconds: float = 0.25
    budget: float = 20
    connections: tuple[int, ...] = (1, 16)


@dataclass(frozen=True)
class Rates:
    """The slices of everybody who was measured, one entry a round."""

    slices: Mapping[str, tuple[Slice, ...]]

    def rate(self, name: str) -> float:
        """Return the answers a second: the median of the rounds."""
        return statistics.median(one.rate for one in self.slices[name])

    def median(self, name: str) -> float:
        """Return the middle of all times, in seconds."""
        return statistics.median(self._seconds(name))

    def p99(self, name: str) -> float:
        """Return the time that one answer in a hundred exceeds, in seconds."""
        return statistics.quantiles(self._seconds(name), n=100, method="inclusive")[98]

    def ratio(self, name: str, base: str) -> float:
        """Return how many times the rate of `base` that of `name` is: the median of the rounds'.

        Both were measured in the same round, so a slow moment of the machine divides out.
        """
        pairs = zip(self.slices[name], self.slices[base], strict=True)
        return statistics.median(one.rate / other.rate for one, other in pairs)

    def _seconds(self, name: str) -> list[float]:
        return [seconds for one in self.slices[name] for seconds in one.seconds]


async def in_turn(
    asks: Mapping[str, Ask], generator: Load, *, effort: Effort, connections: int, title: str
) -> Rates:
    """Ask everybody for a slice a round, each round beginning with the next one."""
    slices: dict[str, list[Slice]] = {name: [] for name in asks}
    started = monotonic()
    for number in track(range(-WARM_UP, effort.rounds), description=title):
        if number >= LEAST and monotonic() - started > effort.budget:
            continue  # The bar runs to its end.
        for name in turned(list(asks), number):
            found = await generator.run(asks[name], connections=connections, seconds=effort.seconds)
            if number >= 0:
                slices[name].append(found)
    return Rates({name: tuple(found) for name, found in slices.items()})
