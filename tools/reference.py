"""`python -m tools.reference`: write docs/reference from settings, errors and policies."""

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pkgutil import walk_packages

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from kinerja.kit.errors import KinerjaError
from kinerja.settings import PREFIX, Settings
from tools.generated import write_or_check
from tools.guardrails_page import guardrails_page
from tools.permissions_page import permissions_page

PACKAGES = ("kinerja", "tenants", "policies", "graphql_schema")
NOTE = "<!-- Written by `make docs`; change the code, not this page. -->"


def settings_page() -> str:
    """Describe every setting, in the order of the class."""
    rows = [_setting(name, field) for name, field in Settings.model_fields.items()]
    intro = (
        "Read once, when the service starts. An unknown variable with the prefix is refused, so a"
        " misspelt one can't pass silently. Telemetry is set with OpenTelemetry's own variables"
        " (`OTEL_EXPORTER_OTLP_ENDPOINT` and others)."
    )
    return _page("Settings", intro, ["Variable", "Default", "Meaning"], rows)


def _setting(name: str, field: FieldInfo) -> list[str]:
    default = "" if field.default in (None, PydanticUndefined) else f"`{field.default}`"
    return [f"`{PREFIX}{name.upper()}`", default, field.description or ""]


def errors_page() -> str:
    """List every code that a caller may see, with its sentences in both languages."""
    rows = sorted({(kind.code, kind.en, kind.id) for kind in error_classes()})
    intro = (
        "Codes are stable, sentences are not. `{...}` is filled in. In a mutation's payload they"
        " stand in `errors`; for a whole request in the top-level `errors`, under"
        " `extensions.code`; the command line prints them."
    )
    return _page(
        "Errors", intro, ["Code", "English", "Indonesian"], [[f"`{a}`", b, c] for a, b, c in rows]
    )


def error_classes() -> Iterator[type[KinerjaError]]:
    """Find every expected failure that has a code and sentences, in all packages."""
    for package in PACKAGES:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.endswith(".__main__"):
                import_module(module.name)
    for kind in _concrete(KinerjaError):
        if kind.__module__.startswith(tuple(f"{package}." for package in PACKAGES)):
            yield kind


def _concrete(base: type[KinerjaError]) -> Iterator[type[KinerjaError]]:
    for kind in base.__subclasses__():
        if all(hasattr(kind, name) for name in ("code", "en", "id")):
            yield kind
        yield from _concrete(kind)


def _page(title: str, intro: str, heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = [heading, ["---"] * len(heading), *rows]
    table = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in cells]
    return "\n".join([NOTE, "", f"# {title}", "", intro, "", *table, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the pages; returns the exit status."""
    pages = {
        "docs/reference/settings.md": settings_page(),
        "docs/reference/errors.md": errors_page(),
        "docs/reference/guardrails.md": guardrails_page(NOTE),
        "docs/reference/permissions.md": permissions_page(NOTE),
    }
    return write_or_check(pages, remedy="make docs", arguments=arguments)


if __name__ == "__main__":
    sys.exit(main())
