"""Rules for the shape of the code: sizes, names of modules, exact numbers, run-time annotations."""

import ast
from collections.abc import Iterator

from tools.source import Source, Violation

MODULE_SIZE = "module-size"
FUNCTION_SIZE = "function-size"
MODULE_NAME = "module-name"
EXACT_NUMBERS = "exact-numbers"
RUN_TIME_ANNOTATIONS = "run-time-annotations"

MODULE_LINES = 300
TEST_MODULE_LINES = 600
FUNCTION_LINES = 60
PACKAGE_LINES = 40
#: Names that say nothing of what the module does.
EMPTY_NAMES = frozenset({"utils", "helpers", "common", "manager", "base", "misc"})
#: Where weights, scores and grades are calculated: decimal from end to end.
EXACT = ("platform/kinerja/domains", "platform/kinerja/workflows", "policies")
INEXACT = {
    "platform/kinerja/domains/organisation/importing": "spreadsheets hold nothing but floats"
}


def check_module_size(source: Source) -> Iterator[Violation]:
    """Find modules too long to read in one go, and packages whose `__init__` holds code."""
    if source.path.name == "__init__.py":
        limit = PACKAGE_LINES
    else:
        limit = TEST_MODULE_LINES if source.is_in("tests") else MODULE_LINES
    if len(source.lines) > limit:
        yield source.violation(
            limit + 1, MODULE_SIZE, f"{len(source.lines)} lines, at most {limit}; split it by idea"
        )


def check_function_size(source: Source) -> Iterator[Violation]:
    """Find functions that do not fit on a screen. Migrations list columns and may be longer."""
    if source.is_in("migrations/versions"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                message = f"`{node.name}` has {lines} lines, at most {FUNCTION_LINES}"
                yield source.violation(node.lineno, FUNCTION_SIZE, message)


def check_module_name(source: Source) -> Iterator[Violation]:
    """Find modules and packages whose name does not say what they do."""
    for name in {source.path.stem, *source.path.parts[:-1]} & EMPTY_NAMES:
        yield source.violation(1, MODULE_NAME, f"`{name}` says nothing; name it by what it does")


def check_exact_numbers(source: Source) -> Iterator[Violation]:
    """Find binary floating point where weights, scores and grades are calculated."""
    if not source.is_in(*EXACT) or source.is_in(*INEXACT):
        return
    for node in ast.walk(source.tree):
        match node:
            case ast.Name(id="float", lineno=line):
                yield source.violation(line, EXACT_NUMBERS, "`float` rounds; use Decimal")
            case ast.Constant(value=float() as value, lineno=line):
                yield source.violation(
                    line, EXACT_NUMBERS, f'{value} is a float; write Decimal("{value}")'
                )


def check_run_time_annotations(source: Source) -> Iterator[Violation]:
    """Find postponed annotations in `graphql_schema`: Strawberry reads them at run time."""
    if not source.is_in("graphql_schema"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            message = "Strawberry reads annotations at run time; do not postpone them"
            yield source.violation(node.lineno, RUN_TIME_ANNOTATIONS, message)
        elif isinstance(node, ast.Name | ast.Attribute) and _name(node) == "TYPE_CHECKING":
            message = "a TYPE_CHECKING import is not there when Strawberry reads the annotation"
            yield source.violation(node.lineno, RUN_TIME_ANNOTATIONS, message)


def _name(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr
