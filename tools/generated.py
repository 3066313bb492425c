"""Files that are written from the code: write them, or tell that they are not current."""

import argparse
import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.source import ROOT

#: Enough of a difference to see what has changed.
LINES_SHOWN = 40


def write_or_check(
    files: Mapping[str, str], *, remedy: str, arguments: Sequence[str] | None = None
) -> int:
    """Write `files` (text by path from the root), or with `--check` compare them.

    Returns the exit status: 1 when a file is not current, after printing the difference and
    `remedy`, the command that makes it current.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    is_check = parser.parse_args(arguments).check
    stale = [path for path, text in files.items() if not _is_current(ROOT / path, text)]
    for path in stale:
        if is_check:
            print(f"{path} is not current; run `{remedy}`:")
            print("\n".join(_difference(ROOT / path, files[path])))
        else:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(files[path], encoding="utf-8")
            print(f"{path} written")
    return 1 if is_check and stale else 0


def _is_current(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _difference(path: Path, text: str) -> list[str]:
    old = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    lines = difflib.unified_diff(old, text.splitlines(), "committed", "of the code", lineterm="")
    return list(lines)[:LINES_SHOWN]
