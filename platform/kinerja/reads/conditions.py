"""The filter of a connection: checked, and turned into conditions with numbered values."""

from collections.abc import Sequence
from typing import Any

from kinerja.kit.errors import PathSegment
from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.errors import FilterTooDeepError, FilterTooLongError, HiddenFieldError
from kinerja.reads.model import Comparable, Custom, Model
from kinerja.reads.plan import Combination, Comparison, Condition, Kind
from kinerja.reads.selection import InputObject, Value

MAX_DEPTH = 8
MAX_LENGTH = 1000


class Conditions:
    """Plans the filter of one connection."""

    def __init__(self, model: Model, arguments: Arguments, access: Access) -> None:
        self._model = model
        self._arguments = arguments
        self._access = access
        self._length = 0
        #: Whether it is about a field that some rows hide: there it counts as having no value.
        self.misses_values = False

    def plan(self, given: Value) -> Condition | None:
        """Return the condition; None when nothing is asked.

        Raises:
            FilterTooDeepError: `and`, `or` and `not` are nested more than `MAX_DEPTH` deep.
            FilterTooLongError: it holds more than `MAX_LENGTH` conditions and values.
            HiddenFieldError: it is about a field that the caller never sees.
            MalformedIdError, WrongIdTypeError, InvalidTextError: a value is wrong.
        """
        if not isinstance(given, InputObject):
            return None
        return self._all(given, ("filter",), depth=1)

    def _all(
        self, given: InputObject, path: tuple[PathSegment, ...], depth: int
    ) -> Condition | None:
        if depth > MAX_DEPTH:
            raise FilterTooDeepError(path=path, limit=MAX_DEPTH)
        parts: list[Condition] = []
        for name, value in given.items:
            if value is None:
                continue
            here = (*path, name)
            if name in ("and", "or"):
                parts.append(self._several(name, value, here, depth))
            elif name == "not" and isinstance(value, InputObject):
                inner = self._all(value, here, depth + 1)
                parts.append(Combination("not", (inner or Combination("and", ()),)))
            else:
                parts += self._field(name, value, here)
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else Combination("and", tuple(parts))

    def _several(
        self, how: str, given: Value, path: tuple[PathSegment, ...], depth: int
    ) -> Combination:
        entries = given if isinstance(given, tuple) else ()
        parts = [
            self._all(entry, (*path, position), depth + 1) or Combination("and", ())
            for position, entry in enumerate(entries)
            if isinstance(entry, InputObject)
        ]
        self._count(len(parts), path)
        return Combination(how, tuple(parts))

    def _field(self, name: str, given: Value, path: tuple[PathSegment, ...]) -> list[Condition]:
        field = self._model.filters[name]
        if self._access.never_shows(self._model.resource, field.field_class):
            raise HiddenFieldError(path=path, field=name)
        if not self._access.always_shows(self._model.resource, field.field_class):
            self.misses_values = True
        if isinstance(field, Custom):
            value = self._value(field, given, path)
            return [Comparison(name, "", self._arguments.add(field.kind, value, path))]
        items = given.items if isinstance(given, InputObject) else ()
        return [
            self._comparison(name, operator, value, (*path, operator))
            for operator, value in items
            if value is not None
        ]

    def _comparison(
        self, name: str, operator: str, given: Value, path: tuple[PathSegment, ...]
    ) -> Comparison:
        field = self._model.filters[name]
        if isinstance(given, tuple):
            self._count(len(given), path)
            values = [self._value(field, one, (*path, place)) for place, one in enumerate(given)]
            known = [value for value in values if value is not None]
            return Comparison(name, operator, self._arguments.add_list(field.kind, known, path))
        self._count(1, path)
        value = self._value(field, given, path)
        if operator in ("contains", "startsWith"):
            value = _pattern(str(value), anywhere=operator == "contains")
        return Comparison(name, operator, self._arguments.add(field.kind, value, path))

    def _value(self, field: Comparable | Custom, given: Value, path: Sequence[PathSegment]) -> Any:  # noqa: ANN401
        if field.kind is Kind.KEY and field.ids_of is not None:
            return self._arguments.key(field.ids_of, str(given), path)
        return given

    def _count(self, more: int, path: Sequence[PathSegment]) -> None:
        self._length += more
        if self._length > MAX_LENGTH:
            raise FilterTooLongError(path=path, limit=MAX_LENGTH)


def _pattern(text: str, *, anywhere: bool) -> str:
    """Return the LIKE pattern that finds `text` itself, whatever wildcards it holds."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%" if anywhere else f"{escaped}%"
