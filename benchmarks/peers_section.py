"""The section of RESULTS.md about the service and its peers."""

from collections.abc import Iterator

from benchmarks.comparison import Comparison, Measured
from benchmarks.contestants import FLOOR, KINERJA, PLAIN, POSTGRAPHILE, UNGUARDED
from benchmarks.results import Verdict, at_least, at_most, page, table, verdict_table

TITLE = "The service beside its peers"
SMALL, NESTED = "small", "nested, 100"
#: Requests a second as a multiple of somebody's: by question and name.
LEAST = {(NESTED, POSTGRAPHILE): 3, (NESTED, PLAIN): 20, (SMALL, POSTGRAPHILE): 1.5}
#: Time as a multiple of the same statement sent by the bare driver, and of the service unguarded.
MOST_OF_FLOOR, MOST_OF_UNGUARDED = 1.5, 1.15
TOLD = (
    "One PostgreSQL, one machine, in turn: the service as `kinerja serve` runs it, asked over HTTP"
    " with a token by the head of the agency; the same without policies and row-level security;"
    " Strawberry with resolvers and data loaders in the same server; PostGraphile on Node. Each is"
    " one worker with 10 database connections, and the last three log in as a superuser. The bare"
    " driver sends the service's own statement, prepared, in a session that is in the agency"
    " already. All answers were compared value by value before anything was measured."
)


def section(found: Comparison, verdicts: list[Verdict], profiles: list[str]) -> str:
    """Return the section."""
    numbers = list(found.measured[0].rates)
    parts = [_asked(found)]
    for number in numbers:
        connections = "1 connection" if number == 1 else f"{number} connections"
        parts += [f"Requests a second over {connections}:", _rates(found, number)]
        parts += [f"Median and p99 in milliseconds over {connections}:", _times(found, number)]
    memory = [(name, f"{size:.0f}") for name, size in found.memory.items()]
    parts += [verdict_table(verdicts), table(["server", "resident MiB"], memory), _ceiling(found)]
    if profiles:
        parts += ["Why goals were missed:", *profiles]
    return page(TITLE, TOLD, *parts)


def verdicts(found: Comparison) -> Iterator[Verdict]:
    """Yield the ratios to everybody who was measured, with the goals that there are."""
    for measured in found.measured:
        question = measured.question.name
        for number, rates in measured.rates.items():
            for name in (POSTGRAPHILE, PLAIN):
                if name in rates.slices:
                    told = f"{question}: requests/s, {KINERJA} / {name}, {number} conn."
                    ratio = rates.ratio(KINERJA, name)
                    least = LEAST.get((question, name))
                    yield at_least(told, ratio, least)
        yield from _times_of(measured)


def _times_of(measured: Measured) -> Iterator[Verdict]:
    """Yield how many times as long it takes, one after the other."""
    rates, question = measured.rates[min(measured.rates)], measured.question.name
    floor = rates.ratio(FLOOR, KINERJA)
    told = f"{question}: time, {KINERJA} / {FLOOR}"
    yield at_most(told, floor, MOST_OF_FLOOR if question == NESTED else None)
    if UNGUARDED in rates.slices:
        told = f"{question}: time, policies and RLS on / off"
        yield at_most(told, rates.ratio(UNGUARDED, KINERJA), MOST_OF_UNGUARDED)


def _asked(found: Comparison) -> str:
    rows = [
        (one.question.name, one.question.told, f"{one.values:,}", f"{one.bytes[KINERJA]:,}")
        for one in found.measured
    ]
    return table(["question", "what is asked", "values", "bytes"], rows)


def _rates(found: Comparison, number: int) -> str:
    names = list(found.measured[0].rates[number].slices)
    rows = [
        (one.question.name, *(f"{one.rates[number].rate(name):,.1f}" for name in names))
        for one in found.measured
    ]
    return table(["question", *names], rows)


def _times(found: Comparison, number: int) -> str:
    names = list(found.measured[0].rates[number].slices)
    rows = []
    for one in found.measured:
        rates = one.rates[number]
        times = [f"{1e3 * rates.median(n):.2f} / {1e3 * rates.p99(n):.2f}" for n in names]
        rows.append((one.question.name, *times))
    return table(["question", *names], rows)


def _ceiling(found: Comparison) -> str:
    size = max(one.bytes[KINERJA] for one in found.measured)
    told = ", ".join(f"{one.rate:,.0f} over {number}" for number, one in found.ceiling.items())
    return (
        f"The load generator is not what is measured: of a constant answer of {size:,} bytes, the"
        f" largest here, from the same server it takes in {told} connections a second."
    )
