"""The policies themselves: typed rows over closed vocabularies, in immutable snapshots.

A snapshot is read once, checked word by word, and never changed; a change is a new snapshot. The
loader is our own: the usual adapters re-parse joined text, where a comma in a value moves columns.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from importlib import resources
from typing import Any, Self

import yaml

from policies.errors import PolicyLoadError
from policies.permissions import STATES, Action, Effect, FieldClass, Relation, Resource, Role, Scope

ANY = "any"
_NAME = re.compile(r"[a-z][a-z0-9-]{2,63}")


@dataclass(frozen=True)
class PolicyRow:
    """One policy. None means any: any agency, any state, any field, no scope needed.

    `role` is a `Role`, or the name of one that the policy's agency has made for itself.
    """

    name: str
    role: str
    agency: int | None
    resource: Resource
    action: Action
    relation: Relation
    states: frozenset[str] | None
    field_classes: frozenset[FieldClass] | None
    scope: Scope | None
    effect: Effect

    @classmethod
    def read(cls, source: Mapping[str, Any]) -> Self:
        """Read one policy of a YAML document.

        Raises:
            PolicyLoadError: a column is missing or unknown, or a word is not in its vocabulary.
        """
        try:
            return cls._read(source)
        except (KeyError, TypeError, ValueError) as error:
            message = f"Policy {source!r}: {error}"
            raise PolicyLoadError(message) from error

    @classmethod
    def _read(cls, source: Mapping[str, Any]) -> Self:
        unknown = set(source) - _COLUMNS
        if unknown:
            message = f"unknown columns {sorted(unknown)}"
            raise ValueError(message)
        resource = Resource(source["resource"])
        classes = read_words(source["fields"])
        row = cls(
            name=source["name"],
            role=Role(source["role"]),
            agency=_agency(source.get("agency", ANY)),
            resource=resource,
            action=Action(source["action"]),
            relation=Relation(source["relation"]),
            states=read_states(resource, source["states"]),
            field_classes=None if classes is None else frozenset(map(FieldClass, classes)),
            scope=_scope(source.get("scope", ANY)),
            effect=Effect(source.get("effect", Effect.ALLOW)),
        )
        row._check()
        return row

    def _check(self) -> None:
        if not _NAME.fullmatch(self.name):
            message = "name must be lower-case words joined by hyphens"
            raise ValueError(message)
        if self.effect is Effect.DENY and self.field_classes is not None:
            message = "a deny takes away the whole row: fields must be any"
            raise ValueError(message)
        if self.scope is not None and self.role is not Role.API_CLIENT:
            message = "only API clients have scopes"
            raise ValueError(message)


_COLUMNS = ({field.name for field in fields(PolicyRow)} - {"field_classes"}) | {"fields"}


def read_words(value: object) -> tuple[str, ...] | None:
    """Read a list of different words, or `any` as None.

    Raises:
        ValueError: it is neither.
    """
    if value == ANY:
        return None
    if not isinstance(value, list) or not value or len(set(value)) != len(value):
        message = f"{value!r} must be 'any' or a list of different words"
        raise ValueError(message)
    return tuple(value)


def read_states(resource: Resource, value: object) -> frozenset[str] | None:
    """Read a list of states that a row of the resource may be in, or `any` as None.

    Raises:
        ValueError: it is neither.
    """
    words = read_words(value)
    if words is None:
        return None
    unknown = set(words) - STATES[resource]
    if unknown:
        message = f"{resource} has no states {sorted(unknown)}"
        raise ValueError(message)
    return frozenset(words)


def _agency(value: object) -> int | None:
    if value == ANY:
        return None
    if type(value) is not int or value <= 0:
        message = f"agency {value!r} must be 'any' or the number of an agency"
        raise ValueError(message)
    return value


def _scope(value: str) -> Scope | None:
    return None if value == ANY else Scope(value)


@dataclass(frozen=True)
class PolicySnapshot:
    """All policies at one revision. The revision is the SHA-256 of the text they were read from."""

    revision: str
    rows: tuple[PolicyRow, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a YAML document with the key `policies` (and `sets`, for its anchors).

        Raises:
            PolicyLoadError: the document or a policy is malformed, or two policies share a name.
        """
        document = read_document(text, {"sets", "policies"})
        rows = tuple(PolicyRow.read(source) for source in document.get("policies") or ())
        return cls(hashlib.sha256(text.encode()).hexdigest(), cls._named_apart(rows))

    @classmethod
    def load(cls) -> Self:
        """Read the province's baseline from the package.

        Raises:
            PolicyLoadError: the baseline is malformed.
        """
        text = resources.files("policies").joinpath("baseline.yaml").read_text(encoding="utf-8")
        return cls.read(text)

    @staticmethod
    def _named_apart(rows: Sequence[PolicyRow]) -> tuple[PolicyRow, ...]:
        repeated = [name for name, count in Counter(r.name for r in rows).items() if count > 1]
        if repeated:
            message = f"Policies share the names {repeated}."
            raise PolicyLoadError(message)
        return tuple(rows)


def read_document(text: str, keys: AbstractSet[str]) -> dict[str, Any]:
    """Read a YAML mapping that has these keys and no others.

    Raises:
        PolicyLoadError: it is no sound YAML, says a key twice, or has another key.
    """
    try:
        document = yaml.load(text, Loader=_OneWordEachLoader)  # noqa: S506 - a SafeLoader.
    except yaml.YAMLError as error:
        message = f"The policy document is not sound YAML: {error}"
        raise PolicyLoadError(message) from error
    if not isinstance(document, dict) or set(document) - keys:
        message = f"A policy document has the keys {sorted(keys)}, and no others."
        raise PolicyLoadError(message)
    return document


class _OneWordEachLoader(yaml.CSafeLoader):  # libyaml: ten times as fast as the one in Python.
    """Refuses a mapping that says the same key twice; YAML would let the last one win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the signature of PyYAML.
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        repeated = [key for key, count in Counter(map(repr, keys)).items() if count > 1]
        if repeated:
            raise yaml.constructor.ConstructorError(
                None, None, f"{repeated} twice in one mapping", node.start_mark
            )
        return dict(super().construct_mapping(node, deep=deep))
