"""Moments of complaints, as spreadsheets and systems write them."""

from datetime import datetime, timedelta, timezone

import pytest

from kinerja.domains.complaints.importing.errors import InstantError
from kinerja.domains.complaints.importing.rows import read_instant
from kinerja.kit.clock import JAKARTA

MORNING = datetime(2026, 7, 31, 8, 30, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-07-31 08:30",
        "2026-07-31T08:30:00",
        "31/07/2026 08.30",
        "31-7-2026 8:30",
        "2026-07-31T01:30:00+00:00",
        "2026-07-31T01:30:00Z",
        datetime(2026, 7, 31, 8, 30),  # noqa: DTZ001 - as a spreadsheet gives it.
        datetime(2026, 7, 31, 2, 30, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_a_moment_without_an_offset_is_jakartas(cell: str | datetime) -> None:
    assert read_instant(cell) == MORNING


def test_a_day_is_its_first_moment() -> None:
    assert read_instant("31/07/2026") == datetime(2026, 7, 31, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    "cell", ["kemarin", "2026-02-30 08:00", "2026-07-31 25:00", "08:30", 45_000, 45_000.5, True]
)
def test_what_is_no_moment_is_refused(cell: object) -> None:
    with pytest.raises(InstantError):
        read_instant(cell)  # type: ignore[arg-type]  # Also what no cell holds.
