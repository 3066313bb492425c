"""What callers ask for, as values that are right by themselves."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Self
from uuid import UUID

from kinerja.domains.organisation.errors import (
    EmploymentMismatchError,
    NothingToChangeError,
    SelfRatingError,
    SubjectIdError,
    SuperiorNotAboveError,
)
from kinerja.domains.organisation.nip import Nip
from kinerja.domains.organisation.texts import read_code, read_name, read_unit_code
from kinerja.domains.organisation.vocabulary import (
    AssignmentKind,
    EmployeeState,
    Employment,
    PositionClass,
    ReportingLineKind,
    UnitLevel,
)
from kinerja.kit.errors import KinerjaError


class Keep(Enum):
    """Stands for a field that a change leaves as it is; None would empty it."""

    AS_IS = "as_is"


KEEP = Keep.AS_IS


@dataclass(frozen=True)
class NewUnit:
    """A unit to be made; without a parent it is a root."""

    code: str
    name: str
    level: UnitLevel
    parent_id: UUID | None = None

    @classmethod
    def parse(
        cls, code: str, *, name: str, level: UnitLevel, parent_id: UUID | None = None
    ) -> Self:
        """Check the texts.

        Raises:
            InvalidCodeError, TextError: code or name is wrong.
        """
        return cls(read_unit_code(code), read_name(name), level, parent_id)


@dataclass(frozen=True)
class UnitChange:
    """What is to become of a unit."""

    name: str | Keep = KEEP
    level: UnitLevel | Keep = KEEP
    parent_id: UUID | Keep | None = KEEP
    head_position_id: UUID | Keep | None = KEEP

    @property
    def moves(self) -> bool:
        """Tell whether the unit is to stand under another one, or under none."""
        return self.parent_id is not KEEP

    @property
    def columns(self) -> dict[str, Any]:
        """Return the columns that are set without moving the unit.

        Raises:
            NothingToChangeError: nothing is to change at all.
            TextError: the name is no name.
        """
        name = read_name(self.name) if isinstance(self.name, str) else KEEP
        stated = {"name": name, "level": self.level, "head_position_id": self.head_position_id}
        found = {column: value for column, value in stated.items() if value is not KEEP}
        if not found and not self.moves:
            raise NothingToChangeError
        return found


@dataclass(frozen=True)
class NewPosition:
    """A position to be made; `heads_unit` makes it the unit's head."""

    code: str
    name: str
    position_class: PositionClass
    org_unit_id: UUID
    heads_unit: bool = False

    @classmethod
    def parse(
        cls,
        code: str,
        *,
        name: str,
        position_class: PositionClass,
        org_unit_id: UUID,
        heads_unit: bool = False,
    ) -> Self:
        """Check the texts.

        Raises:
            TextError: code or name is wrong.
        """
        return cls(read_code(code), read_name(name), position_class, org_unit_id, heads_unit)


@dataclass(frozen=True)
class NewEmployee:
    """An employee to be entered; the kind of employment follows from the NIP.

    `subject_id` is the key that the person had in another agency: the account goes on to work.
    """

    nip: Nip
    name: str
    nrk: str | None
    subject_id: UUID | None = None

    @classmethod
    def parse(
        cls,
        nip: str,
        *,
        name: str,
        on: date,
        nrk: str | None = None,
        employment: Employment | None = None,
        subject_id: str | None = None,
    ) -> Self:
        """Check the texts; a stated `employment` must agree with the NIP.

        Raises:
            NipError, TextError, EmploymentMismatchError, SubjectIdError: as their names say.
        """
        kept_nrk = None if nrk is None else read_code(nrk, path=("nrk",))
        subject = None if subject_id is None else read_subject(subject_id)
        employee = cls(read_nip(nip, on=on), read_name(name), kept_nrk, subject)
        if employment not in {None, employee.nip.employment}:
            raise EmploymentMismatchError(path=("employment",))
        return employee


@dataclass(frozen=True)
class EmployeeChange:
    """What is to become of an employee. A corrected NIP decides the kind of employment anew."""

    employee_id: UUID
    nip: Nip | Keep = KEEP
    nrk: str | Keep | None = KEEP
    name: str | Keep = KEEP
    state: EmployeeState | Keep = KEEP

    @property
    def columns(self) -> dict[str, Any]:
        """Return the columns that the change sets.

        Raises:
            NothingToChangeError: it sets none.
            TextError: name or NRK is no text.
        """
        name = read_name(self.name) if isinstance(self.name, str) else KEEP
        nrk = read_code(self.nrk, path=("nrk",)) if isinstance(self.nrk, str) else self.nrk
        stated: dict[str, Any] = {"nrk": nrk, "name": name, "state": self.state}
        if isinstance(self.nip, Nip):
            stated |= {"nip": str(self.nip), "employment": self.nip.employment.value}
        found = {name: value for name, value in stated.items() if value is not KEEP}
        if not found:
            raise NothingToChangeError
        return found


@dataclass(frozen=True)
class NewAssignment:
    """Who is to hold which position, from the first to the last day."""

    employee_id: UUID
    position_id: UUID
    kind: AssignmentKind
    first_day: date
    last_day: date | None = None


@dataclass(frozen=True)
class NewLine:
    """Who is to appraise whom, from the first to the last day."""

    ratee_id: UUID
    rater_id: UUID
    superior_id: UUID | None
    kind: ReportingLineKind
    first_day: date
    last_day: date | None = None

    def check(self) -> None:
        """Refuse people who would stand above themselves.

        Raises:
            SelfRatingError: the rater is the ratee.
            SuperiorNotAboveError: the superior is one of the two.
        """
        if self.ratee_id == self.rater_id:
            raise SelfRatingError(path=("rater_id",))
        if self.superior_id in {self.ratee_id, self.rater_id}:
            raise SuperiorNotAboveError(path=("superior_id",))


def read_subject(text: str) -> UUID:
    """Read the key of a person as tokens carry it.

    Raises:
        SubjectIdError: it is no UUID.
    """
    try:
        return UUID(text)
    except ValueError:
        raise SubjectIdError(path=("subject_id",)) from None


def read_nip(text: str, *, on: date) -> Nip:
    """Read a NIP from the input.

    Raises:
        NipError: its path is `nip`.
    """
    try:
        return Nip.parse(text, on=on)
    except KinerjaError as error:
        raise error.at("nip") from None
