"""The header `Kinerja-Purpose`: what is kept, and what is refused."""

import pytest
from starlette.datastructures import Headers

from kinerja.http.purpose import InvalidPurposeError, read_purpose


def _headers(*values: str) -> Headers:
    """Return headers as a server hands them over: bytes."""
    return Headers(raw=[(b"kinerja-purpose", value.encode()) for value in values])


@pytest.mark.parametrize(
    "purpose",
    [
        "Audit",
        "Evaluasi kinerja 2026 (SE 3/2023)",
        "Penilaian é tahap dua ✓",
        "x" * 200,
        "17 digit 12345678901234567",
        "1234567890123456789 adalah 19 digit",
    ],
)
def test_a_purpose_is_kept_as_it_is(purpose: str) -> None:
    assert read_purpose(_headers(purpose)) == purpose


def test_no_header_states_no_purpose() -> None:
    assert read_purpose(Headers({})) is None


def test_blanks_around_it_are_left_out() -> None:
    assert read_purpose(_headers("  Audit  ")) == "Audit"


@pytest.mark.parametrize(
    "values",
    [
        ("",),
        ("ab",),
        ("  a  ",),
        ("x" * 201,),
        ("a\tb",),
        ("a\x00b c",),
        ("kosong\u200b lebar nol",),
        ("balik\u202ekanan",),
        ("dua\u2028baris",),
        ("dua\u2029alinea",),
        ("tanpa\u00a0putus",),
        ("tanda\u00adhubung",),
        ("bahasa\U000e0001",),
        ("NIP 19800101\u00a0200501\u00a01\u00a0001",),
        ("198001012005011001",),
        ("NIP: 198001012005011001.",),
        ("NIP 19800101 200501 1 001",),
        ("NIP 19800101-200501-1-001",),
        ("Audit", "Evaluasi"),
    ],
)
def test_what_cannot_be_kept_is_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(InvalidPurposeError):
        read_purpose(_headers(*values))


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(InvalidPurposeError):
        read_purpose(Headers(raw=[(b"kinerja-purpose", b"Audit \xff\xfe")]))


def test_the_refusal_repeats_nothing_of_it() -> None:
    with pytest.raises(InvalidPurposeError) as raised:
        read_purpose(_headers("NIP 198001012005011001"))

    assert "1980" not in raised.value.message("id") + raised.value.message("en")
