"""What a version of an agency's policies holds: how much fits into one, and its rows.

Whether its words are known, and within what the province allows, is told by `policies.guardrails`.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from kinerja.domains.policies.errors import TooManyPartsError
from kinerja.domains.policies.texts import read_text
from kinerja.kit.errors import PathSegment
from policies.agency import AgencyPolicies, OwnRole, OwnRule

MOST_ROLES, MOST_RULES, MOST_SUSPENSIONS = 32, 256, 128
#: As the tables hold it too.
MOST_WORDS = 32
LONGEST_DESCRIPTION = 500


def of_bounded_size(policies: AgencyPolicies) -> AgencyPolicies:
    """Return the policies with the descriptions of their roles trimmed.

    Raises:
        TooManyPartsError: they are more than one version may hold.
        PolicyTextError: a description is missing, too long, or holds control characters.
    """
    _check_size(policies.roles, MOST_ROLES, "roles")
    _check_size(policies.rows, MOST_RULES, "rules")
    _check_size(policies.suspended, MOST_SUSPENSIONS, "suspensions")
    for place, rule in enumerate(policies.rows):
        _check_size(rule.states or (), MOST_WORDS, "rules", place, "states")
        _check_size(rule.field_classes or (), MOST_WORDS, "rules", place, "field_classes")
    roles = tuple(_checked(role, place) for place, role in enumerate(policies.roles))
    return replace(policies, roles=roles)


def role_columns(role: OwnRole) -> dict[str, Any]:
    """Return the row of a role; the order of lists says nothing, so it is always the same."""
    inherits = sorted(set(role.inherits))
    return {"name": role.name, "description": role.description, "inherits": inherits}


def rule_columns(rule: OwnRule) -> dict[str, Any]:
    """Return the row of a rule."""
    return {
        "name": rule.name,
        "role": rule.role,
        "resource": rule.resource,
        "action": rule.action,
        "relation": rule.relation,
        "states": _listed(rule.states),
        "field_classes": _listed(rule.field_classes),
    }


def read_role(row: Mapping[str, Any]) -> OwnRole:
    """Read a role from its row."""
    return OwnRole(row["name"], row["description"], tuple(row["inherits"]))


def read_rule(row: Mapping[str, Any]) -> OwnRule:
    """Read a rule from its row."""
    return OwnRule(
        name=row["name"],
        role=row["role"],
        resource=row["resource"],
        action=row["action"],
        relation=row["relation"],
        states=_set(row["states"]),
        field_classes=_set(row["field_classes"]),
    )


def _checked(role: OwnRole, place: int) -> OwnRole:
    path = ("roles", place)
    _check_size(role.inherits, MOST_WORDS, *path, "inherits")
    limit = LONGEST_DESCRIPTION
    described = read_text(role.description, limit=limit, path=(*path, "description"))
    return replace(role, description=described)


def _check_size(items: Collection[object], limit: int, *path: PathSegment) -> None:
    if len(items) > limit:
        raise TooManyPartsError(limit=limit, given=len(items), path=path)


def _set(words: Collection[str] | None) -> frozenset[str] | None:
    return None if words is None else frozenset(words)


def _listed(words: frozenset[str] | None) -> list[str] | None:
    return None if words is None else sorted(words)
