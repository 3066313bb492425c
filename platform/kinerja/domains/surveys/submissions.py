"""What a citizen sends: answers by element, and what tells a repeated form from a new one."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from kinerja.domains.surveys.answer_errors import (
    AnswerOutOfScaleError,
    NoAnswersError,
    ReceiptError,
    RepeatedElementError,
    SubmissionKeyError,
    UnknownElementError,
)
from kinerja.domains.surveys.vocabulary import HIGHEST, LOWEST
from kinerja.kit.errors import KinerjaError, raise_all

_KEY = re.compile(r"[A-Za-z0-9-]{16,64}", re.ASCII)
_RECEIPT_LENGTH = range(3, 65)


class Given(NamedTuple):
    """One answer: the element by its code or its number (U1), and 1 to 4."""

    element: str
    value: int


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A filled form. `wished` is the element that should become better first."""

    key: str
    answers: Sequence[Given]
    wished: str | None = None
    receipt: str | None = None

    def marks(self, survey_id: UUID, *, asks_receipt: bool) -> list[bytes]:
        """Return what must not have been used before in this survey.

        Raises:
            SubmissionKeyError: the form has no key of its own.
            ReceiptError: the survey asks for a receipt, and there is none.
        """
        if not _KEY.fullmatch(self.key):
            raise SubmissionKeyError(path=("submissionKey",))
        marks = [_mark(survey_id, "form", self.key)]
        if asks_receipt:
            receipt = "".join((self.receipt or "").split()).upper()
            if len(receipt) not in _RECEIPT_LENGTH or not receipt.isprintable():
                raise ReceiptError(path=("receipt",))
            marks.append(_mark(survey_id, "receipt", receipt))
        return marks

    def read(self, elements: Mapping[str, UUID]) -> tuple[dict[UUID, int], UUID | None]:
        """Return the values by element, and the wish. `elements` are known by code and number.

        Raises:
            KinerjaError: NO_ANSWERS, UNKNOWN_ELEMENT, REPEATED_ELEMENT or OUT_OF_SCALE.
            KinerjaErrorGroup: several of them.
        """
        raise_all(list(self._errors(elements)))
        values = {elements[one.element]: one.value for one in self.answers}
        return values, elements[self.wished] if self.wished is not None else None

    def _errors(self, elements: Mapping[str, UUID]) -> Iterator[KinerjaError]:
        if not self.answers:
            yield NoAnswersError(path=("answers",))
        codes = ", ".join(elements)
        seen: set[UUID] = set()
        for place, one in enumerate(self.answers):
            found = elements.get(one.element)
            if found is None:
                yield UnknownElementError(codes=codes, path=("answers", place, "element"))
            elif found in seen:
                yield RepeatedElementError(path=("answers", place, "element"))
            else:
                seen.add(found)
            if not LOWEST <= one.value <= HIGHEST:
                path = ("answers", place, "value")
                yield AnswerOutOfScaleError(lowest=LOWEST, highest=HIGHEST, path=path)
        if self.wished is not None and self.wished not in elements:
            yield UnknownElementError(codes=codes, path=("improveFirst",))


def _mark(survey_id: UUID, kind: str, text: str) -> bytes:
    return hashlib.sha256(f"{survey_id}:{kind}:{text}".encode()).digest()
