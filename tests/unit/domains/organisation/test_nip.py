"""The NIP: every well-formed one is read and written unchanged, everything else is refused."""

from calendar import isleap
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinerja.domains.organisation.nip import Nip, NipWarning, Sex
from kinerja.domains.organisation.nip_errors import (
    NipAppointmentError,
    NipCharacterError,
    NipError,
    NipImpossibleDateError,
    NipLengthError,
    NipSerialError,
    NipSexError,
)
from kinerja.domains.organisation.vocabulary import Employment
from tests.support.nips import make_nip

TODAY = date(2026, 11, 24)
BLANKS = ("", " ", "\t", "\n", "\u00a0", "\ufeff", "\u200b")


def digits(
    born: date, *, appointed: int = 2015, middle: int = 5, sex: int = 1, serial: int = 1
) -> str:
    return f"{born.isoformat().replace('-', '')}{appointed:04}{middle:02}{sex}{serial:03}"


@st.composite
def nips(draw: st.DrawFn) -> str:
    return digits(
        draw(st.dates(date(1, 1, 1), TODAY)),
        appointed=draw(st.integers(1, 9999)),
        middle=draw(st.sampled_from([*range(1, 13), *range(21, 30)])),
        sex=draw(st.sampled_from([1, 2])),
        serial=draw(st.integers(1, 999)),
    )


def test_the_pns_of_the_regulation() -> None:
    nip = Nip.parse("198609262015051001", on=TODAY)

    assert nip == Nip(date(1986, 9, 26), Employment.PNS, 2015, 5, None, Sex.MALE, 1)
    assert nip.warnings(TODAY) == ()


def test_the_pppk_of_the_regulation() -> None:
    nip = Nip.parse("200012312024211001", on=TODAY)

    assert nip == Nip(date(2000, 12, 31), Employment.PPPK, 2024, None, 1, Sex.MALE, 1)
    assert nip.warnings(TODAY) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("198602302015051001", NipImpossibleDateError),
        ("198609262015053001", NipSexError),
        ("198609262015051000", NipSerialError),
        ("19860926201505100", NipLengthError),
    ],
)
def test_the_four_invalid_ones_of_case_g33(text: str, expected: type[NipError]) -> None:
    with pytest.raises(expected):
        Nip.parse(text, on=TODAY)


@given(nips())
def test_a_valid_nip_is_written_as_it_was_read(text: str) -> None:
    assert str(Nip.parse(text, on=TODAY)) == text


@given(nips(), st.lists(st.tuples(st.integers(0, 18), st.sampled_from(BLANKS)), max_size=6))
def test_blanks_anywhere_are_ignored(text: str, blanks: list[tuple[int, str]]) -> None:
    spaced = text
    for place, blank in blanks:
        spaced = spaced[:place] + blank + spaced[place:]

    assert str(Nip.parse(spaced, on=TODAY)) == text


@given(nips(), st.integers(0, 17), st.characters(exclude_categories=["Zs", "Zl", "Zp", "Cc", "Cf"]))
def test_another_character_in_any_place_is_refused(text: str, place: int, other: str) -> None:
    changed = text[:place] + other + text[place + 1 :]

    if other in "0123456789":
        return
    with pytest.raises(NipCharacterError):
        Nip.parse(changed, on=TODAY)


@given(nips(), st.integers(0, 18), st.sampled_from("0123456789"))
def test_a_digit_more_is_refused(text: str, place: int, digit: str) -> None:
    with pytest.raises(NipLengthError):
        Nip.parse(text[:place] + digit + text[place:], on=TODAY)


@given(nips(), st.integers(0, 17))
def test_a_digit_less_is_refused(text: str, place: int) -> None:
    with pytest.raises(NipLengthError):
        Nip.parse(text[:place] + text[place + 1 :], on=TODAY)


@given(nips())
def test_digits_13_and_14_are_a_month_or_a_contract(text: str) -> None:
    for middle in {*range(100)} - {*range(1, 13), *range(21, 30)}:
        with pytest.raises(NipAppointmentError):
            Nip.parse(f"{text[:12]}{middle:02}{text[14:]}", on=TODAY)


@given(nips(), st.sampled_from("03456789"))
def test_digit_15_is_one_or_two(text: str, sex: str) -> None:
    with pytest.raises(NipSexError):
        Nip.parse(text[:14] + sex + text[15:], on=TODAY)


@given(nips())
def test_serials_start_at_one(text: str) -> None:
    with pytest.raises(NipSerialError):
        Nip.parse(text[:15] + "000", on=TODAY)


@given(nips(), st.integers(0, 12), st.integers(0, 31))
def test_the_birth_date_is_in_the_calendar(text: str, month: int, day: int) -> None:
    year = int(text[:4])
    last = [31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    exists = month > 0 and 0 < day <= last[month - 1]
    given_text = f"{text[:4]}{month:02}{day:02}{text[8:]}"

    if exists and (year, month, day) <= (TODAY.year, TODAY.month, TODAY.day):
        assert str(Nip.parse(given_text, on=TODAY)) == given_text
    else:
        with pytest.raises(NipImpossibleDateError):
            Nip.parse(given_text, on=TODAY)


@pytest.mark.parametrize(
    ("year", "exists"), [(1984, True), (2000, True), (1900, False), (1986, False)]
)
def test_the_29th_of_february_is_born_in_leap_years_only(year: int, exists: bool) -> None:  # noqa: FBT001 - a case.
    text = f"{year}02292015051001"

    if exists:
        assert Nip.parse(text, on=TODAY).born == date(year, 2, 29)
    else:
        with pytest.raises(NipImpossibleDateError):
            Nip.parse(text, on=TODAY)


def test_nobody_is_born_in_the_future() -> None:
    with pytest.raises(NipImpossibleDateError):
        Nip.parse(digits(date(2026, 11, 25)), on=TODAY)


#: Digits to Unicode, and to `str.isdigit`, but not to a NIP.
WIDE = "".join(chr(0xFF10 + int(digit)) for digit in "198609262015051001")


@pytest.mark.parametrize("text", ["", "  ", WIDE, "19860926-201505-1-001"])
def test_only_plain_digits_make_a_nip(text: str) -> None:
    with pytest.raises(NipCharacterError):
        Nip.parse(text, on=TODAY)


@given(nips())
def test_no_error_and_no_repr_shows_the_digits(text: str) -> None:
    with pytest.raises(NipError) as caught:
        Nip.parse(text[:15] + "000", on=TODAY)

    shown = (repr(Nip.parse(text, on=TODAY)), caught.value.message("id"), str(caught.value))
    assert not [one for one in shown if text[:8] in one or text in one]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Eighteen on 26 September 2004: the first of September is too early, October is not.
        (digits(date(1986, 9, 26), appointed=2004, middle=9), (NipWarning.APPOINTED_TOO_YOUNG,)),
        (digits(date(1986, 9, 26), appointed=2004, middle=10), ()),
        (digits(date(1986, 9, 1), appointed=2004, middle=9), ()),
        (digits(date(1986, 9, 26), appointed=2003, middle=21), (NipWarning.APPOINTED_TOO_YOUNG,)),
        (digits(date(1986, 9, 26), appointed=2004, middle=21), ()),
        (digits(date(2004, 2, 29), appointed=2022, middle=3), ()),
        (digits(date(2004, 2, 29), appointed=2022, middle=2), (NipWarning.APPOINTED_TOO_YOUNG,)),
        (digits(date(1950, 1, 1), appointed=2020), (NipWarning.APPOINTED_TOO_OLD,)),
        (digits(date(1986, 9, 26), appointed=2027, middle=2), ()),
        (digits(date(1986, 9, 26), appointed=2027, middle=3), (NipWarning.APPOINTED_IN_FUTURE,)),
        (digits(date(1986, 9, 26), appointed=2027, middle=21), ()),
        (digits(date(1986, 9, 26), appointed=2028, middle=21), (NipWarning.APPOINTED_IN_FUTURE,)),
    ],
)
def test_odd_ages_and_dates_are_remarked_not_refused(
    text: str, expected: tuple[NipWarning, ...]
) -> None:
    assert Nip.parse(text, on=TODAY).warnings(TODAY) == expected


@pytest.mark.parametrize("pppk", [False, True])
def test_the_nips_of_tests_are_valid_and_different(pppk: bool) -> None:  # noqa: FBT001 - a case.
    made = [make_nip(number, pppk=pppk) for number in range(0, 200_000, 7)]

    assert len(set(made)) == len(made)
    for text in made:
        nip = Nip.parse(text, on=TODAY)
        assert nip.warnings(TODAY) == ()
        assert (nip.employment is Employment.PPPK) is pppk
