"""What two versions of frameworks or of policies say differently, by comparing dictionaries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kinerja.domains.frameworks.models import Component, Indicator
from kinerja.kit.database import Base
from tenants.policy_models import AgencyPolicyRole, AgencyPolicyRule, AgencyPolicySuspension
from tests.support.reference.rows import Rows
from tests.support.reference.written import decimal

#: (kind of part, its name, the field) → what it says there.
Sayings = Mapping[tuple[str, str, str], str | None]


@dataclass(frozen=True)
class VersionDifference:
    """One row of `FrameworkVersion.diff`."""

    kind: str
    node_kind: str
    code: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class PolicyDifference:
    """One row of `PolicyVersion.diff`."""

    kind: str
    part: str
    name: str
    field: str
    before: str | None
    after: str | None


def version_differences(old: Any, new: Any, rows: Rows) -> list[Any]:
    """Return what framework version `new` changes; of a whole node only its weight is told."""
    found = []
    before, after = _nodes(old.id, rows), _nodes(new.id, rows)
    for kind, place in _compared(before, after):
        if kind == "CHANGED" or place[2] == "weight":
            found.append(VersionDifference(kind, *place, before.get(place), after.get(place)))
    return sorted(found, key=lambda one: (one.node_kind, one.code, one.field))


def policy_differences(old: Any, new: Any, rows: Rows) -> list[Any]:
    """Return what policy version `new` changes; of a new or lost part every field is told."""
    before, after = _parts(old.id, rows), _parts(new.id, rows)
    found = [
        PolicyDifference(kind, *place, before.get(place), after.get(place))
        for kind, place in _compared(before, after)
        if before.get(place) != after.get(place)
    ]
    return sorted(found, key=lambda one: (one.part, one.name, one.field))


def _compared(before: Sayings, after: Sayings) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for place in {**before, **after}:
        if place not in before:
            yield "ADDED", place
        elif place not in after:
            yield "REMOVED", place
        elif before[place] != after[place]:
            yield "CHANGED", place


def _nodes(version: UUID, rows: Rows) -> Sayings:
    said: dict[tuple[str, str, str], str | None] = {}
    for kind, model, above in (
        ("COMPONENT", Component, "parent_id"),
        ("INDICATOR", Indicator, "component_id"),
    ):
        for node in rows.where(model, "version_id", version):
            parent = [one.code for one in rows.get(Component, getattr(node, above))]
            fields = {"parent": next(iter(parent), None), **_fields_of(node, model)}
            said |= {(kind, node.code, name): value for name, value in fields.items()}
    return said


def _fields_of(node: Any, model: type[Base]) -> dict[str, str | None]:
    names = ["name_id", "name_en", "weight"]
    if model is Component:
        return {_camel(name): _text(getattr(node, name)) for name in (*names, "category")}
    names += ["definition", "unit", "direction", "source", "na_policy", "evidence_required"]
    names += ["target", "range_low", "range_high", "cap", "floor", "scale_min", "scale_max"]
    return {_camel(name): _text(getattr(node, name)) for name in (*names, "applies_to")}


def _parts(version: UUID, rows: Rows) -> Sayings:
    said: dict[tuple[str, str, str], str | None] = {}
    for one in rows.where(AgencyPolicyRole, "version_id", version):
        said["ROLE", one.name, "description"] = one.description
        said["ROLE", one.name, "inherits"] = _text(one.inherits)
    for one in rows.where(AgencyPolicyRule, "version_id", version):
        said["RULE", one.name, "role"] = one.role
        for name in ("resource", "action", "relation"):
            said["RULE", one.name, name] = getattr(one, name).upper()
        said["RULE", one.name, "states"] = _text(one.states)
        classes = _text(one.field_classes)
        said["RULE", one.name, "fieldClasses"] = classes and classes.upper()
    for one in rows.where(AgencyPolicySuspension, "version_id", version):
        said["SUSPENSION", one.rule_name, "name"] = one.rule_name
    return said


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return decimal(value)
    if isinstance(value, list):
        return ",".join(value) or None
    return None if value is None else str(value)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
