"""The NIP, the 18 digits that name a civil servant: how they are read, and what may be wrong.

PNS (Peraturan Kepala BKN 22/2007 and 43/2007): birth `YYYYMMDD`, appointment as candidate `YYYYMM`,
sex, serial `NNN`. PPPK: birth `YYYYMMDD`, year of appointment `YYYY`, `2`, which contract (1-9),
sex, serial `NNN`. Digits 13-14 tell them apart: 01-12 is a month, 21-29 is a contract. There is no
check digit. No message holds the digits themselves: they are personal data.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from kinerja.domains.organisation.nip_errors import (
    NipAppointmentError,
    NipCharacterError,
    NipImpossibleDateError,
    NipLengthError,
    NipSerialError,
    NipSexError,
)
from kinerja.domains.organisation.vocabulary import Employment

LENGTH = 18
#: The ages between which an appointment is believed without a remark.
YOUNGEST, OLDEST = 18, 65
#: An appointment may be announced this many months ahead.
MONTHS_AHEAD = 3

_BLANKS = re.compile(r"[\s\u200b\u2060\ufeff]+")
_DIGITS = re.compile(r"[0-9]+")
_MONTHS, _CONTRACTS = range(1, 13), range(21, 30)
_FEMALE = 2


class Sex(StrEnum):
    """The sex that digit 15 states."""

    MALE = "MALE"
    FEMALE = "FEMALE"


class NipWarning(StrEnum):
    """What is odd about a well-formed NIP. Legacy records exist, so this never refuses one."""

    APPOINTED_TOO_YOUNG = "APPOINTED_TOO_YOUNG"
    APPOINTED_TOO_OLD = "APPOINTED_TOO_OLD"
    APPOINTED_IN_FUTURE = "APPOINTED_IN_FUTURE"


@dataclass(frozen=True, slots=True)
class Nip:
    """A well-formed NIP in its parts; `str` gives the 18 digits, `repr` hides them.

    `appointed_month` is given for PNS, `contract` (how manieth) for PPPK.
    """

    born: date
    employment: Employment
    appointed_year: int
    appointed_month: int | None
    contract: int | None
    sex: Sex
    serial: int

    @classmethod
    def parse(cls, text: str, *, on: date) -> Self:
        """Read a NIP as people write it, blanks anywhere, and judge its dates as of `on`.

        Raises:
            NipError: a subclass names the fault and the digits it is in.
        """
        digits = _BLANKS.sub("", text)
        if not _DIGITS.fullmatch(digits):
            raise NipCharacterError
        if len(digits) != LENGTH:
            raise NipLengthError(count=len(digits))
        kind = _employment(int(digits[12:14]))
        return cls(
            born=_birth(digits, on),
            employment=kind,
            appointed_year=_year(digits),
            appointed_month=int(digits[12:14]) if kind is Employment.PNS else None,
            contract=int(digits[13]) if kind is Employment.PPPK else None,
            sex=_sex(digits[14]),
            serial=_serial(digits),
        )

    def __str__(self) -> str:
        """Return the 18 digits."""
        middle = self.appointed_month if self.contract is None else 20 + self.contract
        sex = 1 if self.sex is Sex.MALE else 2
        born = self.born.isoformat().replace("-", "")
        return f"{born}{self.appointed_year:04}{middle:02}{sex}{self.serial:03}"

    def __repr__(self) -> str:
        """Hide the digits, which reach logs and tracebacks otherwise."""
        return f"<Nip {self.employment}>"

    def warnings(self, on: date) -> tuple[NipWarning, ...]:
        """Return what a person should look at, as of `on`; a PPPK's appointment is year-exact."""
        found = []
        if self._appointed < self._birthday(YOUNGEST):
            found.append(NipWarning.APPOINTED_TOO_YOUNG)
        if self._appointed > self._birthday(OLDEST):
            found.append(NipWarning.APPOINTED_TOO_OLD)
        month = on.month + MONTHS_AHEAD
        latest = (on.year + (month - 1) // 12, (month - 1) % 12 + 1, on.day)
        if self._appointed > latest[: len(self._appointed)]:
            found.append(NipWarning.APPOINTED_IN_FUTURE)
        return tuple(found)

    @property
    def _appointed(self) -> tuple[int, ...]:
        """Return the appointment as far as the digits tell: the first of a month, or a year."""
        if self.appointed_month is None:
            return (self.appointed_year,)
        return (self.appointed_year, self.appointed_month, 1)

    def _birthday(self, age: int) -> tuple[int, ...]:
        """Return the day of that age, as exact as the appointment is known."""
        day = (self.born.year + age, self.born.month, self.born.day)
        return day[: len(self._appointed)]


def _birth(digits: str, on: date) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError as error:
        raise NipImpossibleDateError from error
    if born > on:
        raise NipImpossibleDateError
    return born


def _year(digits: str) -> int:
    year = int(digits[8:12])
    if year < 1:
        raise NipAppointmentError
    return year


def _employment(middle: int) -> Employment:
    if middle in _MONTHS:
        return Employment.PNS
    if middle in _CONTRACTS:
        return Employment.PPPK
    raise NipAppointmentError


def _sex(digit: str) -> Sex:
    if digit not in {"1", "2"}:
        raise NipSexError
    return Sex.FEMALE if int(digit) == _FEMALE else Sex.MALE


def _serial(digits: str) -> int:
    serial = int(digits[15:])
    if serial == 0:
        raise NipSerialError
    return serial
