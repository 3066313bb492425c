"""What a rater says in one row: the value, the word that nothing applies, comment and evidence."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kinerja.commands.scoring.errors import NumberError
from kinerja.commands.scoring.layout import digest
from kinerja.kit.sheets.lines import Cell

_NUMBER = re.compile(r"-?[0-9]{1,20}([.,][0-9]{1,12})?")


@dataclass(frozen=True)
class Values:
    """One row as far as a rater fills it in."""

    actual: Decimal | None = None
    not_applicable: bool = False
    comment: str | None = None
    evidence: str | None = None

    @classmethod
    def of_score(cls, score: dict[str, Any] | None) -> "Values":
        """Return what a `Score` of the API says; None says nothing."""
        if score is None:
            return cls()
        actual = score["actual"]
        return cls(
            actual=None if actual is None else Decimal(actual),
            not_applicable=score["notApplicable"] is True,
            comment=clean(score["comment"]),
            evidence=clean(score["evidence"]),
        )

    @property
    def is_empty(self) -> bool:
        """Whether the row says nothing at all."""
        return self == Values()

    @property
    def digest(self) -> str:
        """By what an untouched row is known."""
        actual = "" if self.actual is None else format(self.actual.normalize(), "f")
        said = (actual, str(self.not_applicable), self.comment or "", self.evidence or "")
        return digest(*said)[:16]


def clean(text: str | None) -> str | None:
    """Return a text without the blanks around it and with plain line breaks; None when empty."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip() or None


def read_note(cell: Cell) -> str | None:
    """Return a comment or a piece of evidence as it was typed."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))


def read_number(cell: Cell) -> Decimal:
    """Return a number, exactly as it is shown.

    Raises:
        NumberError: something else, or a separator of thousands.
    """
    text = str(cell).strip().removeprefix("'")
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise NumberError
    if isinstance(cell, int | float):
        return _finite(text)
    if not _NUMBER.fullmatch(text):
        raise NumberError
    return Decimal(text.replace(",", "."))


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise NumberError
    return number
