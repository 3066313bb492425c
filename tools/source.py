"""A parsed source file, and what a rule says about it: the parts that all code rules share."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
#: Folders of product code, tests and tools; each holds Python that people read.
FOLDERS = (
    "platform",
    "tenants",
    "policies",
    "graphql_schema",
    "migrations",
    "tests",
    "tools",
    "benchmarks",
)
ESCAPE = re.compile(r"#\s*kinerja: allow\((?P<rule>[a-z-]+)\)(?P<reason> because \S.*)?")


@dataclass(frozen=True)
class Violation:
    """One place that breaks one rule, with the sentence that says what to do."""

    path: PurePosixPath
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        """Return it the way that editors and terminals can follow."""
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True)
class Source:
    """A Python file under the root, by its path from there."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree; raises SyntaxError."""
        return ast.parse(self.text, filename=str(self.path))

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return self.text.splitlines()

    def is_in(self, *folders: str) -> bool:
        """Tell whether the file is one of `folders` or lies in one of them."""
        return any(self.path.is_relative_to(folder) for folder in folders)

    def allows(self, rule: str, line: int) -> bool:
        """Tell whether `# kinerja: allow(rule) because …` stands on the line or just above it."""
        near = self.lines[max(0, line - 2) : line]
        return any(
            found["rule"] == rule and found["reason"]
            for found in (ESCAPE.search(text) for text in near)
            if found
        )

    def violation(self, line: int, rule: str, message: str) -> Violation:
        """Make a violation of this file."""
        return Violation(self.path, line, rule, message)


def sources(root: Path = ROOT) -> Iterator[Source]:
    """Read every Python file of the folders, in order of path."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            yield Source(
                PurePosixPath(path.relative_to(root).as_posix()), path.read_text(encoding="utf-8")
            )
