"""The filter of a connection: checked, and turned into conditions with numbered values."""

from collections.abc import Sequence
from typing import Any

from kinerja.kit.errors import PathSegment
from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.empty_lists import sees_all
from kinerja.reads.errors import FilterTooDeepError, FilterTooLongError, HiddenFieldError
from kinerja.reads.model import Comparable, Custom, Model
from kinerja.reads.plan import Combination, Comparison, Condition, Kind, Related
from kinerja.reads.selection import InputObject, Value
from policies.permissions import FieldClass

MAX_DEPTH = 8
MAX_LENGTH = 1000
#: What a condition on related rows counts as: each is a look into another table for every row.
RELATED_LENGTH = 100


class Conditions:
    """Plans the filter on the rows of one model; those on related rows share its limits."""

    def __init__(self, model: Model, arguments: Arguments, access: Access) -> None:
        self._model = model
        self._arguments = arguments
        self._access = access
        self._length = 0
        #: Whether it is about what some rows hide, or about rows that are not all to be seen:
        #: there it counts as having no value, or no row.
        self.misses_values = False

    def plan(self, given: Value) -> Condition | None:
        """Return the condition; None when nothing is asked.

        Raises:
            FilterTooDeepError: conditions are nested more than `MAX_DEPTH` deep.
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
                parts += self._field(name, value, here, depth)
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

    def _field(
        self, name: str, given: Value, path: tuple[PathSegment, ...], depth: int
    ) -> list[Condition]:
        items = given.items if isinstance(given, InputObject) else ()
        known = [(how, value, (*path, how)) for how, value in items if value is not None]
        if name in self._model.listed:
            return [self._related(name, *one, depth=depth) for one in known]
        field = self._model.filters[name]
        self._see(self._model, field.field_class, name, path)
        if isinstance(field, Custom):
            value = self._value(field, given, path)
            return [Comparison(name, "", self._arguments.add(field.kind, value, path))]
        return [
            self._related(name, *one, depth=depth)
            if one[0] == "is"
            else self._comparison(name, *one)
            for one in known
        ]

    def _see(
        self, model: Model, field_class: FieldClass, name: str, path: Sequence[PathSegment]
    ) -> None:
        """Refuse what is about a class of fields that the caller never sees."""
        if self._access.never_shows(model.resource, field_class):
            raise HiddenFieldError(path=path, field=name)
        if not self._access.always_shows(model.resource, field_class):
            self.misses_values = True

    def _related(
        self, name: str, how: str, given: Value, path: tuple[PathSegment, ...], *, depth: int
    ) -> Related:
        """Plan conditions on the rows that an edge leads to, as far as policy lets it lead."""
        model = self._model
        edge = model.edges[name]
        target = CATALOGUE[edge.target]
        self._count(RELATED_LENGTH, path)
        self._see(model, edge.field_class, name, path)
        self._see(target, edge.target_class, name, path)
        self._access.note(target.resource)
        if not sees_all(target.resource, self._access):
            self.misses_values = True
        self._model = target
        try:
            inner = self._all(given, path, depth + 1) if isinstance(given, InputObject) else None
        finally:
            self._model = model
        return Related(name, how, inner)

    def _words(self, name: str, given: str, path: tuple[PathSegment, ...]) -> Condition:
        """Plan a search for each of the words, wherever they stand; no words are in every text."""
        parts = [self._comparison(name, "contains", word, path) for word in given.split()]
        return Combination("and", tuple(parts) or (self._comparison(name, "contains", "", path),))

    def _comparison(
        self, name: str, operator: str, given: Value, path: tuple[PathSegment, ...]
    ) -> Condition:
        field = self._model.filters[name]
        if isinstance(given, tuple):
            self._count(len(given), path)
            values = [self._value(field, one, (*path, place)) for place, one in enumerate(given)]
            known = [value for value in values if value is not None]
            return Comparison(name, operator, self._arguments.add_list(field.kind, known, path))
        self._count(1, path)
        value = self._value(field, given, path)
        if value is None and operator == "neq":
            # An id of another agency: nothing has it, so whatever is there, or not, is different.
            return Comparison(name, "nin", self._arguments.add_list(field.kind, [], path))
        if operator == "words":
            return self._words(name, str(given), path)
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
