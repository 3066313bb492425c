"""Random values as the tables allow them, chosen for the trouble that they make."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from kinerja.kit.clock import today
from kinerja.kit.ids import new_id

Item = TypeVar("Item")

#: What JSON, SQL, LIKE, base64 and browsers escape, and letters whose cases differ in length.
_ODD = (
    *"\"'\\/%_$:{}[]<>&\n\r\t\b\f\x01\x1f\x7f\x80\u2028\u2029\ufeff",
    *"aAbBzZ019 ßİıſΣσςéÉÑñ",
    "e\u0301",
    "\u05e9",
    "\u202e",
    "漢",
    "😀",
    "\U0010ffff",
    "\uffff",
    "\\u0000",
    "null",
)
_PLAIN = ("Budi", "Siti", "budi", "Budi ", "Ani O'Neil", "ZZ", "zz", "Dewi\\Ayu", "50%_x")
_NUMBERS = (
    "0",
    "-0",
    "0.00",
    "1",
    "1.10",
    "-12.5",
    "100",
    "1e3",
    "99.9999999999",
    "0.0000000001",
    "-0.0000000001",
    "123456789012345678901234567890.123456789",
    "1e39",
)
#: Days at both ends of what the API reads and of calendars, and around the present.
_FAR = (date(1000, 1, 1), date(1582, 10, 15), date(1970, 1, 1), date(9998, 12, 30))
_INSTANTS = (
    datetime(1000, 1, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 2, 28, 16, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 2, 28, 17, 0, 0, tzinfo=UTC),
    datetime(2026, 2, 28, 17, 0, 0, 1, tzinfo=UTC),
    datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC),
)


class Draws:
    """Draws values; equal seeds draw the same, but for ids and for days around today."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.today = today()

    def chance(self, percent: int) -> bool:
        """Tell yes so many times out of a hundred."""
        return self.random.randrange(100) < percent

    def one(self, items: Sequence[Item]) -> Item:
        """Choose one."""
        return self.random.choice(items)

    def some(self, items: Sequence[Item], most: int) -> list[Item]:
        """Choose a few different ones, maybe none."""
        return self.random.sample(list(items), self.random.randint(0, min(most, len(items))))

    def maybe(self, value: Item, percent: int = 60) -> Item | None:
        """Return the value or, often enough, nothing."""
        return value if self.chance(percent) else None

    def text(self) -> str:
        """Return a text that is often plain, tied with others, and otherwise awkward."""
        if self.chance(45):
            return self.one(_PLAIN)
        return "".join(self.random.choices(_ODD, k=self.random.randint(1, 12)))

    def number(self) -> Decimal:
        """Return a number of any size."""
        return Decimal(self.one(_NUMBERS))

    def instant(self) -> datetime:
        """Return an instant, some of them tied."""
        if self.chance(50):
            return self.one(_INSTANTS)
        start = datetime(2026, 1, 1, tzinfo=UTC)
        return start + timedelta(microseconds=self.random.randrange(10**13))

    def day(self) -> date:
        """Return a day."""
        return self.one(_FAR) if self.chance(25) else self.near()

    def near(self) -> date:
        """Return a day around today."""
        return self.today + timedelta(days=self.random.randint(-40, 40))

    def days(self, *, bounded: bool = False) -> Range[date]:
        """Return a period: past, present or future, open or not, most of them holding today."""
        begin = self.near() if self.chance(40) else self.today - timedelta(days=1)
        end = begin + timedelta(days=self.random.randint(1, 80))
        if bounded:
            return Range(begin, end)
        first: Any = self.maybe(begin, 90)
        return Range(first, self.maybe(end))


def ids(number: int) -> list[UUID]:
    """Return so many new ids."""
    return [new_id() for _ in range(number)]
