"""What an execution has come across: for the account of what a test has reached."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLResolveInfo

from policies.permissions import FieldClass

Path = tuple[str, ...]


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
    #: For each list of a page, whether it was empty, of those that were to hold a row.
    empty: dict[Path, set[bool]] = field(default_factory=lambda: defaultdict(set))

    def value(self, info: GraphQLResolveInfo[Any], value: Any) -> None:
        """Note that a field was executed."""
        name = f"{info.parent_type.name}.{info.field_name}"
        self.values[name] += 0 if value is None or value == [] else 1

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
