"""The base of every failure that a caller may see.

An expected failure is a `KinerjaError`: a stable `code`, a sentence in Indonesian and in English
that tells the person who made the request what to do, and the path of the input it is about.
Anything that is not a `KinerjaError` is a bug and reaches the client masked, with an id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

Language = Literal["id", "en"]
PathSegment = str | int


@dataclass(frozen=True)
class Worded:
    """A detail of a sentence that has words of its own in each language."""

    en: str
    id: str

    def said_in(self, language: Language) -> str:
        """Return the words in `language`."""
        return self.id if language == "id" else self.en


class KinerjaError(Exception):
    """An expected failure. Subclasses give `code` and the sentences `en` and `id`.

    The sentences may hold `{name}` places, filled from the keyword arguments. Never pass personal
    data (NIP, names): sentences reach logs and clients.
    """

    code: ClassVar[str]
    en: ClassVar[str]
    id: ClassVar[str]

    def __init__(self, *, path: Sequence[PathSegment] = (), **details: object) -> None:
        self.path = tuple(path)
        self.details = details
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """Return the sentence in `language`."""
        sentence = self.id if language == "id" else self.en
        return sentence.format_map(
            {
                name: detail.said_in(language) if isinstance(detail, Worded) else detail
                for name, detail in self.details.items()
            }
        )

    def at(self, *prefix: PathSegment) -> "KinerjaError":
        """Put `prefix` before the path; returns itself, to be raised again."""
        self.path = (*prefix, *self.path)
        return self


class KinerjaErrorGroup(KinerjaError):  # noqa: N818 - a group of them, named like ExceptionGroup.
    """Several expected failures of one request, reported together."""

    code = "SEVERAL_ERRORS"
    en = "Several parts of the request are wrong; each is listed."
    id = "Beberapa bagian permintaan salah; masing-masing disebutkan."

    def __init__(self, errors: Sequence[KinerjaError]) -> None:
        super().__init__()
        self.errors = tuple(errors)

    def at(self, *prefix: PathSegment) -> "KinerjaErrorGroup":
        """Put `prefix` before the path of every part; returns itself, to be raised again."""
        for part in self.errors:
            part.at(*prefix)
        return self


def raise_all(errors: Sequence[KinerjaError]) -> None:
    """Raise the errors found: none does nothing, one is raised alone, several as a group."""
    if errors:
        raise errors[0] if len(errors) == 1 else KinerjaErrorGroup(errors)
