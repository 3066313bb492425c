"""Reading YAML so that every value knows its line and every number keeps its digits."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from kinerja.domains.frameworks.weights import Path


class Document:
    """A YAML document: its plain value, and the line on which each part of it stands.

    Numbers become `Decimal` (62.5 is not a float on its way to the database), dates stay dates, and
    a key that stands twice is an error instead of a silent loss.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        self._constructor = yaml.constructor.SafeConstructor()
        self.value: Any = None if node is None else self._plain(node, ())

    def line(self, path: Path) -> int:
        """Return the line of the part at `path`, or of the nearest part around it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _plain(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401 - any value of YAML.
        if path in self._lines:
            raise yaml.constructor.ConstructorError(
                None, None, f"{path[-1]} stands twice", node.start_mark
            )
        self._lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*path, n)) for n, item in enumerate(node.value)]
        if node.tag in {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}:
            return _number(node)
        return self._constructor.construct_object(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> Mapping[str, Any]:
        return {
            str(key.value): self._plain(value, (*path, str(key.value))) for key, value in node.value
        }


def _number(node: yaml.Node) -> Decimal:
    try:
        return Decimal(node.value)
    except InvalidOperation as error:
        raise yaml.constructor.ConstructorError(
            None, None, f"{node.value} is no decimal number", node.start_mark
        ) from error
