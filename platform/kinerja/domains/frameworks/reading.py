"""Reading one node's fields from plain values: every wrong field is found, none is guessed.

YAML presets and GraphQL inputs both arrive as mappings with snake_case names, so one reader and
one set of rules serves both.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from kinerja.domains.frameworks.decimals import places
from kinerja.domains.frameworks.tree_errors import (
    FieldRequiredError,
    NumberNotAllowedError,
    TextNotAllowedError,
    UnknownFieldError,
    UnknownValueError,
    WrongKindError,
)
from kinerja.domains.frameworks.weights import Path
from kinerja.kit.errors import KinerjaError

Choice = TypeVar("Choice", bound=StrEnum)

#: Amounts are below a trillion with six decimals: enough for rupiah, and no text grows huge.
AMOUNT_LIMIT = Decimal(10) ** 12
AMOUNT_PLACES = 6


class Fields:
    """The fields of one mapping. A wrong field is noted in `errors` and answered by a fallback."""

    def __init__(
        self, raw: object, *, known: Collection[str], path: Path, errors: list[KinerjaError]
    ) -> None:
        self.path = path
        self.errors = errors
        self._raw: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        if not isinstance(raw, Mapping):
            errors.append(WrongKindError(field="This", kind="a mapping of fields", path=path))
        for name in self._raw:
            if name not in known:
                listed = ", ".join(sorted(known))
                errors.append(
                    UnknownFieldError(field=str(name)[:64], known=listed, path=(*path, str(name)))
                )

    def value(self, name: str) -> Any:  # noqa: ANN401 - whatever the mapping holds.
        """Return the raw value; None if absent."""
        return self._raw.get(name)

    def note(self, error: type[KinerjaError], name: str, **details: object) -> None:
        """Note what is wrong with a field."""
        self.errors.append(error(path=(*self.path, name), **{"field": name, **details}))

    def text(self, name: str, *, limit: int) -> str:
        """Read a required text, blanks at both ends taken off."""
        given = self.value(name)
        if given is None or given == "":
            self.note(FieldRequiredError, name)
            return ""
        if not isinstance(given, str):
            self.note(WrongKindError, name, kind="a text")
            return ""
        stripped = given.strip()
        if not stripped:
            self.note(FieldRequiredError, name)
        elif len(stripped) > limit or not all(c.isprintable() or c == "\n" for c in stripped):
            self.note(TextNotAllowedError, name, limit=limit)
        return stripped

    def optional_text(self, name: str, *, limit: int) -> str | None:
        """Read a text that may be absent."""
        return None if self.value(name) is None else self.text(name, limit=limit)

    def amount(self, name: str, default: Decimal | None = None) -> Decimal | None:
        """Read a number that may be absent."""
        given = self.value(name)
        if given is None:
            return default
        if isinstance(given, bool) or not isinstance(given, Decimal | int):
            self.note(WrongKindError, name, kind="a number")
            return default
        number = Decimal(given)
        if (
            not number.is_finite()
            or not -AMOUNT_LIMIT < number < AMOUNT_LIMIT
            or places(number) > AMOUNT_PLACES
        ):
            self.note(NumberNotAllowedError, name)
            return default
        return number

    def required_amount(self, name: str) -> Decimal:
        """Read a number that must be given."""
        if self.value(name) is None:
            self.note(FieldRequiredError, name)
        return self.amount(name) or Decimal(0)

    def weight(self) -> Decimal:
        """Read the weight as it is; whether it is one is the business of the rule of weights."""
        given = self.value("weight")
        if given is None:
            self.note(FieldRequiredError, "weight")
        elif isinstance(given, bool) or not isinstance(given, Decimal | int):
            self.note(WrongKindError, "weight", kind="a number")
        else:
            return Decimal(given)
        return Decimal(0)

    def flag(self, name: str) -> bool:
        """Read true or false; absent is false."""
        given = self.value(name)
        if given is not None and not isinstance(given, bool):
            self.note(WrongKindError, name, kind="true or false")
        return given is True

    def choice(self, name: str, default: Choice) -> Choice:
        """Read one word of a closed vocabulary."""
        given = self.value(name)
        return default if given is None else self._word(name, given, default)

    def required_choice(self, name: str, fallback: Choice) -> Choice:
        """Read one word of a closed vocabulary that must be given."""
        if self.value(name) is None:
            self.note(FieldRequiredError, name)
        return self.choice(name, fallback)

    def choices(self, name: str, words: type[Choice]) -> tuple[Choice, ...]:
        """Read several words, each once, in the order of the vocabulary; absent is none."""
        given = {self._word(name, item, next(iter(words))) for item in self.items(name)}
        return tuple(word for word in words if word in given)

    def items(self, name: str) -> Sequence[Any]:
        """Read a list; absent is empty."""
        given = self.value(name)
        if given is None:
            return ()
        if isinstance(given, str) or not isinstance(given, Sequence):
            self.note(WrongKindError, name, kind="a list")
            return ()
        return given

    def _word(self, name: str, given: object, fallback: Choice) -> Choice:
        words = type(fallback)
        if isinstance(given, str) and given in [word.value for word in words]:
            return words(given)
        known = ", ".join(word.value for word in words)
        self.note(UnknownValueError, name, value=str(given)[:40], known=known)
        return fallback
