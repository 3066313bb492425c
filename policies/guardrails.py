"""What the province lets an agency decide, and the check of the policies that an agency proposes.

The guardrails are data, in `guardrails.yaml`; closed: what they do not name, no agency decides.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Self

from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup
from kinerja.kit.ids import AgencyId
from policies import guardrail_errors as errors
from policies.agency import AgencyPolicies, OwnRule
from policies.errors import PolicyLoadError
from policies.own_roles import SHOWN, role_findings
from policies.own_rules import MOST_RULES, Path, word_findings
from policies.permissions import Action, Effect, FieldClass, Relation, Resource, Role
from policies.snapshot import ANY, PolicySnapshot, read_document, read_states, read_words

#: Stands for every role that an agency has made.
OWN = "own"
#: Whom a rule of an agency may be about: its people, the officer, its own roles.
NAMEABLE = frozenset({Role.EMPLOYEE.value, Role.PERFORMANCE_OFFICER.value, OWN})
#: Relations in which the agency's own people stand to a row.
_OF_AN_AGENCY = frozenset(Relation) - {
    Relation.OTHER,
    Relation.PROVINCE,
    Relation.GRANTED,
    Relation.ANYONE,
    Relation.INVESTIGATED,
}


@dataclass(frozen=True)
class Ceiling:
    """The most that one rule may grant; None: any state, any class of fields."""

    roles: frozenset[str]
    relations: frozenset[Relation]
    states: frozenset[str] | None
    field_classes: frozenset[FieldClass] | None

    def words(self) -> str:
        """Return the ceiling in the words of policy, which are the same in every language."""
        listed: list[list[str]] = [sorted(self.roles), sorted(self.relations)]
        listed += [
            [ANY] if one is None else sorted(one) for one in (self.states, self.field_classes)
        ]
        columns = zip(("role", "relation", "states", "fields"), listed, strict=True)
        return "; ".join(f"{name} {', '.join(words)}" for name, words in columns)


@dataclass(frozen=True)
class Guardrail:
    """What agencies may grant of one action on one resource: a rule lies within one ceiling."""

    name: str
    resource: Resource
    action: Action
    within: tuple[Ceiling, ...]

    def exceeded(self, rule: OwnRule, roles: frozenset[str]) -> str | None:
        """Return the first field by which a rule of `roles` goes beyond; None: it is within."""
        left = [one for one in self.within if one.roles & roles]
        if not left:
            return "role"
        left = [one for one in left if rule.relation in one.relations]
        if not left:
            return "relation"
        left = [one for one in left if _within(rule.states, one.states)]
        if not left:
            return "states"
        left = [one for one in left if _within(rule.field_classes, one.field_classes)]
        return None if left else "fieldClasses"


def _within(words: frozenset[str] | None, most: frozenset[Any] | None) -> bool:
    return most is None or (words is not None and words <= most)


@dataclass(frozen=True)
class Guardrails:
    """All guardrails, over the baseline that they protect."""

    baseline: PolicySnapshot
    by_matter: Mapping[tuple[str, str], Guardrail]
    suspendable: frozenset[str]

    @classmethod
    def load(cls) -> Self:
        """Read baseline and guardrails from the package.

        Raises:
            PolicyLoadError: one is malformed, or a guardrail gives away what no agency may have.
        """
        text = resources.files("policies").joinpath("guardrails.yaml").read_text(encoding="utf-8")
        return cls.read(text, PolicySnapshot.load())

    @classmethod
    def read(cls, text: str, baseline: PolicySnapshot) -> Self:
        """Read guardrails from YAML.

        Raises:
            PolicyLoadError: they are malformed, or give away what no agency may have.
        """
        document = read_document(text, {"sets", "guardrails", "suspendable"})
        rails = [_guardrail(source) for source in document.get("guardrails") or ()]
        by_matter = {(rail.resource.value, rail.action.value): rail for rail in rails}
        if len(by_matter) < len(rails) or len({rail.name for rail in rails}) < len(rails):
            message = "Guardrails share a name, or a resource and action."
            raise PolicyLoadError(message)
        suspendable = frozenset(document.get("suspendable") or ())
        _check_suspendable(suspendable, baseline)
        return cls(baseline, by_matter, suspendable)

    def narrowest(self, agency_id: AgencyId) -> AgencyPolicies:
        """Return the least that any agency could have left in force: all is suspended that can be.

        For an agency whose own decisions cannot be read: whatever they were, this is no wider.
        """
        return AgencyPolicies(agency_id, suspended=tuple(sorted(self.suspendable)))

    def check(self, policies: AgencyPolicies) -> None:
        """Tell everything that is wrong with a set of policies at once.

        Raises:
            KinerjaErrorGroup: a word is in no vocabulary, roles form a circle or too long a chain,
                a rule goes beyond a guardrail, or a suspension takes what an agency cannot take.
        """
        found = list(self._findings(policies))
        if found:
            raise KinerjaErrorGroup(found)

    def _findings(self, policies: AgencyPolicies) -> Iterator[KinerjaError]:
        yield from role_findings(policies)
        if len(policies.rows) > MOST_RULES:
            count = len(policies.rows)
            yield errors.TooManyPoliciesError(
                path=("rules",), count=count, part="rules", most=MOST_RULES
            )
            return
        taken = Counter(rule.name for rule in policies.rows)
        taken.update(row.name for row in self.baseline.rows)
        for position, rule in enumerate(policies.rows):
            path = ("rules", position)
            if taken[rule.name] > 1:
                yield errors.DuplicateRuleError(path=(*path, "name"), word=rule.name[:SHOWN])
            unsound = list(word_findings(policies, rule, path))
            yield from unsound or self._beyond(policies, rule, path)
        yield from self.suspension_findings(policies)

    def _beyond(
        self, policies: AgencyPolicies, rule: OwnRule, path: Path
    ) -> Iterator[KinerjaError]:
        matter = (rule.resource, rule.action)
        rail = self.by_matter.get(matter)
        if rail is None:
            yield errors.NoGuardrailError(
                path=path, word=rule.name, resource=rule.resource, action=rule.action
            )
        elif field := rail.exceeded(rule, _counts_as(rule.role, policies)):
            ceilings = " | ".join(ceiling.words() for ceiling in rail.within)
            yield errors.BeyondGuardrailsError(
                path=(*path, field), word=rule.name, guardrail=rail.name, ceilings=ceilings
            )

    def suspension_findings(self, policies: AgencyPolicies) -> Iterator[KinerjaError]:
        """Yield what is wrong with the suspensions of a set, each with its path."""
        counts = Counter(policies.suspended)
        known = {row.name for row in self.baseline.rows}
        for position, name in enumerate(policies.suspended):
            path = ("suspended", position)
            if counts[name] > 1:
                yield errors.DuplicateSuspensionError(path=path, word=name[:SHOWN])
            if name not in known:
                yield errors.UnknownRuleError(path=path, word=name[:SHOWN])
            elif name not in self.suspendable:
                yield errors.NotSuspendableError(path=path, word=name)


@lru_cache(1)
def guardrails() -> Guardrails:
    """Return the guardrails of this release, read once."""
    return Guardrails.load()


def check(policies: AgencyPolicies) -> None:
    """Check a set of policies against the guardrails of this release.

    Raises:
        KinerjaErrorGroup: everything that is wrong with it, each with its code and path.
    """
    guardrails().check(policies)


def _counts_as(role: str, policies: AgencyPolicies) -> frozenset[str]:
    """Return the words of guardrails that speak of a role.

    The holders of an own role are employees of the agency, so it counts as `employee` too.
    """
    if role not in policies.inherits:
        return frozenset({role})
    return (policies.lineage(role) & NAMEABLE) | {OWN, Role.EMPLOYEE.value}


def _guardrail(source: Mapping[str, Any]) -> Guardrail:
    try:
        resource = Resource(source["resource"])
        within = tuple(_ceiling(resource, one) for one in source["within"])
        return Guardrail(source["name"], resource, Action(source["action"]), within)
    except (KeyError, TypeError, ValueError) as error:
        message = f"Guardrail {source!r}: {error}"
        raise PolicyLoadError(message) from error


def _ceiling(resource: Resource, source: Mapping[str, Any]) -> Ceiling:
    roles = frozenset(source["roles"])
    relations = frozenset(map(Relation, source["relations"]))
    if not roles <= NAMEABLE or not relations <= _OF_AN_AGENCY:
        message = (
            f"{sorted(roles - NAMEABLE)} {sorted(relations - _OF_AN_AGENCY)} are not agencies'"
        )
        raise ValueError(message)
    classes = read_words(source["fields"])
    return Ceiling(
        roles,
        relations,
        read_states(resource, source["states"]),
        None if classes is None else frozenset(map(FieldClass, classes)),
    )


def _check_suspendable(names: frozenset[str], baseline: PolicySnapshot) -> None:
    """Refuse to let agencies suspend a separation, a right of the person, or the province's.

    Raises:
        PolicyLoadError: a name is unknown, or is that of a rule which must stay.
    """
    free = {
        row.name
        for row in baseline.rows
        if row.effect is Effect.ALLOW
        and row.role in NAMEABLE
        and row.relation not in {Relation.SELF, Relation.AUTHOR}
        and row.resource not in {Resource.POLICY, Resource.DATA_REQUEST, Resource.AUDIT_EVENT}
    }
    if names - free:
        message = f"Guardrails let agencies suspend what must stay: {sorted(names - free)}."
        raise PolicyLoadError(message)
