"""docs/reference/guardrails.md: what agencies may decide for themselves, and may suspend."""

from collections.abc import Iterator, Sequence

from policies.guardrails import Ceiling, Guardrail, guardrails

INTRODUCTION = (
    "A rule of an agency must lie wholly within one line of the table; what no line names, the"
    " province alone decides. `own` is any role that the agency has made. Its holders are employees"
    " of the agency, so it counts as `employee` too, and as whatever it inherits."
)
SUSPENSIONS = (
    "An agency may put these rules of the [baseline](permissions.md) out of force, to narrow or to"
    " share out duties anew; all others stay in force everywhere:"
)
HEADING = ("Resource", "Action", "Guardrail", "Roles", "Relations", "States", "Field classes")


def guardrails_page(note: str) -> str:
    """Return the page, with the `note` of generated files at its top."""
    rails = guardrails()
    rows = [
        row
        for rail in sorted(rails.by_matter.values(), key=lambda one: (one.resource, one.action))
        for row in _rows(rail)
    ]
    table = [HEADING, ["---"] * len(HEADING), *rows]
    suspendable = "\n".join(f"- `{name}`" for name in sorted(rails.suspendable))
    lines = "\n".join(f"| {' | '.join(row)} |" for row in table)
    parts = [note, "# Guardrails", INTRODUCTION, lines, "## Suspensions", SUSPENSIONS, suspendable]
    return "\n\n".join(parts) + "\n"


def _rows(rail: Guardrail) -> Iterator[Sequence[str]]:
    for ceiling in rail.within:
        yield rail.resource, rail.action, f"`{rail.name}`", *_words(ceiling)


def _words(ceiling: Ceiling) -> Iterator[str]:
    for words in (ceiling.roles, ceiling.relations, ceiling.states, ceiling.field_classes):
        yield "any" if words is None else ", ".join(sorted(words))
