"""Orders: rows without a value last, whatever the direction; the id breaks ties."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kinerja.kit.pseudonyms import place
from tests.support.reference.eyes import Eyes
from tests.support.reference.plain import Row, Twin
from tests.support.reference.refusals import RefusedError
from tests.support.reference.written import cursor

#: The values of a row's sort keys, and its id as the asker knows it.
Position = tuple[list[Any], UUID]


@dataclass(frozen=True)
class Order:
    """One order of the rows of a type, as one asker may see them."""

    twin: Twin
    eyes: Eyes
    terms: tuple[tuple[str, bool], ...]

    @classmethod
    def of(cls, twin: Twin, eyes: Eyes, given: Sequence[Mapping[str, Any]] | None) -> "Order":
        """Read `orderBy`; a key that comes again says nothing new."""
        terms: dict[str, bool] = {}
        for entry in given or ():
            name = entry["field"]
            if not eyes.ever_shows(twin, twin.orders[name].field_class):
                raise RefusedError("FIELD_HIDDEN", name)
            terms.setdefault(name, entry["direction"] == "DESC")
        natural = twin.default_order
        if not given and natural and eyes.ever_shows(twin, twin.orders[natural].field_class):
            terms[natural] = False
        return cls(twin, eyes, tuple(terms.items()))

    @property
    def name(self) -> str:
        """What a cursor says about the order that it belongs to."""
        signs = (f"{'-' if down else '+'}{name}" for name, down in self.terms)
        return self.twin.name + "".join(signs)

    def position(self, row: Row) -> Position:
        """Return where a row stands."""
        return [self._value(name, row) for name, _ in self.terms], self.eyes.key_of(self.twin, row)

    def cursor(self, row: Row) -> str:
        """Return the cursor of a row."""
        values, key = self.position(row)
        agency_id = self.eyes.agency_id if self.twin.of_agency else 0
        return cursor(self.name, agency_id, [*values, key])

    def compare(self, one: Position, other: Position) -> int:
        """Return -1, 0 or 1: which of two places comes first."""
        for (_, down), left, right in zip(self.terms, one[0], other[0], strict=True):
            if left == right:
                continue
            if left is None or right is None:
                return 1 if left is None else -1
            return _sign(is_greater=left > right, down=down)
        if one[1] == other[1]:
            return 0
        last_down = bool(self.terms) and self.terms[-1][1]
        return _sign(is_greater=self._place(one[1]) > self._place(other[1]), down=last_down)

    def read(self, text: str) -> Position:
        """Return the place that a cursor names."""
        try:
            padded = text + "=" * (-len(text) % 4)
            name, agency_id, *values, key = json.loads(base64.urlsafe_b64decode(padded))
            mine = self.eyes.agency_id if self.twin.of_agency else 0
            if (name, agency_id) != (self.name, mine):
                raise RefusedError("BAD_CURSOR")
            kinds = [self._reader(name) for name, _ in self.terms]
            return [read(one) for read, one in zip(kinds, values, strict=True)], UUID(key)
        except ValueError as error:
            raise RefusedError("BAD_CURSOR") from error

    def _value(self, name: str, row: Row) -> Any:
        field = self.twin.orders[name]
        if not self.eyes.shows(self.twin, row, field.field_class):
            return None
        return self.eyes.told(self.twin, field.of(row, self.eyes))

    def _reader(self, name: str) -> Callable[[Any], Any]:
        """Return how a value in a cursor is read: as what the rows hold."""
        assert self.twin.model
        samples = (
            self.twin.orders[name].of(row, self.eyes) for row in self.eyes.rows.all(self.twin.model)
        )
        sample = next((one for one in samples if one is not None), None)
        readers: Mapping[type, Callable[[Any], Any]] = {
            datetime: datetime.fromisoformat,
            date: date.fromisoformat,
            UUID: UUID,
        }
        read = next((how for kind, how in readers.items() if isinstance(sample, kind)), _as_it_is)
        return lambda value: None if value is None else read(value)

    def _place(self, key: UUID) -> Any:
        """Return by what ids are compared: by digests where they are pseudonyms."""
        secret = self.eyes.pseudonym_key
        if secret is None or not self.twin.is_personal:
            return key
        return place(secret, self.eyes.real(self.twin, key))


def _sign(*, is_greater: bool, down: bool) -> int:
    return 1 if is_greater is not down else -1


def _as_it_is(value: Any) -> Any:
    return value
