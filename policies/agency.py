"""The policies that one agency owns: its own roles and rules, and what it suspends of the baseline.

The words are kept as they were given; `policies.guardrails` tells whether they are sound and within
what the province allows. Agencies have no rule that denies: to narrow, they suspend.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import orjson

from kinerja.kit.ids import AgencyId
from policies.errors import PolicyLoadError
from policies.permissions import STATES, Action, Effect, FieldClass, Relation, Resource
from policies.snapshot import PolicyRow

Words = frozenset[str] | None


@dataclass(frozen=True)
class OwnRole:
    """A role that an agency has made; it has everything that the roles it inherits have."""

    name: str
    description: str = ""
    inherits: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnRule:
    """A rule that allows. `states` and `field_classes` None: any."""

    name: str
    role: str
    resource: str
    action: str
    relation: str
    states: Words = None
    field_classes: Words = None

    def row(self, agency_id: AgencyId) -> PolicyRow:
        """Return the rule as a policy that is in force in the agency alone.

        Raises:
            PolicyLoadError: a word is not in its vocabulary.
        """
        try:
            return self._row(agency_id)
        except ValueError as error:
            message = f"Rule {self.name!r} of agency {agency_id}: {error}"
            raise PolicyLoadError(message) from error

    def _row(self, agency_id: AgencyId) -> PolicyRow:
        resource = Resource(self.resource)
        if self.states is not None and not self.states <= STATES[resource]:
            message = f"{resource} has no states {sorted(self.states - STATES[resource])}"
            raise ValueError(message)
        classes = self.field_classes
        return PolicyRow(
            name=self.name,
            role=self.role,
            agency=agency_id,
            resource=resource,
            action=Action(self.action),
            relation=Relation(self.relation),
            states=self.states,
            field_classes=None if classes is None else frozenset(map(FieldClass, classes)),
            scope=None,
            effect=Effect.ALLOW,
        )


@dataclass(frozen=True)
class AgencyPolicies:
    """All that one agency decides for itself, as a whole set.

    `suspended` names rules of the baseline that are out of force in the agency.
    """

    agency_id: AgencyId
    roles: tuple[OwnRole, ...] = ()
    rows: tuple[OwnRule, ...] = ()
    suspended: tuple[str, ...] = ()

    @cached_property
    def revision(self) -> str:
        """The SHA-256 of the content, whatever the order in which it is listed."""
        content = {
            "roles": sorted(
                [one.name, one.description, sorted(one.inherits)] for one in self.roles
            ),
            "rules": sorted((_columns(one) for one in self.rows), key=repr),
            "suspended": sorted(self.suspended),
        }
        return hashlib.sha256(orjson.dumps(content)).hexdigest()

    @cached_property
    def inherits(self) -> Mapping[str, tuple[str, ...]]:
        """The roles that the agency has made, and what each inherits directly."""
        return {role.name: role.inherits for role in self.roles}

    def lineage(self, role: str) -> frozenset[str]:
        """Return the role itself and all that it inherits, directly or not; ends on circles."""
        inherits = self.inherits
        found, open_ = {role}, [role]
        while open_:
            new = set(inherits.get(open_.pop(), ())) - found
            found |= new
            open_ += new
        return frozenset(found)


def _columns(rule: OwnRule) -> list[object]:
    lists = (
        None if words is None else sorted(words) for words in (rule.states, rule.field_classes)
    )
    return [rule.name, rule.role, rule.resource, rule.action, rule.relation, *lists]


class RuleSource(StrEnum):
    """Where a rule of an agency comes from, or that the agency has put it out of force."""

    BASELINE = "BASELINE"
    AGENCY = "AGENCY"
    SUSPENDED = "SUSPENDED"


@dataclass(frozen=True)
class EffectiveRule:
    """A rule as one agency has it. SUSPENDED ones are the baseline's and decide nothing."""

    row: PolicyRow
    source: RuleSource
