"""What an execution has come across: for the account of what a test has reached."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLResolveInfo

from policies.permissions import FieldClass
from tests.support.reference.eyes import Eyes
from tests.support.reference.plain import Twin

Path = tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """A list of a page that was to hold rows: of what, for whom, and how it was asked for.

    `leads_nowhere`: policy never shows the caller what leads to it. `has_rows`: it would hold some
    if policy hid none.
    """

    twin: Twin
    eyes: Eyes
    given: Mapping[str, Any]
    is_empty: bool
    leads_nowhere: bool
    has_rows: bool


@dataclass
class Notes:
    """Paths are those of the response, without positions in lists."""

    #: For each field that was executed: how often it had a value.
    values: Counter[str] = field(default_factory=Counter)
    #: The arguments, operators and orders that led to something.
    used: Counter[str] = field(default_factory=Counter)
    #: For each protected field, whether it was shown on each row, and its class.
    shown: dict[Path, set[bool]] = field(default_factory=lambda: defaultdict(set))
    classes: dict[Path, FieldClass] = field(default_factory=dict)
    #: The types on which fields with these paths were executed, and which of them are edges.
    types: dict[Path, set[str]] = field(default_factory=lambda: defaultdict(set))
    edges: set[Path] = field(default_factory=set)
    listed: dict[Path, list[Listed]] = field(default_factory=lambda: defaultdict(list))

    def value(self, info: GraphQLResolveInfo[Any], value: Any) -> None:
        """Note that a field was executed."""
        name = f"{info.parent_type.name}.{info.field_name}"
        self.values[name] += 0 if value is None or value == [] else 1
        self.types[path_of(info)].add(info.parent_type.name)

    def protected(
        self, info: GraphQLResolveInfo[Any], field_class: FieldClass, *, is_shown: bool
    ) -> None:
        """Note that a field of a class was shown on a row, or not."""
        path = path_of(info)
        self.shown[path].add(is_shown)
        self.classes[path] = field_class


def path_of(info: GraphQLResolveInfo[Any]) -> Path:
    """Return the response keys that lead to a field."""
    return tuple(key for key in info.path.as_list() if isinstance(key, str))
