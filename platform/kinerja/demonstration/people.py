"""Invented civil servants: names put together from syllables, NIPs that follow the rules.

No name is taken from a list of people. The same seed gives the same people.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from kinerja.domains.organisation.vocabulary import EmployeeState, Employment

_ONSETS = """
    Adi Anggi Ardi Arum Asti Bagas Bayu Bestar Bina Cakra Candi Catur Dami Danu Dewa Dwira Elang
    Endra Estu Fajri Galih Ganda Giri Gusta Hadi Handa Hesti Indra Jaya Kala Karsa Kusu Lesta
    Lintang Mada Mahar Mulya Nanda Nata Niras Panca Pertu Praba Purna Rama Raras Rengga Sadi
    Sakti Sandi Sekar Setya Suma Surya Tama Tirta Wahyu Wira Yoga Yudha
"""
_MALE = "bara dipta gara jata kara lana mara nusa pata ranta sena tala wana yasa"
_FEMALE = "dari dini gati kanti lasti mita nari padmi rini santi tari wardi wulan yani"
_LAST = """
    Arsana Baskari Cendrata Danurwa Ekanata Gintaya Harsoga Jatmeka Kertara Laksmara Mandaru
    Nagantara Pawitra Rangkuta Samekta Tanjara Udayasa Waskira Yudakara Wiratmaka
"""
ONSETS, MALE, FEMALE, LAST = (text.split() for text in (_ONSETS, _MALE, _FEMALE, _LAST))

_FIRST_BIRTH = date(1967, 1, 1)
_BIRTHS = (date(2001, 1, 1) - _FIRST_BIRTH).days
#: Everybody is in office on the day from which the demonstration's assignments run.
_LAST_YEAR = 2023
_PPPK_SINCE = 2019
_PPPK_SHARE, _FEMALE_SHARE, _MIDDLE_NAME_SHARE = 0.2, 0.5, 0.4
_EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z


class EmployeeRecord(NamedTuple):
    """A row of `employees`, without the agency."""

    id: UUID
    nip: str
    nrk: str
    name: str
    employment: str
    state: str


class Invention:
    """Everything that chance decides for one agency, from one seed."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)  # noqa: S311 - an invention, not a secret.
        self._made = 0
        self._serials: Counter[str] = Counter()

    def id(self) -> UUID:
        """Return a UUID in the form of version 7; its time part only counts."""
        self._made += 1
        moment = (_EPOCH_MS + self._made) << 80
        chance = self.random.getrandbits(74)
        return UUID(int=moment | 0x7 << 76 | (chance >> 62) << 64 | 0b10 << 62 | chance % (1 << 62))

    def employees(self, count: int) -> Iterator[EmployeeRecord]:
        """Yield so many employees, all in service."""
        for number in range(1, count + 1):
            female = self.random.random() < _FEMALE_SHARE
            employment = Employment.PPPK if self.random.random() < _PPPK_SHARE else Employment.PNS
            yield EmployeeRecord(
                id=self.id(),
                nip=self._nip(employment, female=female),
                nrk=f"{100_000 + number}",
                name=self._name(female=female),
                employment=employment,
                state=EmployeeState.ACTIVE,
            )

    def _name(self, *, female: bool) -> str:
        choose = self.random.choice
        first = choose(ONSETS) + choose(FEMALE if female else MALE)
        middle = choose(ONSETS) if self.random.random() < _MIDDLE_NAME_SHARE else ""
        return " ".join(filter(None, (first, middle, choose(LAST))))

    def _nip(self, employment: Employment, *, female: bool) -> str:
        born = _FIRST_BIRTH + timedelta(days=self.random.randrange(_BIRTHS))
        year = min(born.year + self.random.randint(21, 32), _LAST_YEAR)
        middle = self.random.randint(1, 12)
        if employment is Employment.PPPK:
            year = max(born.year + 21, self.random.randint(_PPPK_SINCE, _LAST_YEAR))
            middle = 21
        first15 = f"{born:%Y%m%d}{year}{middle:02}{2 if female else 1}"
        self._serials[first15] += 1  # Serials go up only where the first 15 digits coincide.
        return f"{first15}{self._serials[first15]:03}"
