"""`python -m tools.reference`: write docs/reference from settings, errors and policies."""

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module, resources
from pkgutil import walk_packages

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from kinerja.kit.errors import KinerjaError
from kinerja.settings import PREFIX, Settings
from policies.permissions import Effect
from policies.snapshot import PolicyRow, PolicySnapshot
from tools.generated import write_or_check

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


def permissions_page() -> str:
    """List the baseline policies: who may do what, in which relation to a row."""
    text = resources.files("policies").joinpath("baseline.yaml").read_text(encoding="utf-8")
    rows = sorted(PolicySnapshot.read(text).rows, key=_by_resource)
    intro = (
        "The province's baseline, in every agency. What no row allows is denied; a deny wins over"
        " every allow. A relation says how the asker stands to the row, the states when the row"
        " counts, the fields which classes of fields are shown."
    )
    heading = ["Resource", "Action", "Role", "Relation", "States", "Fields", "Policy"]
    return _page("Permissions", intro, heading, [_permission(row) for row in rows])


def _by_resource(row: PolicyRow) -> tuple[str, str, str, str]:
    return row.resource, row.action, row.role, row.name


def _permission(row: PolicyRow) -> list[str]:
    denied = "**denied** " if row.effect is Effect.DENY else ""
    scope = f" with `{row.scope}`" if row.scope else ""
    return [
        row.resource,
        denied + row.action,
        row.role + scope,
        row.relation,
        ", ".join(sorted(row.states)) if row.states else "any",
        ", ".join(sorted(row.field_classes)) if row.field_classes else "any",
        f"`{row.name}`",
    ]


def _page(title: str, intro: str, heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = [heading, ["---"] * len(heading), *rows]
    table = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in cells]
    return "\n".join([NOTE, "", f"# {title}", "", intro, "", *table, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the pages; returns the exit status."""
    pages = {
        "docs/reference/settings.md": settings_page(),
        "docs/reference/errors.md": errors_page(),
        "docs/reference/permissions.md": permissions_page(),
    }
    return write_or_check(pages, remedy="make docs", arguments=arguments)


if __name__ == "__main__":
    sys.exit(main())
