"""Filters: whether a row meets what a client asks, as the comparators' descriptions say."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from kinerja.kit.ids import GlobalId, MalformedIdError
from policies.permissions import FieldClass
from tests.support.reference.eyes import Eyes
from tests.support.reference.leading import NOTHING, follow
from tests.support.reference.plain import Related, Row, Test, Twin, Value
from tests.support.reference.refusals import RefusedError

COMBINED = ("and", "or", "not")

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, given: value is not None and value == given,
    "neq": lambda value, given: value is None or value != given,
    "in": lambda value, given: value is not None and value in given,
    "nin": lambda value, given: value is None or value not in given,
    "lt": lambda value, given: value is not None and value < given,
    "lte": lambda value, given: value is not None and value <= given,
    "gt": lambda value, given: value is not None and value > given,
    "gte": lambda value, given: value is not None and value >= given,
    "contains": lambda value, given: value is not None and _lower(given) in _lower(value),
    "words": lambda value, given: (
        value is not None and all(_lower(word) in _lower(value) for word in given.split())
    ),
    "startsWith": lambda value, given: (
        value is not None and _lower(value).startswith(_lower(given))
    ),
}


class Conditions:
    """One filter, read: global ids are turned into the keys of rows."""

    def __init__(
        self, twin: Twin, eyes: Eyes, given: Mapping[str, Any] | None, twins: Mapping[str, Twin]
    ) -> None:
        self._twin = twin
        self._eyes = eyes
        self._twins = twins
        self._given = self._read(twin, given or {})

    def met_by(self, row: Row) -> bool:
        """Tell whether a visible row is asked for."""
        return self._all(self._twin, self._given, row)

    def _all(self, twin: Twin, given: Mapping[str, Any], row: Row) -> bool:
        return all(self._holds(twin, name, value, row) for name, value in given.items())

    def _holds(self, twin: Twin, name: str, given: Any, row: Row) -> bool:
        if name == "and":
            return all(self._all(twin, one, row) for one in given)
        if name == "or":
            return any(self._all(twin, one, row) for one in given)
        if name == "not":
            return not self._all(twin, given, row)
        field = twin.filters[name]
        is_shown = self._eyes.shows(twin, row, field.field_class)
        if isinstance(field, Test):
            return is_shown and given is not _NOBODY and field.holds(row, self._eyes, given)
        if isinstance(field, Related):
            return all(self._leads(twin, name, how, one, row) for how, one in given.items())
        value = field.of(row, self._eyes) if is_shown else None
        if field.ids_of is None:
            value = self._eyes.told(twin, value)
        return all(
            self._leads(twin, name, operator, one, row)
            if operator == "is"
            else _OPERATORS[operator](value, one)
            for operator, one in given.items()
        )

    def _leads(self, twin: Twin, name: str, how: str, given: Mapping[str, Any], row: Row) -> bool:
        """Tell whether the rows that an edge leads to are as they are asked for."""
        target = self._twins[twin.edges[name].target]
        found = follow(self._eyes, twin, row, name, given=NOTHING, twins=self._twins) or []
        met = [self._all(target, given, one) for one in found]
        if how == "every":
            return all(met)
        return not any(met) if how == "none" else any(met)

    def _read(self, twin: Twin, given: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: self._value(twin, name, value)
            for name, value in given.items()
            if value is not None
        }

    def _value(self, twin: Twin, name: str, given: Any) -> Any:
        if name == "not":
            return self._read(twin, given)
        if name in COMBINED:
            return [self._read(twin, one) for one in given]
        field = twin.filters[name]
        self._check(twin, field.field_class, name)
        if isinstance(field, Test):
            return self._key(field, given) if field.ids_of else given
        return dict(self._operands(twin, name, given))

    def _operands(
        self, twin: Twin, name: str, given: Mapping[str, Any]
    ) -> Iterator[tuple[str, Any]]:
        field = twin.filters[name]
        for operator, operand in given.items():
            if operand is None:
                continue
            if operator == "is" or isinstance(field, Related):
                yield operator, self._related(twin, name, operand)
            elif field.ids_of is None:
                yield operator, operand
            elif isinstance(operand, list):
                yield operator, [self._key(field, one) for one in operand]
            else:
                yield operator, self._key(field, operand)

    def _related(self, twin: Twin, name: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        edge = twin.edges[name]
        target = self._twins[edge.target]
        self._check(twin, edge.field_class, name)
        self._check(target, edge.target_class, name)
        return self._read(target, given)

    def _check(self, twin: Twin, field_class: FieldClass, name: str) -> None:
        if not self._eyes.ever_shows(twin, field_class):
            raise RefusedError("FIELD_HIDDEN", name)

    def _key(self, field: Value | Test | Related, text: str) -> Any:
        return read_key(text, self._twins[field.ids_of or ""], self._eyes) or _NOBODY


#: The key of an object of another agency: it is no row's, and no value equals it.
_NOBODY = object()


def read_key(text: str, twin: Twin, eyes: Eyes) -> UUID | None:
    """Return the key of a row in a global id; None for an id of another agency."""
    try:
        given = GlobalId.parse(text)
    except MalformedIdError as error:
        raise RefusedError("MALFORMED_ID") from error
    if given.type_name != twin.name:
        raise RefusedError("WRONG_ID_TYPE")
    return eyes.real(twin, given.key) if given.agency_id == eyes.agency_id else None


def _lower(text: str) -> str:
    """Return text in lower case letter by letter: the simple mapping of Unicode."""
    return "".join("i" if letter == "\u0130" else letter.lower() for letter in text)
