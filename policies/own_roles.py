"""The check of the roles that an agency makes: their names, and what they inherit."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from kinerja.kit.errors import KinerjaError
from policies import guardrail_errors as errors
from policies.agency import AgencyPolicies
from policies.permissions import Role

NAME = re.compile(r"[a-z][a-z0-9_]{1,63}")
#: What may be inherited besides own roles. Every own role is held by employees of the agency, so
#: `employee` needs no inheriting; the others are not the agency's to give.
INHERITABLE = frozenset({Role.PERFORMANCE_OFFICER})
#: So many own roles may follow one another; Casbin follows no more than ten links.
MOST_LEVELS = 8
MOST_ROLES = 256
#: So many may be inherited directly; the table holds no more.
MOST_INHERITED = 32
#: How much of a word that a stranger sent is repeated.
SHOWN = 64


def role_findings(policies: AgencyPolicies) -> Iterator[KinerjaError]:
    """Yield what is wrong with the roles of a set, each with its path."""
    if len(policies.roles) > MOST_ROLES:
        yield errors.TooManyPoliciesError(
            path=("roles",), count=len(policies.roles), part="roles", most=MOST_ROLES
        )
        return
    counts = Counter(role.name for role in policies.roles)
    for position, role in enumerate(policies.roles):
        path = ("roles", position)
        yield from _name_findings(role.name, (*path, "name"), is_repeated=counts[role.name] > 1)
        if len(role.inherits) > MOST_INHERITED:
            yield errors.TooManyPoliciesError(
                path=(*path, "inherits"),
                count=len(role.inherits),
                part="inherited roles",
                most=MOST_INHERITED,
            )
        for place, inherited in enumerate(role.inherits):
            yield from _link_findings(policies, inherited, (*path, "inherits", place))
    yield from _chain_findings(policies)


def _name_findings(
    name: str, path: tuple[str | int, ...], *, is_repeated: bool
) -> Iterator[KinerjaError]:
    if not NAME.fullmatch(name):
        yield errors.MalformedNameError(path=path, word=name[:SHOWN], joiners="_")
    elif name in set(Role):
        yield errors.RoleNameTakenError(path=path, word=name)
    elif is_repeated:
        yield errors.DuplicateRoleError(path=path, word=name)


def _link_findings(
    policies: AgencyPolicies, inherited: str, path: tuple[str | int, ...]
) -> Iterator[KinerjaError]:
    if inherited in INHERITABLE or (inherited in policies.inherits and inherited not in set(Role)):
        return
    if inherited in set(Role):
        known = ", ".join(sorted(INHERITABLE))
        yield errors.NotInheritableError(path=path, word=inherited, known=known)
    else:
        yield errors.UnknownRoleError(path=path, word=inherited[:SHOWN])


def _chain_findings(policies: AgencyPolicies) -> Iterator[KinerjaError]:
    """Yield the roles that inherit themselves, and those on too long a chain of others."""
    inherits = policies.inherits
    circular = {
        name
        for name, inherited in inherits.items()
        if any(name in policies.lineage(one) for one in inherited)
    }
    levels = _levels({name: inherits[name] for name in inherits if name not in circular})
    for position, role in enumerate(policies.roles):
        path = ("roles", position, "inherits")
        if role.name in circular:
            yield errors.RoleCircleError(path=path, word=role.name[:SHOWN])
        elif levels[role.name] > MOST_LEVELS:
            yield errors.RoleTooDeepError(
                path=path, word=role.name[:SHOWN], depth=levels[role.name], most=MOST_LEVELS
            )


def _levels(inherits: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Return how many roles follow one another from each down; there must be no circle."""
    found: dict[str, int] = {}
    open_ = list(inherits)
    while open_:
        name = open_[-1]
        below = [one for one in inherits[name] if one in inherits]
        missing = [one for one in below if one not in found]
        open_ += missing
        if not missing:
            found[open_.pop()] = 1 + max((found[one] for one in below), default=0)
    return found
