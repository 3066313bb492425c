"""The contents of a plan as values, and what is wrong with them by themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from kinerja.domains.plans.errors import (
    PerspectiveError,
    PlanTextError,
    ReturnReasonError,
    TargetError,
    TooManyResultsError,
    ValueRepeatedError,
)
from kinerja.domains.plans.vocabulary import CoreValue, Perspective, WorkResultKind
from kinerja.kit.errors import KinerjaError, raise_all
from kinerja.kit.texts import read_lines

MOST_RESULTS = 50
TITLE_LIMIT = 500
UNIT_LIMIT = 60
EXPECTATION_LIMIT = 2000
REASON_LENGTH = range(10, 2001)
HIGHEST_TARGET = Decimal(10) ** 16
_DECIMALS = 4
_SENIOR = "JPT"


@dataclass(frozen=True, kw_only=True)
class PlannedResult:
    """A work result to be written.

    `continues` names the one of the present edition whose alignment it keeps, unless `realigned`:
    then `aligned_to` says to which of the rater's it is aligned, None to none.
    """

    kind: WorkResultKind
    title: str
    indicator: str
    target: Decimal | None = None
    unit: str | None = None
    perspective: Perspective | None = None
    continues: UUID | None = None
    realigned: bool = False
    aligned_to: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The leader's special expectation in one value."""

    value: CoreValue
    expectation: str


@dataclass(frozen=True, kw_only=True)
class Contents:
    """All of a plan: what is not in it is not planned."""

    results: Sequence[PlannedResult]
    behaviour: Sequence[Expected] = field(default_factory=tuple)

    def check(self) -> None:
        """Refuse what is wrong whatever the database says; paths begin at the input's fields.

        Raises:
            KinerjaError: TOO_MANY_WORK_RESULTS, TEXT_NOT_ALLOWED, TARGET_INCOMPLETE or
                VALUE_REPEATED; several of them as a group.
        """
        if len(self.results) > MOST_RESULTS:
            raise TooManyResultsError(limit=MOST_RESULTS, path=("workResults",))
        raise_all([*self._wrong_results(), *self._wrong_behaviour()])

    def check_perspectives(self, position_class: str) -> None:
        """Refuse perspectives in the plan of anybody but a senior executive.

        Raises:
            PerspectiveError: there is one; several as a group.
        """
        if position_class == _SENIOR:
            return
        raise_all(
            [
                PerspectiveError(path=("workResults", place, "perspective"))
                for place, one in enumerate(self.results)
                if one.perspective is not None
            ]
        )

    def _wrong_results(self) -> Iterator[KinerjaError]:
        for place, one in enumerate(self.results):
            texts = {"title": one.title, "indicator": one.indicator}
            for name, text in texts.items():
                if not is_line(text, TITLE_LIMIT):
                    yield PlanTextError(limit=TITLE_LIMIT, path=("workResults", place, name))
            if one.unit is not None and not is_line(one.unit, UNIT_LIMIT):
                yield PlanTextError(limit=UNIT_LIMIT, path=("workResults", place, "unit"))
            if (one.target is None) != (one.unit is None) or not is_target(one.target):
                yield TargetError(path=("workResults", place, "target"))

    def _wrong_behaviour(self) -> Iterator[KinerjaError]:
        seen: set[CoreValue] = set()
        for place, one in enumerate(self.behaviour):
            if one.value in seen:
                yield ValueRepeatedError(path=("behaviour", place, "value"))
            seen.add(one.value)
            if not is_line(one.expectation, EXPECTATION_LIMIT):
                path = ("behaviour", place, "expectation")
                yield PlanTextError(limit=EXPECTATION_LIMIT, path=path)


def is_line(text: str, limit: int) -> bool:
    """Tell whether a text is one line of 1 to `limit` characters, blanks around it left out."""
    return 0 < len(text.strip()) <= limit and text.strip().isprintable()


def is_target(target: Decimal | None) -> bool:
    """Tell whether a target fits: none, or from 0 with at most four decimals."""
    if target is None:
        return True
    fits = target.is_finite() and 0 <= target < HIGHEST_TARGET
    return fits and target == round(target, _DECIMALS)


def read_reason(reason: str) -> str:
    """Return the reason of a return without blanks around it.

    Raises:
        ReturnReasonError: it is too short or too long, or holds control characters.
    """
    kept = read_lines(reason, REASON_LENGTH)
    if kept is None:
        least, limit = REASON_LENGTH.start, REASON_LENGTH.stop - 1
        raise ReturnReasonError(least=least, limit=limit, path=("reason",))
    return kept
