"""docs/reference/permissions.md: who may do what, resource by resource, and what the words mean."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from importlib import resources
from itertools import groupby
from typing import Any, cast

from strawberry.types.enum import StrawberryEnumDefinition

from graphql_schema.policies import enums
from policies.permissions import STATES, Effect, FieldClass, Relation, Resource, Scope
from policies.snapshot import PolicyRow, PolicySnapshot

INTRODUCTION = (
    "The province's baseline, in force in every agency; an agency's own policies come on top of it."
    " What no row allows is denied, and a denial wins over everything that is allowed. A state"
    " narrows a row to objects that are in it; the field classes are those whose fields are shown."
)
HEADING = ("Action", "Role", "Relation", "States", "Field classes", "Policy")


def permissions_page(note: str) -> str:
    """Return the page, with the `note` of generated files at its top."""
    text = resources.files("policies").joinpath("baseline.yaml").read_text(encoding="utf-8")
    rows = sorted(PolicySnapshot.read(text).rows, key=_order)
    parts = [note, "# Permissions", INTRODUCTION, *_words(), *_scopes(rows)]
    for resource, about in groupby(rows, key=lambda row: row.resource):
        parts += _section(Resource(resource), list(about))
    return "\n\n".join(parts) + "\n"


def _order(row: PolicyRow) -> tuple[int, int, bool, str, str]:
    """Resources and actions as they are declared; what is denied comes last."""
    actions = list(enums.Action)
    denied = row.effect is Effect.DENY
    return list(Resource).index(row.resource), actions.index(row.action), denied, row.role, row.name


def _words() -> Iterator[str]:
    yield "## Relations"
    yield _table(("Relation", "How somebody stands to the object"), _described(Relation))
    yield "## Field classes"
    yield _table(("Class", "Fields"), _described(FieldClass))


def _scopes(rows: Sequence[PolicyRow]) -> Iterator[str]:
    yield "## Scopes of API clients"
    yield "A client has what its token, the agency's grant and a policy give: never more than each."
    opened = {scope: {row.resource for row in rows if row.scope is scope} for scope in Scope}
    yield _table(
        ("Scope", "Opens"),
        [(f"`{scope}`", ", ".join(sorted(found))) for scope, found in opened.items()],
    )


def _section(resource: Resource, rows: Sequence[PolicyRow]) -> Iterator[str]:
    yield f"## {resource}"
    states = ", ".join(sorted(STATES[resource]))
    told = f" States: {states}." if states else ""
    yield _description(resource) + told
    yield _table(HEADING, [_row(row) for row in rows])


def _row(row: PolicyRow) -> tuple[str, ...]:
    denied = row.effect is Effect.DENY
    scope = f" with `{row.scope}`" if row.scope else ""
    return (
        f"**never** {row.action}" if denied else row.action,
        row.role + scope,
        row.relation,
        ", ".join(sorted(row.states)) if row.states else "any",
        "" if denied else _classes(row.field_classes),
        f"`{row.name}`",
    )


def _classes(shown: frozenset[FieldClass] | None) -> str:
    return "all" if shown is None else ", ".join(one for one in FieldClass if one in shown)


def _described(vocabulary: type[StrEnum]) -> list[tuple[str, str]]:
    return [(f"`{member}`", _description(member)) for member in vocabulary]


def _description(member: StrEnum) -> str:
    """Return how the schema describes a word."""
    definition = cast(
        "StrawberryEnumDefinition", cast("Any", type(member)).__strawberry_definition__
    )
    return next(value.description or "" for value in definition.values if value.name == member.name)


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = [heading, ["---"] * len(heading), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in cells
    )
