"""RESULTS.md: sections of several runs side by side, and all goals at the top."""

from pathlib import Path

from benchmarks.measuring import Times
from benchmarks.results import Goal, Verdict, at_least, at_most, page, section, verdict_table, write

FAST = Times((1.0, 1.0, 1.0))
SLOW = Times((2.0, 2.0, 2.0))


def goals_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return text.partition("## Goals")[2].partition("\n## ")[0]


def test_the_goals_of_all_sections_stand_in_one_table_at_the_top(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    times = {"with": SLOW, "without": FAST}
    verdicts = [at_least("ours / theirs", 3.5, 3), Verdict("only told", "7.00")]

    write({"B": section("B", "told", times=times, goals=[Goal("with", "without", 1.5)])}, path)
    write({"A": page("A", "told", verdict_table(verdicts))}, path)

    goals = goals_of(path)
    assert "1 of 2 met." in goals
    assert "| A | ours / theirs | 3.50 | ≥ 3 | met |" in goals
    assert "| B | with / without | 2.000 | ≤ 1.5 | **missed** |" in goals
    assert "only told" not in goals
    assert path.read_text(encoding="utf-8").count("## Goals") == 1


def test_a_section_that_is_measured_again_replaces_its_old_self_alone(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    write({"A": page("A", "old"), "B": page("B", "kept")}, path)

    write({"A": page("A", "new")}, path)

    text = path.read_text(encoding="utf-8")
    assert "new" in text
    assert "kept" in text
    assert "old" not in text


def test_a_ratio_at_its_goal_has_met_it() -> None:
    assert at_most("a", 1.15, 1.15).is_met
    assert at_least("a", 3.0, 3).is_met
    assert not at_most("a", 1.151, 1.15).is_met
    assert not at_least("a", 2.99, 3).is_met
