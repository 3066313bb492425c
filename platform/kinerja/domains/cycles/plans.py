"""What a new cycle says about itself, checked before it reaches the database."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.cycles.errors import (
    CycleCodeMalformedError,
    CycleNameNotAllowedError,
    InvalidPeriodError,
    ObjectionDaysError,
    PeriodTooLongError,
)
from kinerja.domains.cycles.vocabulary import CycleKind, DistributionMode
from kinerja.kit.errors import KinerjaError, raise_all

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
NAME_LIMIT = 200
#: A cycle may be shorter than its kind says (the law changes in the middle), never longer.
MOST_DAYS = {CycleKind.MONTHLY: 31, CycleKind.QUARTERLY: 92, CycleKind.ANNUAL: 366}


#: For how many days a delivered result may be objected to: 14 by law (PP 30/2019 Pasal 59), more
#: where an agency is generous; 0 where results are final at once, as those of a month are.
OBJECTION_DAYS = range(14, 61)
NO_OBJECTIONS = 0


def objection_days_of(kind: CycleKind) -> int:
    """Return the days that a kind of cycle has unless somebody says others."""
    return OBJECTION_DAYS.start if kind is CycleKind.ANNUAL else NO_OBJECTIONS


@dataclass(frozen=True, kw_only=True)
class CyclePlan:
    """A cycle to be made. `first` and `last` are both days of the period."""

    framework_id: UUID
    code: str
    name: str
    kind: CycleKind
    first: date
    last: date
    objection_days: int = NO_OBJECTIONS
    distribution_mode: DistributionMode = DistributionMode.ADVISORY

    @property
    def period(self) -> Range[date]:
        """The days as they are stored, with an exclusive end."""
        return Range(self.first, self.last + timedelta(days=1), bounds="[)")

    def check(self) -> None:
        """Raise all that is wrong with the plan itself.

        Raises:
            KinerjaError: CODE_MALFORMED, TEXT_NOT_ALLOWED, INVALID_PERIOD or OBJECTION_DAYS.
            KinerjaErrorGroup: several of them.
        """
        errors = [error for error in self._errors() if error]
        raise_all(errors)

    def _errors(self) -> tuple[KinerjaError | None, ...]:
        return self._code(), self._name(), self._period(), self._objection_days()

    def _objection_days(self) -> KinerjaError | None:
        if self.objection_days == NO_OBJECTIONS or self.objection_days in OBJECTION_DAYS:
            return None
        least, limit = OBJECTION_DAYS.start, OBJECTION_DAYS.stop - 1
        return ObjectionDaysError(least=least, limit=limit, path=("objectionDays",))

    def _code(self) -> KinerjaError | None:
        return None if CODE.fullmatch(self.code) else CycleCodeMalformedError(path=("code",))

    def _name(self) -> KinerjaError | None:
        if self.name.strip() and len(self.name) <= NAME_LIMIT and self.name.isprintable():
            return None
        return CycleNameNotAllowedError(limit=NAME_LIMIT, path=("name",))

    def _period(self) -> KinerjaError | None:
        if self.last < self.first or self.last == date.max:
            return InvalidPeriodError(start=self.first, end=self.last, path=("periodEnd",))
        days, most = (self.last - self.first).days + 1, MOST_DAYS[self.kind]
        if days > most:
            return PeriodTooLongError(
                kind=self.kind.value, limit=most, days=days, path=("periodEnd",)
            )
        return None
