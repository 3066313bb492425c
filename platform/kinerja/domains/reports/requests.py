"""What a report is asked for, and what it answers, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.reports.errors import CategoryAmbiguousError, InvalidPeriodError
from kinerja.domains.reports.vocabulary import Dimension, ReportCategory

#: A total adds up everything but categories: each person has a result in every category.
ADDABLE = (Dimension.AGENCY, Dimension.GRADE, Dimension.PERIOD)


@dataclass(frozen=True, kw_only=True)
class ReportRequest:
    """A report across agencies. None as a filter keeps everything.

    `first` and `last` keep the cycles whose whole period lies between them, both days included.
    With `totals` the answer also has the sums over the dimensions, dropped from the last one on.
    """

    group_by: Sequence[Dimension] = ()
    agencies: Sequence[str] | None = None
    categories: Sequence[ReportCategory] | None = None
    kinds: Sequence[str] | None = None
    first: date | None = None
    last: date | None = None
    totals: bool = False

    def check(self) -> None:
        """Raise what is wrong with the request.

        Raises:
            CategoryAmbiguousError: several categories would be added up.
            InvalidPeriodError: the last day comes before the first.
        """
        if Dimension.CATEGORY not in self.group_by and len(set(self.categories or ())) > 1:
            raise CategoryAmbiguousError(path=("categories",))
        if self.last == date.max or (self.first and self.last and self.last < self.first):
            raise InvalidPeriodError(start=self.first, end=self.last, path=("periodEnd",))

    @property
    def period(self) -> Range[date] | None:
        """The days in which a cycle must lie; None when none are named."""
        if self.first is None and self.last is None:
            return None
        return Range(self.first, self.last + timedelta(days=1) if self.last else None)

    @property
    def shown_categories(self) -> list[str] | None:
        """The categories to be read: one if the answer is not split by them."""
        if self.categories:
            return sorted({one.value for one in self.categories})
        by_category = Dimension.CATEGORY in self.group_by
        return None if by_category else [ReportCategory.COMPOSITE.value]

    @property
    def levels(self) -> list[tuple[Dimension, ...]]:
        """The splits of the answer: the one asked for and, with totals, those above it."""
        asked = tuple(dict.fromkeys(self.group_by))
        if not self.totals:
            return [asked]
        kept = [one for one in asked if one not in ADDABLE]
        added = [one for one in asked if one in ADDABLE]
        above = [tuple(added[:length] + kept) for length in range(len(added) - 1, -1, -1)]
        return [asked, *above]

    @property
    def read_levels(self) -> list[tuple[Dimension, ...]]:
        """The splits that are read: by agency too, where only some agencies are asked for.

        What is hidden is decided over all agencies. Else one agency's small group would be the
        group of two agencies less that of the other.
        """
        if self.agencies is None:
            return self.levels
        return list(dict.fromkeys(with_agency(level) for level in self.levels))


def with_agency(dimensions: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
    """Return the dimensions with the agency among them."""
    return dimensions if Dimension.AGENCY in dimensions else (Dimension.AGENCY, *dimensions)


@dataclass(frozen=True, kw_only=True)
class ReportRow:
    """One group.

    `people` is how many different people it has at least; it and `score_sum` are never shown.
    """

    dimensions: tuple[Dimension, ...]
    agency_code: str | None = None
    agency_name: str | None = None
    category: ReportCategory | None = None
    grade: str | None = None
    cycle_kind: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    people: int = 0
    score_sum: Decimal = Decimal(0)
    employees: int | None = None
    mean: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    suppressed: bool = False
    is_total: bool = False

    def value(self, dimension: Dimension) -> object:
        """Return where the group stands in one dimension."""
        return {
            Dimension.AGENCY: self.agency_code,
            Dimension.CATEGORY: self.category,
            Dimension.GRADE: self.grade,
            Dimension.PERIOD: (self.cycle_kind, self.period_start, self.period_end),
        }[dimension]
