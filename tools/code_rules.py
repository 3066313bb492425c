"""`python -m tools.code_rules`: rules of this code that no ready-made linter knows.

A rule that guards tenant data or exact numbers is a check, not a paragraph. A place that must break
one says so beside it: `# kinerja: allow(<rule>) because <reason>`; without a reason it does not
count, and an escape that allows nothing is reported.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tools.shape_rules import (
    EXACT_NUMBERS,
    FUNCTION_SIZE,
    MODULE_NAME,
    MODULE_SIZE,
    RUN_TIME_ANNOTATIONS,
    check_exact_numbers,
    check_function_size,
    check_module_name,
    check_module_size,
    check_run_time_annotations,
)
from tools.source import ESCAPE, ROOT, Source, Violation, sources
from tools.transaction_rules import (
    ONLY_THE_EDGE_COMMITS,
    SESSIONS_COME_FROM_TENANTS,
    check_commits,
    check_sessions,
)

Rule = Callable[[Source], Iterator[Violation]]

RULES: dict[str, Rule] = {
    ONLY_THE_EDGE_COMMITS: check_commits,
    SESSIONS_COME_FROM_TENANTS: check_sessions,
    MODULE_SIZE: check_module_size,
    FUNCTION_SIZE: check_function_size,
    MODULE_NAME: check_module_name,
    EXACT_NUMBERS: check_exact_numbers,
    RUN_TIME_ANNOTATIONS: check_run_time_annotations,
}
ESCAPES = "escapes"


def check(source: Source) -> list[Violation]:
    """Apply every rule to one file; the violations come in order of line."""
    found = [violation for rule in RULES.values() for violation in rule(source)]
    kept = [one for one in found if not source.allows(one.rule, one.line)]
    return sorted([*kept, *_idle_escapes(source, found)], key=lambda one: one.line)


def _idle_escapes(source: Source, found: Iterable[Violation]) -> Iterator[Violation]:
    """Report escapes without a reason, and those that no longer allow anything."""
    broken = {(one.rule, line) for one in found for line in (one.line - 1, one.line)}
    for number, text in enumerate(source.lines, start=1):
        escape = ESCAPE.search(text)
        if escape is None or source.is_in("tools", "tests/unit/tools/test_code_rules.py"):
            continue
        if not escape["reason"]:
            yield source.violation(number, ESCAPES, "say why: `... because <reason>`")
        elif (escape["rule"], number) not in broken:
            yield source.violation(number, ESCAPES, "it allows nothing here; delete it")


def main(root: Path = ROOT) -> int:
    """Check the whole tree, print what is wrong, return the exit status."""
    checked = list(sources(root))
    violations = [violation for source in checked for violation in check(source)]
    for violation in violations:
        print(violation)
    print(f"{len(checked)} files, {len(RULES)} code rules, {len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
