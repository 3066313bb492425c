"""How many answers of citizens are taken a minute: from one link, and from one network."""

from dataclasses import dataclass, field

from kinerja.kit.rates import RateLimit

#: As the settings have them by default.
PER_LINK, PER_NETWORK = 600, 30


@dataclass(frozen=True)
class CitizenRates:
    """The limits of one process. Networks are known to it by keyed hashes only."""

    links: RateLimit = field(default_factory=lambda: RateLimit(PER_LINK))
    networks: RateLimit = field(default_factory=lambda: RateLimit(PER_NETWORK))

    def wait(self, link: bytes, network: bytes | None) -> int | None:
        """Use up a try of both; return None, or in how many seconds to try again.

        The network comes first: one that sends too much must not use up the tries of a link.
        """
        waits = self.networks.take(network) if network is not None else None
        return waits if waits is not None else self.links.take(link)
