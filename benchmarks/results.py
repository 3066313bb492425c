"""Writes what a run measured into RESULTS.md: one section a benchmark, the others untouched."""

import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

from benchmarks.measuring import Times, ratio
from kinerja.kit.clock import today

RESULTS = Path(__file__).with_name("RESULTS.md")
_HEAD = (
    "# What the benchmarks printed\n\nWritten by the runs themselves (`make bench`). Compare"
    " ratios; the times belong to one machine in one moment.\n"
)


@dataclass(frozen=True)
class Goal:
    """A promise about a ratio: `name` takes at most `most` times as long as `base`."""

    name: str
    base: str
    most: float


def section(title: str, told: str, *, times: Mapping[str, Times], goals: Sequence[Goal]) -> str:
    """Return a section with a table of times and a table of ratios."""
    lines = [f"## {title}", "", told, "", f"{today()}, {_machine()}.", ""]
    lines += ["| variant | median ms | p99 ms |", "|---|---|---|"]
    lines += [f"| {name} | {1e3 * t.median:.2f} | {1e3 * t.p99:.2f} |" for name, t in times.items()]
    lines += ["", "| ratio | measured | goal | |", "|---|---|---|---|"]
    for goal in goals:
        found = ratio(times, goal.name, goal.base)
        verdict = "met" if found <= goal.most else "**missed**"
        lines.append(f"| {goal.name} / {goal.base} | {found:.3f} | ≤ {goal.most} | {verdict} |")
    return "\n".join(lines) + "\n"


def write(sections: Mapping[str, str], path: Path = RESULTS) -> None:
    """Replace the sections that were measured and keep the others, in the order of the titles."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    found = re.split(r"(?m)^## ", old)[1:]
    kept = {part.partition("\n")[0]: f"## {part.rstrip()}\n" for part in found}
    kept |= sections
    path.write_text("\n".join([_HEAD, *(kept[title] for title in sorted(kept))]), encoding="utf-8")


def _machine() -> str:
    return f"{cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}"
