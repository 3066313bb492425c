"""Writes what a run measured into RESULTS.md: a section a benchmark, and all goals at the top."""

import platform
import re
from collections.abc import Iterable, Mapping, Sequence
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
_MET, _MISSED = "met", "**missed**"
_VERDICT = re.compile(rf"(?m)^\| (.+) \| (.+) \| ([≤≥<] .+) \| ({_MET}|{re.escape(_MISSED)}) \|$")


@dataclass(frozen=True)
class Goal:
    """A promise about a ratio: `name` takes at most `most` times as long as `base`.

    Without `most` the ratio is told, and nothing is promised.
    """

    name: str
    base: str
    most: float | None = None


@dataclass(frozen=True)
class Verdict:
    """A ratio, or another number, that was measured, and the goal that it met or missed, if any."""

    what: str
    measured: str
    goal: str = ""
    is_met: bool = True

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The row of a table of verdicts."""
        told = (_MET if self.is_met else _MISSED) if self.goal else ""
        return self.what, self.measured, self.goal, told


def at_most(what: str, measured: float, most: float | None) -> Verdict:
    """Return the verdict on a ratio that should be small."""
    if most is None:
        return Verdict(what, f"{measured:.3f}")
    return Verdict(what, f"{measured:.3f}", f"≤ {most}", measured <= most)


def at_least(what: str, measured: float, least: float | None) -> Verdict:
    """Return the verdict on a ratio that should be large."""
    if least is None:
        return Verdict(what, f"{measured:.2f}")
    return Verdict(what, f"{measured:.2f}", f"≥ {least}", measured >= least)


def section(
    title: str,
    told: str,
    *,
    times: Mapping[str, Times],
    goals: Sequence[Goal],
    reasons: Sequence[str] = (),
) -> str:
    """Return a section with a table of times and a table of ratios, and why goals were missed."""
    rows = [(name, f"{1e3 * t.median:.2f}", f"{1e3 * t.p99:.2f}") for name, t in times.items()]
    heads = ["variant", "median ms", "p99 ms"]
    verdicts = verdict_table(judge(times, goals))
    return page(title, told, table(heads, rows), verdicts, *reasons)


def judge(times: Mapping[str, Times], goals: Sequence[Goal]) -> list[Verdict]:
    """Return the verdicts on goals."""
    return [
        at_most(f"{goal.name} / {goal.base}", ratio(times, goal.name, goal.base), goal.most)
        for goal in goals
    ]


def page(title: str, told: str, *parts: str) -> str:
    """Return a section of these parts, with the day and the machine."""
    return "\n\n".join([f"## {title}", told, f"{today()}, {_machine()}.", *parts]) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def verdict_table(verdicts: Iterable[Verdict]) -> str:
    """Return the table of ratios, goals and whether they were met."""
    return table(["ratio", "measured", "goal", ""], [verdict.row for verdict in verdicts])


def folded(summary: str, text: str) -> str:
    """Return a long text, such as a profile, that the reader unfolds."""
    return f"<details><summary>{summary}</summary>\n\n```\n{text.rstrip()}\n```\n\n</details>"


def write(sections: Mapping[str, str], path: Path = RESULTS) -> None:
    """Replace the sections that were measured and keep the others, in the order of the titles."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    found = re.split(r"(?m)^## ", old)[1:]
    kept = {part.partition("\n")[0]: f"## {part.rstrip()}\n" for part in found}
    kept |= sections
    kept.pop(_GOALS, None)
    shown = [kept[title] for title in sorted(kept)]
    path.write_text("\n".join([_HEAD, _goals(kept), *shown]), encoding="utf-8")


_GOALS = "Goals"


def _goals(sections: Mapping[str, str]) -> str:
    """Return the section with the goals of all sections, read from their own tables."""
    rows = [
        (title, *found) for title in sorted(sections) for found in _VERDICT.findall(sections[title])
    ]
    missed = sum(row[-1] == _MISSED for row in rows)
    told = f"{len(rows) - missed} of {len(rows)} met."
    heads = ["benchmark", "what", "measured", "goal", ""]
    return f"## {_GOALS}\n\n{told}\n\n{table(heads, rows)}\n"


def _machine() -> str:
    return f"{cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}"
