"""The service beside its peers: the same questions, data, database and machine, in one run."""

from collections.abc import Sequence

from benchmarks.comparison import compare, floor
from benchmarks.contestants import ALL, ANSWERERS, KINERJA
from benchmarks.load import load
from benchmarks.peers_section import TITLE, section, verdicts
from benchmarks.profiles import profiles
from benchmarks.rounds import Effort
from benchmarks.world import World


async def run(given: World, *, effort: Effort, names: Sequence[str] = ALL) -> dict[str, str]:
    """Measure, and return the section; where a goal is missed, with the profiles that show why."""
    found = await compare(given, effort, names)
    told = list(verdicts(found))
    missed = {verdict.what.partition(":")[0] for verdict in told if not verdict.is_met}
    slow = {
        one.question.name: (one.question.body(ANSWERERS[KINERJA]), floor(given, one.sent))
        for one in found.measured
        if one.question.name in missed
    }
    seen: list[str] = []
    if slow:
        with load() as generator:
            seen = await profiles(given, generator, slow)
    return {TITLE: section(found, told, seen)}
