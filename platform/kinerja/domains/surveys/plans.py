"""What a survey says about itself, checked before it reaches the database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.surveys.elements import Element, Method, is_line
from kinerja.domains.surveys.errors import (
    PopulationError,
    SurveyCodeMalformedError,
    SurveyPeriodError,
    SurveyTextError,
)
from kinerja.kit.errors import KinerjaError, raise_all

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
TEXT_LIMIT = 200
#: More than the province has people: beyond this it is a slip of the keyboard.
MOST_PEOPLE = 100_000_000
#: A survey is held at least once a year (PermenPANRB 14/2017), so none lasts longer.
MOST_DAYS = 366


@dataclass(frozen=True, kw_only=True)
class Details:
    """What may change until the survey is opened. `first` and `last` are both days of it."""

    title: str
    service: str
    first: date
    last: date
    population: int
    asks_receipt: bool

    @property
    def period(self) -> Range[date]:
        """The days as they are stored, with an exclusive end."""
        return Range(self.first, self.last + timedelta(days=1), bounds="[)")

    def errors(self) -> Iterator[KinerjaError]:
        """Yield all that is wrong."""
        for name, text in (("title", self.title), ("service", self.service)):
            if not is_line(text, TEXT_LIMIT):
                yield SurveyTextError(limit=TEXT_LIMIT, path=(name,))
        is_calendar = self.last < date.max and self.first <= self.last
        if not is_calendar or (self.last - self.first).days >= MOST_DAYS:
            yield SurveyPeriodError(limit=MOST_DAYS, path=("periodEnd",))
        if not 0 < self.population <= MOST_PEOPLE:
            yield PopulationError(limit=MOST_PEOPLE, path=("population",))


@dataclass(frozen=True, kw_only=True)
class SurveyPlan:
    """A survey to be made."""

    org_unit_id: UUID
    code: str
    method: Method
    details: Details
    elements: Sequence[Element] | None

    def check(self) -> None:
        """Raise all that is wrong with the plan, but for its elements.

        Raises:
            KinerjaError: CODE_MALFORMED, TEXT_NOT_ALLOWED, INVALID_PERIOD or
                POPULATION_OUT_OF_RANGE.
            KinerjaErrorGroup: several of them.
        """
        errors = list(self.details.errors())
        if not CODE.fullmatch(self.code):
            errors.insert(0, SurveyCodeMalformedError(path=("code",)))
        raise_all(errors)
